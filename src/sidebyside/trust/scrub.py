"""What may stand in a log line: places in the code and public ids, never words, addresses or tokens."""

import logging
import re
import traceback

_MAIL = re.compile(r"[^\s@<>\"'=]+@[^\s@<>\"']+")
_QUERY = re.compile(r"\?[^\s\"']+")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.I)
# What could end a line and begin a made one, or talk to a terminal.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_LONG = re.compile(r"[A-Za-z0-9_\-+]{24,}")


def scrubbed(line: str) -> str:
    line = _MAIL.sub("(address)", _QUERY.sub("?(left out)", _CONTROL.sub(" ", line)))
    return _LONG.sub(lambda found: found[0] if _UUID.fullmatch(found[0]) else "(token)", line)


class ScrubFilter(logging.Filter):
    """Rewrites a record in place. An exception keeps its classes and places and loses its messages:
    a database or a parser may quote the row it fell over."""

    def filter(self, record: logging.LogRecord) -> bool:
        try:
            message = record.getMessage()
        except (TypeError, ValueError):
            message = str(record.msg)
        if record.exc_info and record.exc_info[1] is not None:
            message = f"{message.splitlines()[0] if message else ''} {told(record.exc_info[1])}"
            record.exc_info = None
            record.exc_text = None
        record.msg, record.args = scrubbed(message), None
        record.stack_info = None
        return True


def told(error: BaseException) -> str:
    """An exception in one line without its words: class names, innermost last, with file and line."""
    chain: list[str] = []
    seen: BaseException | None = error
    while seen is not None and len(chain) < 5:
        frames = traceback.extract_tb(seen.__traceback__)[-6:]
        places = " > ".join(f"{frame.filename.rsplit('/', 2)[-1]}:{frame.lineno}" for frame in frames)
        chain.append(f"{type(seen).__name__} at {places}")
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    return " from ".join(chain)

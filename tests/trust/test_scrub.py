import logging

from sidebyside.trust.scrub import ScrubFilter, scrubbed


def line(message: str, *args: object, exc: BaseException | None = None) -> str:
    info = (type(exc), exc, exc.__traceback__) if exc else None
    record = logging.LogRecord("x", logging.ERROR, __file__, 1, message, args, info)
    assert ScrubFilter().filter(record)
    return logging.Formatter().format(record)


def test_addresses_tokens_and_queries_are_left_out() -> None:
    told = scrubbed("GET /join/Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4/?next=/secret by ana@harbour.test")
    assert "Zm9v" not in told
    assert "secret" not in told
    assert "ana@" not in told


def test_public_ids_stay() -> None:
    code = "3b241101-e2bb-4255-8caf-4136c566a962"
    assert code in scrubbed(f"prepare {code}")


def test_an_exception_keeps_its_place_and_loses_its_words() -> None:
    try:
        try:
            raise ValueError("DETAIL: Failing row contains (a very private note)")
        except ValueError as inner:
            raise RuntimeError("a very private note too") from inner
    except RuntimeError as error:
        told = line("it broke", exc=error)
    assert "private" not in told
    assert "RuntimeError" in told
    assert "ValueError" in told
    assert "test_scrub.py" in told

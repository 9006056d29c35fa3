"""Gunicorn writes its own lines, with the address that was asked for in them: they pass the scrubber too."""

from typing import Any

from gunicorn.glogging import Logger

from sidebyside.trust.scrub import ScrubFilter


class ScrubbedLogger(Logger):  # type: ignore[misc]
    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for log in (self.error_log, self.access_log):
            for handler in log.handlers:
                handler.addFilter(ScrubFilter())

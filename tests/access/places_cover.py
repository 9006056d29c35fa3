"""Where cover stands: a programme's own page of it, which no state of one pair opens or shuts."""

from typing import Any


def places(programme: Any) -> dict[str, dict[str, Any]]:
    return {"covered programme": {"code": programme.code}}

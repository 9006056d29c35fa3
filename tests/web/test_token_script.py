"""One script alone reads the token's cookie, by the right one of its names."""

from pathlib import Path

import sidebyside

STATICS = Path(sidebyside.__file__).parent.glob("*/static/**/*.js")


def test_no_other_script_looks_for_the_tokens_cookie_by_itself() -> None:
    named = {
        path.name for path in STATICS if "csrftoken" in path.read_text().lower().replace("x-csrftoken", "")
    }
    assert named == {"token.js"}

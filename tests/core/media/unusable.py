"""What no command of ``media`` can use, and how each of them says so."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.core.media.films import film

FILES = [b"", b"not a film at all", film(sound=None)[:900], film("mp4", None)]


def ends_in_one_sentence_and_2(
    main: Callable[[Sequence[str]], int],
    command: Sequence[str],
    content: bytes,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """In the folder where we are, and without leaving anything there."""
    Path("odd.mp4").write_bytes(content)
    assert main([*command, "odd.mp4", "--json"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.strip().endswith(".")
    assert said.err.count("\n") == 1
    assert "Traceback" not in said.err

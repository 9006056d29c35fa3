"""The commands' common beginning, as a shell runs it."""

import os
import subprocess
import sys

import pytest

# A command that prints one line.
RUN = """
import sys, types
from sidebyside.__main__ import main
sys.modules["sidebyside.web.commands.talk"] = types.SimpleNamespace(main=lambda given: print({words} * {times}) or 0)
sys.exit(main(["talk"]))
"""


def run(words: str, stdout: int, times: int = 1, **settings: str) -> "subprocess.CompletedProcess[bytes]":
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)} | settings
    command = [sys.executable, "-c", RUN.format(words=ascii(words), times=times)]
    return subprocess.run(command, env=environment, stdout=stdout, stderr=subprocess.PIPE, check=False)


@pytest.mark.parametrize("times", [1, 20_000])
def test_a_reader_that_goes_away_ends_it_without_a_word(times: int) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        ended = run("one line ", writing, times)
    finally:
        os.close(writing)
    assert (ended.returncode, ended.stderr) == (141, b"")


def test_a_narrow_locale_prints_every_letter() -> None:
    narrow = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"}
    ended = run("Zoë fragt: „Warum?“", subprocess.PIPE, **narrow)
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert ended.stdout.decode() == "Zoë fragt: „Warum?“\n"

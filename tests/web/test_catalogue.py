"""Every sentence that core can say stands in the catalogue's template: core knows no Django, and marks them itself."""

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import sidebyside
from sidebyside.core.exchange import errors as exchange_errors
from sidebyside.core.exchange import notes, places
from sidebyside.core.listening import errors as listening_errors
from sidebyside.core.listening import heard
from sidebyside.core.media import errors as media_errors
from sidebyside.core.talk import marks, moments, reading

CORE = Path(sidebyside.__file__).parent / "core"
# What only somebody at a command line reads: what the `media` command says of a file is on no page.
COMMAND_LINES = {
    "cli.py",
    "cli_read.py",
    "cli_agree.py",
    "fetching.py",
    "search.py",
    "probe.py",
    "prepare.py",
}
# Wrong use by a program, and never on a page.
RAISED = {"ValueError", "TypeError", "RuntimeError", "ImproperlyConfigured", "PartBroken", "Argument"}
SENTENCE = re.compile(r"[A-Z“].* .*[.?!]")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """What ``makemessages`` finds in core."""
    folder = tmp_path_factory.mktemp("catalogue")
    shutil.copytree(CORE, folder / "core", ignore=lambda _at, names: [n for n in names if _is_data(n)])
    (folder / "locale").mkdir()
    given = {"DJANGO_SETTINGS_MODULE": "sidebyside.web.settings.test", "PYTHONPATH": str(CORE.parents[1])}
    make = [sys.executable, "-m", "django", "makemessages", "--locale=de", "--keep-pot", "--no-wrap"]
    subprocess.run(make, cwd=folder, env=os.environ | given, check=True, capture_output=True)
    return set(_msgids((folder / "locale" / "django.pot").read_text(encoding="utf-8")))


def _is_data(name: str) -> bool:
    return "." in name and not name.endswith(".py")


def _msgids(pot: str) -> Iterator[str]:
    for block in re.findall(r'^msgid ((?:".*"\n)+)', pot, re.MULTILINE):
        yield "".join(ast.literal_eval(line) for line in block.splitlines())


def test_every_table_of_sentences_is_in_it(template: set[str]) -> None:
    said = {
        *exchange_errors.SENTENCES.values(),
        *notes.SENTENCES.values(),
        notes.AND_MORE,
        *places.PLACES.values(),
        *media_errors.SENTENCES.values(),
        *heard.SENTENCES.values(),
        *listening_errors.SENTENCES.values(),
        *(mark.text for mark in marks.MARKS),
        *(mark.to_try for mark in marks.MARKS),
        *(theme.text for theme in moments._THEMES),
        *(reading.COSY, reading.TOO_FEW, reading.ONE_VOICE),
        *reading.LEVEL_WORDS.values(),
    }
    assert len(said) > 100
    assert said - template == set()


def test_nothing_that_reads_like_a_sentence_is_left_out(template: set[str]) -> None:
    """Also one that somebody writes tomorrow, in a module that has none today."""
    left = {
        f"{path.relative_to(CORE)}: {text}"
        for path in sorted(CORE.rglob("*.py"))
        if path.name not in COMMAND_LINES
        for text in _sentences(ast.parse(path.read_text(encoding="utf-8")))
        if text not in template
    }
    assert left == set()


def _sentences(tree: ast.AST) -> Iterator[str]:
    """Whole sentences in strings that are no docstring and no complaint to a program."""
    for parent in ast.walk(tree):
        if isinstance(parent, ast.Expr):
            for one in ast.walk(parent):
                one.skipped = isinstance(parent.value, ast.Constant)  # type: ignore[attr-defined]
        if isinstance(parent, ast.Call) and getattr(parent.func, "id", "") in RAISED:
            for one in ast.walk(parent):
                one.skipped = True  # type: ignore[attr-defined]
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or getattr(node, "skipped", False):
            continue
        if isinstance(node.value, str) and SENTENCE.fullmatch(node.value):
            yield node.value

"""What is carried from others: the real lock files keep the rules, and a broken one is told by name."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tools import supply


def test_the_lock_files_keep_every_rule() -> None:
    assert supply.troubles() == []
    assert len(supply.read_locks()[0]) > 100


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("django>=6.1", "not pinned"),
        ("django==6.1", "no hash"),
        ("--index-url https://elsewhere.test/simple", "elsewhere"),
        ("django @ https://elsewhere.test/django.whl --hash=sha256:" + "a" * 64, "elsewhere"),
    ],
)
def test_a_line_that_breaks_a_rule_is_named(line: str, said: str) -> None:
    _parts, wrong = supply.parts_of("base", line)
    assert [one for one in wrong if one.startswith("base: ") and said in one]


def test_two_versions_of_one_package_are_told() -> None:
    parts = [supply.Part("django", "6.1", ("a",), "base"), supply.Part("django", "6.2", ("a",), "test")]
    assert supply.disagreements(parts) == ["django has 2 versions: 6.1, 6.2."]


def test_what_is_asked_for_and_not_locked_is_told() -> None:
    groups: dict[str, list[str]] = {group: [] for group in ("test", "models", "faces", "speech")}
    project = {"project": {"dependencies": ["django>=6.1", "nothing>=1"]}, "dependency-groups": groups}
    wrong = supply.missing([supply.Part("django", "5.2", ("a",), "base")], project)
    assert wrong == [
        "base: django is locked at 5.2, outside >=6.1.",
        "base: nothing is asked for and not locked.",
    ]


def test_a_licence_that_binds_everything_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supply, "licence_of", lambda name: {"free": "MIT", "bound": "AGPL-3.0-only"}[name])
    assert supply.licence_troubles({"free", "bound"}) == [
        "bound: its licence 'AGPL-3.0-only' is not one that we carry."
    ]


def test_the_bill_names_everything_once_and_is_the_same_twice(tmp_path: Path) -> None:
    for name in ("one.json", "two.json"):
        assert supply.main(["sbom", "--out", str(tmp_path / name)]) == 0
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()
    bill = json.loads((tmp_path / "one.json").read_text())
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    references = [one["bom-ref"] for one in bill["components"]]
    assert len(references) == len(set(references))
    named = {one["name"] for one in bill["components"]}
    assert {part.name for part in supply.read_locks()[0]} | {"htmx", "tus-js-client", "axe-core"} <= named
    django = next(one for one in bill["components"] if one["name"] == "django")
    assert django["scope"] == "required"
    assert django["licenses"][0]["license"]["name"]
    pytest_itself = next(one for one in bill["components"] if one["name"] == "pytest")
    assert pytest_itself["scope"] == "excluded"


AUDITOR = """#!{python}
import sys
print({out!r})
sys.exit({code})
"""


@pytest.mark.parametrize(
    ("out", "code", "ends", "said"),
    [
        ('{"dependencies": [{"name": "django", "version": "6.1", "vulns": []}]}', 0, 0, "No known hole in 1"),
        (
            '{"dependencies": [{"name": "x", "version": "1", "vulns": [{"id": "PYSEC-1"}]}]}',
            1,
            1,
            "x 1: PYSEC-1",
        ),
        ("", 1, 0, "NOT looked for: the advisory service could not be reached"),
        (None, 0, 0, "NOT looked for: pip-audit is not installed"),
    ],
)
def test_it_never_says_that_all_is_well_when_nobody_was_asked(
    out: str | None, code: int, ends: int, said: str, tmp_path: Path
) -> None:
    if out is not None:
        program = tmp_path / "pip-audit"
        program.write_text(AUDITOR.format(python=sys.executable, out=out, code=code))
        program.chmod(0o755)
    done = subprocess.run(
        [sys.executable, str(supply.ROOT / "tools" / "supply.py"), "audit"],
        env=os.environ | {"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == ends, done.stderr
    assert said in done.stdout
    assert ("No known hole" in done.stdout) is (said == "No known hole in 1")


def test_what_is_tested_has_all_that_runs_in_the_same_versions() -> None:
    """The suite's environment is made from its own lock alone: what is missing there, nobody could test."""
    runs, tested = (
        set((supply.ROOT / "requirements" / f"{name}.txt").read_text().splitlines())
        for name in ("base", "test")
    )
    assert runs - tested == set()

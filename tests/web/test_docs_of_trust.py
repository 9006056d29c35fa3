"""The table and the threat model are held true: complete, counted, and pointing at what is there."""

import re
from collections import Counter
from pathlib import Path

import pytest

from sidebyside.web.limits import LIMITS
from sidebyside.web.serving import ROOT, SOURCE

ROWS = [
    [cell.strip() for cell in line.strip().strip("|").split("|")]
    for line in (ROOT / "docs" / "asvs.md").read_text().splitlines()
    if re.match(r"\| \d+\.\d+\.\d+ \|", line)
]
# The standard's own numbers of requirements at levels 1 and 2, for each of its chapters.
AT_LEVEL = {"1": 70, "2": 183}


def _is_there(named: str) -> bool:
    return any((base / named).exists() for base in (ROOT, SOURCE / "sidebyside"))


def test_every_requirement_of_both_levels_is_answered_once() -> None:
    assert Counter(row[1] for row in ROWS) == AT_LEVEL
    assert len({row[0] for row in ROWS}) == len(ROWS)
    in_order = [tuple(map(int, row[0].split("."))) for row in ROWS]
    assert in_order == sorted(in_order)


def test_each_is_met_somewhere_or_says_why_not() -> None:
    for number, _level, subject, state, why in ROWS:
        assert state in {"met", "not applicable", "open"}, number
        assert subject, number
        assert why, number


def test_its_sums_are_right() -> None:
    text = (ROOT / "docs" / "asvs.md").read_text()
    for level in AT_LEVEL:
        seen = Counter(row[3] for row in ROWS if row[1] == level)
        line = f"| level {level} | {seen['met']} | {seen['not applicable']} | {seen['open']} | {AT_LEVEL[level]} |"
        assert line in text


@pytest.mark.parametrize("name", ["asvs.md", "threat-model.md", "hardening.md"])
def test_what_it_points_at_is_there(name: str) -> None:
    text = (ROOT / "docs" / name).read_text()
    for named in re.findall(r"`((?:[\w.-]+/)+[\w.-]*|[\w-]+\.(?:py|md|toml))`", text):
        assert _is_there(named), named
    for linked in re.findall(r"\]\(([\w./-]+\.md)\)", text):
        assert (ROOT / "docs" / Path(linked)).exists(), linked


def test_the_limits_are_documented_as_they_are() -> None:
    text = (ROOT / "docs" / "hardening.md").read_text()
    for limit in LIMITS.values():
        for most in filter(None, (limit.person, limit.address, limit.typed)):
            assert re.search(rf"\b{most}\b", text), limit

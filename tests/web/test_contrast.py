"""Every pair of colours that text or a control is shown in can be read, in the light scheme and in the dark."""

import gzip
import re
from pathlib import Path

import pytest

SHEET = Path(__file__).parents[2] / "src/sidebyside/web/static/web/look.css"
CSS = SHEET.read_text()
TOKEN = re.compile(r"--([a-z-]+): light-dark\((#[0-9a-f]{6,8}), (#[0-9a-f]{6,8})\);")
PLAIN = re.compile(r"--([a-z-]+): (#[0-9a-f]{6,8});")
TOKENS = {name: {"light": light, "dark": dark} for name, light, dark in TOKEN.findall(CSS)}

GROUNDS = ["paper", "sheet"]
TEXTS = ["ink", "quiet", "mine", "yours", "ours", "ok", "warn", "stop"]
SOFT = ["mine", "yours", "ours", "warn", "stop"]
READ = [
    *[(text, ground) for text in TEXTS for ground in GROUNDS],
    *[(hue, f"{hue}-soft") for hue in SOFT],
    *[("ink", f"{hue}-soft") for hue in SOFT],
    ("quiet", "ours-soft"),
    ("paper", "ink"),
    ("paper", "ours"),
]
SEEN = [("edge", ground) for ground in GROUNDS] + [("ours", ground) for ground in [*GROUNDS, "ours-soft"]]


def luminance(colour: str) -> float:
    """Relative luminance, 0 to 1, as WCAG 2.2 defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


def test_the_measure_itself_gives_the_known_values() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), READ)
def test_text_stands_out_from_its_ground(text: str, ground: str, scheme: str) -> None:
    assert contrast(TOKENS[text][scheme], TOKENS[ground][scheme]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("mark", "ground"), SEEN)
def test_the_bounds_of_controls_and_the_focus_ring_are_seen(mark: str, ground: str, scheme: str) -> None:
    assert contrast(TOKENS[mark][scheme], TOKENS[ground][scheme]) >= 3


def test_browsers_without_light_dark_get_the_same_light_scheme() -> None:
    fallback = CSS.split("@supports not (color: light-dark", 1)[1].split("@layer base", 1)[0]
    assert dict(PLAIN.findall(fallback)) == {name: both["light"] for name, both in TOKENS.items()}


def test_colours_are_said_once_as_tokens() -> None:
    after = CSS.split("@layer base {", 1)[1].split("@media print", 1)[0]
    assert re.findall(r"#[0-9a-f]{3,8}\b", after) == []


def test_the_sheet_is_small() -> None:
    assert len(gzip.compress(SHEET.read_bytes())) < 12_000

"""From our small notation to parts of a page. What stands in a text is words: nothing becomes markup by itself.

## A heading            - an item of a list         1. an item that is counted
> somebody speaking     ! picture name              ? something to try out
**weighty** words       a blank line between parts
"""

import re
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

PICTURES = frozenset({"cycle", "chairs", "threes", "onion", "levels", "room", "pause", "ladder"})
_STRONG = re.compile(r"\*\*(.+?)\*\*")
_COUNTED = re.compile(r"\d+\. ")


@dataclass(frozen=True)
class Part:
    """``sort`` is heading, words, list, counted, said, picture or try."""

    sort: str
    lines: tuple[SafeString, ...]

    @property
    def picture(self) -> str:
        """The file of a picture: one of a fixed few, never a path of a text's own."""
        return f"library/pictures/{self.lines[0]}.svg"


class NotOurs(ValueError):
    """A text asks for what the notation does not have."""


def parts_of(body: str) -> tuple[Part, ...]:
    blocks = re.split(r"\n\s*\n", body.strip())
    return tuple(_part(block.strip().splitlines()) for block in blocks if block.strip())


def _part(lines: list[str]) -> Part:
    first = lines[0]
    if first.startswith("## "):
        return Part("heading", (_words(first[3:]),))
    if first.startswith("! "):
        name = first[2:].strip()
        if name not in PICTURES:
            raise NotOurs(f"There is no picture called {name!r}; there are {sorted(PICTURES)}.")
        return Part("picture", (escape(name),))
    if first.startswith("- "):
        return Part("list", _items(lines, re.compile("- ")))
    if _COUNTED.match(first):
        return Part("counted", _items(lines, _COUNTED))
    if first.startswith("> "):
        return Part("said", tuple(_words(line.removeprefix("> ")) for line in lines))
    if first.startswith("? "):
        return Part("try", (_words(" ".join(lines)[2:]),))
    return Part("words", (_words(" ".join(lines)),))


def _items(lines: list[str], mark: re.Pattern[str]) -> tuple[SafeString, ...]:
    items: list[str] = []
    for line in lines:
        found = mark.match(line)
        if found:
            items.append(line[found.end() :])
        else:
            items[-1] += f" {line.strip()}"
    return tuple(_words(one) for one in items)


def _words(text: str) -> SafeString:
    # Escaped first; what is put in afterwards is ours and has no attribute.
    return mark_safe(_STRONG.sub(r"<strong>\1</strong>", str(escape(text))))  # noqa: S308

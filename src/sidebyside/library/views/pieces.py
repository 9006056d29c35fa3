"""What a group reads together: the improvement path in seven steps, cards to talk over, leading from beside."""

from itertools import pairwise

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sidebyside.library.access import piece_called
from sidebyside.library.rendering import Part
from sidebyside.library.texts import CARDS, LEADERSHIP, STEPS, WAY_IN, text
from sidebyside.people.requests import PersonRequest


@require_safe
def read(request: PersonRequest, key: str) -> HttpResponse:
    found = piece_called(key)
    if key == CARDS:
        shown = {"piece": found, "sets": sets_of(found.parts)}
        return render(request, "library/cards.html", shown)
    at = STEPS.index(key) if key in STEPS else None
    following = STEPS[at + 1] if at is not None and at + 1 < len(STEPS) else None
    shown = {
        "piece": found,
        "steps": [text(one) for one in STEPS] if key == WAY_IN else [],
        "is_step": at is not None,
        "is_leadership": key == LEADERSHIP,
        "following": text(following) if following else None,
    }
    return render(request, "library/piece.html", shown)


def sets_of(parts: tuple[Part, ...]) -> list[tuple[str, tuple[str, ...]]]:
    """Each heading with the cards below it."""
    return [(str(head.lines[0]), cards.lines) for head, cards in pairwise(parts) if head.sort == "heading"]

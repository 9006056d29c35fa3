"""The one door to other people's answers: closed ones, without names, for fixed figures alone (trust, rule 10).

``figures.freezing`` is the one caller. ``core`` works figures out of it once a period has ended, over at least
five people and three partnerships who agreed to be counted; a page may show those figures and never an answer.
"""

import json
import random
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sidebyside.instruments.models import FormVersion, Sheet
from sidebyside.instruments.shapes import CLOSED, read

FEWEST_PEOPLE = 5


def closed_answers(
    version: FormVersion, begins: datetime, ends: datetime, agreed: Mapping[int, int]
) -> list[tuple[int, dict[str, Any]]]:
    """Choices, ranks and steps of sheets finished and last changed from ``begins`` to before ``ends``: no words, no
    names, no times, in no order, each with a number for its partnership that is drawn for this once.

    ``agreed``: the keys of people who agreed to be counted, each with a partnership of theirs. Empty below five of
    them: less is never handed on.
    """
    form = read(version.body)
    keys = {one.key for one in form.questions() if one.sort in CLOSED}
    sheets = Sheet.objects.select_related("person").filter(
        version=version, done_at__isnull=False, changed_at__gte=begins, changed_at__lt=ends, person__in=agreed
    )
    chance = random.SystemRandom()
    pairs = sorted(set(agreed.values()))
    drawn = dict(zip(pairs, chance.sample(range(len(pairs)), len(pairs)), strict=True))
    found = [
        (
            drawn[agreed[sheet.person_id]],
            {key: answer for key, answer in json.loads(sheet.answers or "{}").items() if key in keys},
        )
        for sheet in sheets
    ]
    if len(found) < FEWEST_PEOPLE:
        return []
    chance.shuffle(found)
    return found

"""The one door to other people's answers: closed ones, without names, for fixed figures alone (trust, rule 10).

Nothing in this product shows what it gives. ``core`` works figures out of it once a period has ended, over at least
five people and three partnerships who agreed to be counted; a page may show those figures and never an answer.
"""

import json
import random
from typing import Any

from sidebyside.instruments.models import FormVersion, Sheet
from sidebyside.instruments.shapes import CLOSED, read

FEWEST_PEOPLE = 5


def closed_answers(version: FormVersion, year: int, term: int, agreed: set[int]) -> list[dict[str, Any]]:
    """Finished sheets' choices, ranks and steps: no words, no names, no times, in no order.

    ``agreed`` are the keys of people who agreed to be counted. Empty below five of them: less is never handed on.
    """
    form = read(version.body)
    keys = {one.key for one in form.questions() if one.sort in CLOSED}
    sheets = Sheet.objects.select_related("person").filter(
        version=version, year=year, term=term, done_at__isnull=False, person__in=agreed
    )
    found = [
        {key: answer for key, answer in json.loads(sheet.answers or "{}").items() if key in keys}
        for sheet in sheets
    ]
    if len(found) < FEWEST_PEOPLE:
        return []
    random.SystemRandom().shuffle(found)
    return found

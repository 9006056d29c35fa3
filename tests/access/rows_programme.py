"""The addresses of templates, aims and the school's part: rows for TABLE."""

from collections.abc import Callable, Iterable
from typing import Any

from tests.access.model import Right as R

OWN = {"name": "Ours", "cycles": "3", "lesson_minutes": "60", "meeting_minutes": "40"}


def rows(
    get: Callable[..., Any], post: Callable[..., Any], page: Callable[..., Iterable[Any]]
) -> Iterable[Any]:
    return (
        *page("programme:make-own-template", "template", R.RUN_OWN_SCHOOL, body=OWN),
        *page("programme:own-template", "own template", R.RUN_SCHOOL, body=OWN),
        *page("programme:sign-for-school", "programme", R.RUN_PROGRAMME),
        post("programme:close-programme", "programme", R.RUN_PROGRAMME),
        *page("programme:aims", "pair", R.READ_PAIR_PART, body={"aim_1": "Wait.", "seen": ""}),
        # This cycle's plan has no such step, so that nothing comes of it; tests/programme/test_walks.py has one.
        post("programme:done", "step to tick", R.CHANGE_STAGES),
    )

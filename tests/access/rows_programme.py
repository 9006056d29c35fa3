"""The addresses of templates, aims and the school's part: rows for TABLE."""

from collections.abc import Callable, Iterable
from typing import Any

from tests.access.model import Right as R

OWN = {"name": "Ours", "cycles": "3", "lesson_minutes": "60", "meeting_minutes": "40"}


def _whom_to_ask(scene: Any) -> dict[str, str]:
    return {"person": str(scene.cast.omar.code), "how": "over"}


def rows(
    get: Callable[..., Any], post: Callable[..., Any], page: Callable[..., Iterable[Any]]
) -> Iterable[Any]:
    return (
        *page("programme:make-own-template", "template", R.RUN_OWN_SCHOOL, body=OWN),
        *page("programme:own-template", "own template", R.RUN_SCHOOL, body=OWN),
        *page("programme:sign-for-school", "programme", R.RUN_PROGRAMME),
        get("programme:who-answers", "", R.SIGNED_IN),
        post("programme:who-answers", "", R.RUN_OWN_SCHOOL, body={"time": "The head"}),
        post("programme:ask-role", "", R.RUN_OWN_SCHOOL, body=_whom_to_ask),
        post("programme:step-down", "", R.RUN_OWN_SCHOOL),
        post("programme:answer-role", "role asked", R.ANSWER_ROLE, body={"do": "yes"}),
        post("programme:take-role-back", "role asked", R.RUN_SCHOOL),
        post("programme:close-programme", "programme", R.RUN_PROGRAMME),
        *page("programme:aims", "pair", R.READ_PAIR_PART, body={"aim_1": "Wait.", "seen": ""}),
        # This cycle's plan has no such step, so that nothing comes of it; tests/programme/test_walks.py has one.
        post("programme:done", "step to tick", R.CHANGE_STAGES),
    )

"""Rows of an interview that a colleague holds: Ana's first, with Idris."""

from collections.abc import Callable
from typing import Any

from tests.access.model import Right as R


def rows(get: Callable[..., Any], post: Callable[..., Any], page: Callable[..., Any]) -> list[Any]:
    return [
        # Whoever has asked somebody already is led to that interview.
        get("instruments:ask-interview", "form", R.OWN_SHELF, answers=(200, 302)),
        post("instruments:ask-interview", "form", R.OWN_SHELF, body={"person": "nobody"}),
        get("instruments:interview", "interview", R.SEE_INTERVIEW),
        post("instruments:interview", "interview", R.SEE_INTERVIEW, body={"do": "record"}),
        post("instruments:interview", "interview", R.SEE_INTERVIEW, body={"do": "stop"}),
        post("instruments:interview", "interview", R.SEE_INTERVIEW, body={"do": "end"}),
        post("instruments:interview", "interview", R.READ_ANAS_OWN_WORDS, body={"do": "erase"}),
        # It is agreed already: whoever agreed is led back, and nobody else is asked.
        post("instruments:interview", "interview", R.HOLD_INTERVIEW, body={"do": "yes"}),
        get("instruments:interview-heard", "heard", R.HOLD_INTERVIEW),
    ]

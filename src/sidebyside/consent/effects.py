"""What must follow at once when a yes is taken back. Rooms above say what; this room knows nothing of films."""

from collections.abc import Callable

from sidebyside.consent.models import Pupil

_acts: list[Callable[[Pupil], None]] = []
_after_a_no: list[Callable[[Pupil], None]] = []


def when_taken_back(act: Callable[[Pupil], None]) -> None:
    if act not in _acts:
        _acts.append(act)


def when_no_is_said(act: Callable[[Pupil], None]) -> None:
    if act not in _after_a_no:
        _after_a_no.append(act)


def taken_back(pupil: Pupil) -> None:
    """In the transaction in which the yes went."""
    for act in _acts:
        act(pupil)


def no_is_said(pupil: Pupil) -> None:
    """A guardian's new no or the pupil's own, whether or not there was a yes; in its transaction."""
    for act in _after_a_no:
        act(pupil)

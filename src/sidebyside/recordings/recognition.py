"""Whether anybody can be recognised in a film: everybody who asks, asks here."""

from datetime import datetime

from django.db.models import Q

from sidebyside.recordings.models import Recording

WAITS = Q(blur_waits=True)
"""Films that nobody but their owner (and whoever they named for a second look) is shown, for `waits`."""


def waits(recording: Recording) -> bool:
    """Faces are being hidden in it, or nobody has looked through what came of that: no share counts meanwhile."""
    return recording.blur_waits


def nobody_since(recording: Recording) -> datetime | None:
    """Since when it stands that no pupil can be recognised in what others are shown of it; None where it does not.

    Two words lead to it, and both are a person's who has watched the film through; a program's is none.

    - ``covered_at``: the owner's word for a film as it was filmed or cut (`pupils.say_covered`). Taken back by the
      owner, and ended when more of the film comes.
    - ``looked_through_at``: said of a blurred film by its owner, or by whoever they named for a second look
      (`blurring.choosing.looked_through`). It counts only for the very film that was looked through: making it again,
      going back to what was filmed, or a mark that somebody can be recognised after all, ends it.

    ``blur_waits`` is stronger than both: while faces are being hidden the answer is None, whatever was said before.
    Asks the row only: give it fresh. A later no of a pupil ends the share of a blurred film and not that of a covered
    one, whose owner is asked to look again (`taken_back`).
    """
    if waits(recording):
        return None
    if recording.covered_at is not None:
        return recording.covered_at
    return recording.looked_through_at if recording.shows_blurred else None

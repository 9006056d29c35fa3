"""Hiding faces in a film: look for them, let the owner choose, make a film that takes the place of what was filmed.

`is_looked_through` is what a gate asks before such a film is shared.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sidebyside.recordings.models import Recording


def is_looked_through(recording: "Recording") -> bool:
    """Whether what others would see of it is blurred, and its owner has said that they looked through that film.

    Asks the row only: give it fresh. ``recording.looked_through_at`` says since when.
    """
    return recording.shows_blurred and not recording.blur_waits and recording.looked_through_at is not None

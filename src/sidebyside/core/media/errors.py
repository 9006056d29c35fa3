"""What can be wrong with a film, in words a teacher understands.

A sentence says what happened and what to do next. It never holds a word from inside the file: file names
and titles are content, and these sentences may be shown on pages that carry none.
"""

from enum import StrEnum

from sidebyside.core.saying import _


class Code(StrEnum):
    EMPTY = "empty"
    NOT_MEDIA = "not_media"
    PHOTO = "photo"
    PLAYLIST = "playlist"
    INTERRUPTED = "interrupted"
    UNREADABLE = "unreadable"
    UNKNOWN_CODEC = "unknown_codec"
    LOCKED = "locked"
    NO_PICTURE = "no_picture"
    SOUND_ONLY = "sound_only"
    NO_SOUND = "no_sound"
    TOO_LONG = "too_long"
    TOO_LARGE = "too_large"
    TOO_HEAVY = "too_heavy"
    TOO_SLOW = "too_slow"
    STALLED = "stalled"
    CRASHED = "crashed"


SENTENCES: dict[Code, str] = {
    Code.EMPTY: _("This file is empty. Look whether the camera has saved the film, then choose it again."),
    Code.NOT_MEDIA: _(
        "This file is not a film that can be read here. Choose a film from a camera or a phone."
    ),
    Code.PHOTO: _("This file is a photo, not a film. Choose the film that lies beside it."),
    Code.PLAYLIST: _("This file only points to a film somewhere else. Choose the film itself."),
    Code.INTERRUPTED: _(
        "This film was cut off before the camera had finished it, so it cannot be opened. "
        "Copy it from the camera once more, or film again."
    ),
    Code.UNREADABLE: _("This file is damaged and cannot be read. Copy it from the camera once more."),
    Code.UNKNOWN_CODEC: _(
        "This film is stored in a way that cannot be read here. "
        "Save it as MP4 (H.264) on the camera or phone, then choose it again."
    ),
    Code.LOCKED: _("This film is locked by copy protection. Choose one that you have filmed yourself."),
    Code.NO_PICTURE: _("This file has no picture that can be read. Film again or choose another file."),
    Code.SOUND_ONLY: _("This file has sound but no picture. Choose the film of the lesson."),
    Code.NO_SOUND: _("This file has no sound that can be read. Record again or choose another file."),
    Code.TOO_LONG: _(
        "This film is longer than can be taken here. Cut it to the lesson, then choose it again."
    ),
    Code.TOO_LARGE: _(
        "This film would become larger than can be taken here. Cut it to the lesson, then choose it again."
    ),
    Code.TOO_HEAVY: _(
        "This film needs more memory than may be used for one film. "
        "Save it at 1080p or less on the camera or phone, then choose it again."
    ),
    Code.TOO_SLOW: _(
        "This film took too long to get ready, so the work was stopped. "
        "Save it at 1080p or less on the camera or phone, then choose it again."
    ),
    Code.STALLED: _("Getting this film ready came to a stop. Try again, or choose another file."),
    Code.CRASHED: _("This file could not be read to its end. Try again, or choose another file."),
}


class MediaError(Exception):
    """One unusable file: `code` for the program, `sentence` for the person.

    `detail` is for the operator's log: class names and numbers, never words from the file.
    """

    def __init__(self, code: Code, detail: str = "") -> None:
        self.code = code
        self.sentence = SENTENCES[code]
        self.detail = detail
        super().__init__(self.sentence)

"""What was mended in a transcript, so that it can be said: one note a kind, with the first place and how many more."""

from dataclasses import dataclass
from enum import StrEnum

from sidebyside.core.saying import _

from .places import Place


class Mend(StrEnum):
    ENCODING = "encoding"
    BROKEN_LETTERS = "broken_letters"
    NO_TIMES = "no_times"
    UNTIMED = "untimed"
    NO_SPEAKERS = "no_speakers"
    CARRIED = "carried"
    DISORDERED = "disordered"
    BACKWARDS = "backwards"
    NO_START = "no_start"
    NO_END = "no_end"
    NEGATIVE = "negative"
    SELF_OVERLAP = "self_overlap"
    EMPTY = "empty"
    SHARED_CUE = "shared_cue"
    ROLLING = "rolling"
    ORPHAN = "orphan"
    PREAMBLE = "preamble"
    SERVICE = "service"
    TRACKED = "tracked"
    TIERS = "tiers"
    SLOTS = "slots"
    REFERENCES = "references"
    WORD_TIMES = "word_times"
    MILLISECONDS = "milliseconds"


SENTENCES: dict[Mend, str] = {
    Mend.ENCODING: _("The file does not say how its letters are stored. It was read as Western European text."),
    Mend.BROKEN_LETTERS: _("Some letters are damaged. They are shown as �."),
    Mend.NO_TIMES: _("There are no times in this file. The turns are in the order of the file."),
    Mend.UNTIMED: _("There is no time here. The turn keeps its place in the file and has no time."),
    Mend.NO_SPEAKERS: _("No names of speakers were found. Say who spoke after the import."),
    Mend.CARRIED: _("There is no name here. It was taken as the one who spoke before."),
    Mend.DISORDERED: _("This began before what stands above it. The turns were put in the order of their times."),
    Mend.BACKWARDS: _("The end was not after the beginning. The end was set anew from the words and the next turn."),
    Mend.NO_START: _("There was an end and no beginning. The beginning was set from the number of words."),
    Mend.NO_END: _("There was a beginning and no end. The end was set from the words and the next turn."),
    Mend.NEGATIVE: _("The time lay before the beginning of the recording. It was moved to the beginning."),
    Mend.SELF_OVERLAP: _("Somebody spoke twice at once. What came first now ends where the next begins."),
    Mend.EMPTY: _("There are no words here. It was left out."),
    Mend.SHARED_CUE: _("Several people speak in one caption. Its time was shared out by how much each says."),
    Mend.ROLLING: _("These captions repeat the line above. What was repeated was taken out."),
    Mend.ORPHAN: _("These words have no time of their own. They were added to the caption above."),
    Mend.PREAMBLE: _("This stands outside of the talk and names nobody. It was left out."),
    Mend.SERVICE: _("This says that the transcription began or ended. It was left out."),
    Mend.TRACKED: _("The document has tracked changes. They were read as accepted."),
    Mend.TIERS: _("This tier holds codes, or hangs on another tier. It was left out."),
    Mend.SLOTS: _("There was no time here. It was shared out evenly between the times around it."),
    Mend.REFERENCES: _("This annotation has no time of its own. It took the time of the one it refers to."),
    Mend.WORD_TIMES: _("The times of single words do not fit the turn. They were left out; the words stay."),
    Mend.MILLISECONDS: _("These numbers would be more than six hours as seconds. They were read as milliseconds."),
}  # fmt: skip


AND_MORE = _("{place} and {number} more")


@dataclass(frozen=True, slots=True)
class Note:
    """`place` is the first of `count` places where this was done; None where it is true of the whole file."""

    mend: Mend
    place: Place | None = None
    count: int = 1

    @property
    def sentence(self) -> str:
        if self.place is None:
            return SENTENCES[self.mend]
        more = AND_MORE.format(place=self.place, number=self.count - 1) if self.count > 1 else self.place
        return f"{more}: {SENTENCES[self.mend]}"


class Notebook:
    """Collects notes while a file is read, and folds those of one kind into one."""

    def __init__(self) -> None:
        self._first: dict[Mend, Place | None] = {}
        self._count: dict[Mend, int] = {}

    def add(self, mend: Mend, place: Place | None = None) -> None:
        self._first.setdefault(mend, place)
        self._count[mend] = self._count.get(mend, 0) + 1

    def notes(self) -> tuple[Note, ...]:
        return tuple(Note(mend, place, self._count[mend]) for mend, place in self._first.items())

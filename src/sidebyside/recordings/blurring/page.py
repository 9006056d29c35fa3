"""What the page for hiding faces shows."""

import json
import uuid
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.translation import gettext as _

from sidebyside import jobs
from sidebyside.recordings.access import best_film
from sidebyside.recordings.blurring import second
from sidebyside.recordings.blurring.forms import CoverForm, NameForm, StretchForm
from sidebyside.recordings.blurring.looking import LOOK_FOR_FACES
from sidebyside.recordings.blurring.making import MAKE_BLURRED, PHASES
from sidebyside.recordings.blurring.models import SECOND_LOOK_DAYS, Blurring, Covering, FaceTrack, SecondLook
from sidebyside.recordings.blurring.original import filmed, left_of_original
from sidebyside.recordings.models import Recording
from sidebyside.recordings.words import clock_words, name_of, problem_in_words
from sidebyside.trust.words import Circle, who_can_see, you_and

EACH_PAGE = 24
UNDER_WAY = Blurring.Work.UNDER_WAY


@dataclass(frozen=True)
class Face:
    """One piece of one person, as its owner is asked about it."""

    code: str
    number: int
    start: str
    end: str
    start_s: float
    reasons: list[str]
    stays_clear: bool
    first_ms: int
    length_ms: int


@dataclass(frozen=True)
class Progress:
    state: str
    sentence: str
    percent: int | None
    watchable: bool = True


def reason_in_words(word: str) -> str:
    """Why a person should look at a track: for a word of core.faces.Doubt."""
    return {
        "short": _("seen for a moment only"),
        "small": _("very small"),
        "weak": _("turned away or unclear"),
        "gap": _("not seen for a while in between"),
        "lost": _("lost in the middle of the picture"),
        "near": _("close to another face, may have changed over to it"),
    }.get(word, "")


def faces_of(recording: Recording) -> list[Face]:
    """Those in most doubt first, and of them the shortest; two queries whatever there is."""
    rows = FaceTrack.objects.filter(recording=recording).defer("path").select_related("recording")
    faces = [_face(row) for row in rows]
    return sorted(faces, key=lambda face: (-len(face.reasons), face.length_ms, face.first_ms))


def _face(row: FaceTrack) -> Face:
    facts = json.loads(row.facts)
    first, last = int(facts["first_ms"]), int(facts["last_ms"])
    reasons = [reason_in_words(word) for word in facts["doubt"]]
    return Face(
        str(row.code),
        row.number,
        clock_words(first),
        clock_words(last),
        round(first / 1000, 1),
        [one for one in reasons if one],
        row.stays_clear,
        first,
        last - first,
    )


@dataclass(frozen=True)
class Covered:
    code: str
    words: str


def covered(recording: Recording) -> list[Covered]:
    rows = Covering.objects.filter(recording=recording).select_related("recording")
    return [Covered(str(row.code), _covering_in_words(row.what, json.loads(row.where))) for row in rows]


def _covering_in_words(what: str, where: dict[str, int]) -> str:
    facts: dict[str, object] = {
        "start": clock_words(where["start_ms"]),
        "end": clock_words(where["end_ms"]),
    }
    if what == Covering.What.SOUND:
        return _("No sound, %(start)s to %(end)s") % facts
    if what == Covering.What.PICTURE:
        return _("The whole picture, %(start)s to %(end)s") % facts
    facts |= {name: f"{where[name] / 10:g}" for name in ("left", "top", "width", "height")}
    return (
        _("A box, %(start)s to %(end)s: %(left)s %% from the left, %(top)s %% from the top, ") % facts
        + _("%(width)s %% wide, %(height)s %% high") % facts
    )


def progress_of(recording: Recording) -> Progress:
    blurring = Blurring.objects.filter(recording=recording).first()
    if blurring is None:
        return Progress("", "", None)
    state = f"{blurring.looking}/{blurring.making}"
    if blurring.looking == UNDER_WAY:
        row = jobs.progress(LOOK_FOR_FACES, str(recording.code))
        if row is None or row.attempt != blurring.look_attempt:
            return Progress(state, _("Waiting for its turn"), None)
        return Progress(state, _("Looking for faces"), round(100 * row.fraction))
    if blurring.making == UNDER_WAY:
        row = jobs.progress(MAKE_BLURRED, str(recording.code))
        if row is None or row.attempt != blurring.make_attempt or row.phase not in PHASES:
            return Progress(state, _("Waiting for its turn"), None)
        begins, length = PHASES[row.phase]
        sentence = _("Hiding faces") if row.phase == "hiding" else _("Making the small pictures")
        return Progress(state, sentence, round(100 * (begins + length * row.fraction)))
    return Progress(state, "", None)


def problem(word: str) -> str:
    if word == "faces_not_installed":
        return _(
            "This server cannot look for faces: a part is not installed. Tell the person who runs it. "
            "You can still cover boxes or the whole picture by hand."
        )
    return problem_in_words(word)


@dataclass(frozen=True)
class Mark:
    """A stretch in which somebody can be recognised, as a page tells it."""

    code: str
    start: str
    end: str
    start_s: float
    is_open: bool


def _marks(marks: list[second.Marked]) -> list[Mark]:
    return [
        Mark(
            str(one.code),
            clock_words(one.start_ms),
            clock_words(one.end_ms),
            round(one.start_ms / 1000, 1),
            one.is_open,
        )
        for one in marks
    ]


def second_look(look: SecondLook, form: StretchForm | None = None) -> dict[str, Any]:
    """What whoever is named for it is shown: no name of the film, its lesson, its class or its pair."""
    recording = look.recording
    src = reverse("recordings:second-look-film", args=[look.code])
    return {
        "look": look,
        "name": look.asked_by.name,
        "until": look.asked_at + SECOND_LOOK_DAYS,
        "length": clock_words(recording.duration_ms),
        "src": f"{src}?v={uuid.uuid4()}",
        "marks": _marks(second.marks_of(recording, look)),
        "form": form or StretchForm(duration_ms=recording.duration_ms),
        "corner": you_and(look.asked_by.name),
    }


def _second(recording: Recording, name_form: NameForm | None) -> dict[str, Any]:
    """What the owner is shown of a second look; nothing is asked for where no face was hidden."""
    if not recording.shows_blurred:
        return {}
    look = second.of_film(recording)
    marks = _marks(second.marks_of(recording))
    return {
        "look": look,
        "look_until": look.asked_at + SECOND_LOOK_DAYS if look is not None else None,
        "looked": None if look is not None else second.last_word(recording),
        "marks": marks,
        "is_marked": any(one.is_open for one in marks),
        "can_be_asked": second.can_be_asked(recording),
        "name_form": name_form or NameForm(),
        "look_days": SECOND_LOOK_DAYS.days,
        **({"corner": you_and(look.person.name)} if look is not None else {}),
    }


def shown(
    recording: Recording,
    number: str = "1",
    form: CoverForm | None = None,
    name_form: NameForm | None = None,
) -> dict[str, Any]:
    blurring = Blurring.objects.filter(recording=recording).first() or Blurring()
    original = filmed(recording)
    faces = Paginator(faces_of(recording), EACH_PAGE).get_page(number)
    blurred = best_film(recording) if recording.shows_blurred else None
    film = reverse("recordings:part", args=[recording.code, "film"])
    return {
        "strand": recording.strand,
        "film": recording,
        "name": name_of(recording),
        "blurring": blurring,
        "is_at_work": UNDER_WAY in (blurring.looking, blurring.making),
        "progress": progress_of(recording),
        "look_problem": problem(blurring.look_problem) if blurring.look_problem else "",
        "make_problem": problem(blurring.make_problem) if blurring.make_problem else "",
        "faces": faces,
        "clear": sum(face.stays_clear for face in faces.paginator.object_list),
        "covered": covered(recording),
        "form": form or CoverForm(duration_ms=recording.duration_ms),
        "original": reverse("recordings:original", args=[recording.code]) if original is not None else "",
        "blurred": f"{film}?r={blurred.code}" if blurred is not None else "",
        "can_be_looked_at": recording.state == Recording.State.READY and recording.width_px > 0,
        "gone": left_of_original(recording) if recording.original_gone_at else None,
        "corner": who_can_see(Circle.YOU),
        **_second(recording, name_form),
    }

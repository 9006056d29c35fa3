"""What the page of a film shows, state by state."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from sidebyside import jobs
from sidebyside.consent import gate, policies
from sidebyside.consent.models import SchoolClass
from sidebyside.people.models import Person
from sidebyside.programme.models import Strand
from sidebyside.programme.standing import is_across
from sidebyside.programme.when import day_and_time
from sidebyside.recordings import class_changes, handing_over, parts, pupils, rehearsal, sharing, uploads
from sidebyside.recordings.access import angles_of, best_film, film_of, published, rehearsals_of
from sidebyside.recordings.forms import AnotherClassForm, LessonClassForm, ShareForm
from sidebyside.recordings.jobs import PREPARE
from sidebyside.recordings.keeping import choosing
from sidebyside.recordings.keeping.forms import DayForm
from sidebyside.recordings.lesson import last_day
from sidebyside.recordings.models import LessonClass, Recording, Rendition, Upload
from sidebyside.recordings.standing import share_in_force, standing_share
from sidebyside.recordings.watching import viewings_of
from sidebyside.recordings.words import (
    lined_up_in_words,
    name_of,
    phase_in_words,
    problem_in_words,
    size_in_words,
    sound_in_words,
    why_not_shared,
)
from sidebyside.trust import audit, doors, shredding
from sidebyside.trust.policy import Act, Kind
from sidebyside.trust.words import Circle, who_can_see

# How much of the whole work each phase is, and where it begins.
PHASES = {"looking": (0.0, 0.05), "film": (0.05, 0.75), "pictures": (0.8, 0.15), "peaks": (0.95, 0.05)}


@dataclass(frozen=True)
class Progress:
    state: str
    sentence: str
    percent: int | None
    watchable: bool


def progress_of(film: Recording) -> Progress:
    row = jobs.progress(PREPARE, str(film.code))
    watchable = best_film(film) is not None
    if row is None or row.attempt != film.attempt or row.phase not in PHASES:
        return Progress(film.state, phase_in_words(""), None, watchable)
    begins, length = PHASES[row.phase]
    return Progress(
        film.state, phase_in_words(row.phase), round(100 * (begins + length * row.fraction)), watchable
    )


@dataclass(frozen=True)
class Proof:
    """What is left of a deleted film now, counted anew each time the page is shown."""

    at: datetime
    left: dict[str, int]

    @property
    def is_nothing(self) -> bool:
        return not any(self.left.values())


def proofs(strand: Strand, owner: Person, sort: Recording.Sort = Recording.Sort.LESSON) -> list[Proof]:
    gone = Recording.objects.filter(
        strand=strand, owner=owner, sort=sort, state=Recording.State.DELETED
    ).order_by("-deleted_at")
    return [
        Proof(film.deleted_at, shredding.left(Kind.FILM, film.code)) for film in gone[:3] if film.deleted_at
    ]


def shown(strand: Strand, person: Person, form: ShareForm | None = None) -> dict[str, Any]:
    film = film_of(strand)
    context: dict[str, Any] = {
        "strand": strand,
        "film": film,
        **_whose_lesson(strand, person),
        "coaches": [coach.name for coach in strand.coaches],
        "corner": who_can_see(Circle.YOU),
        **_others_film(strand),
        "angles": [_angle(angle) for angle in angles_of(strand)],
        "runs": len(rehearsals_of(strand, person)),
    }
    if film is None:
        return context | _bringing(strand) | {"proofs": proofs(strand, person)}
    if film.state == Recording.State.SENDING:
        return context | _bringing(strand) | _sending(film)
    watchable = best_film(film) is not None
    context |= {
        "watchable": watchable,
        "delete_on": film.delete_on,
        "day_form": DayForm(between=choosing.between(film), initial={"day": film.delete_on}),
    }
    if film.state == Recording.State.PREPARING:
        context["progress"] = progress_of(film)
    if film.state == Recording.State.FAILED:
        context["problem"] = problem_in_words(film.problem)
    if watchable:
        context |= _watching(film, person) | _sharing(film, person, form)
    return context


def _bringing(strand: Strand) -> dict[str, Any]:
    return {
        "largest": uploads.largest(),
        "largest_words": size_in_words(uploads.largest()),
        "last_day": last_day(strand),
        "running": strand.cycle.is_running,
        "no_policy": "" if policies.may_film(strand.coachee.school_id) else policies.not_yet(),
        "upload_words": upload_words(),
        "cookie": settings.CSRF_COOKIE_NAME,
    }


def _whose_lesson(strand: Strand, person: Person) -> dict[str, Any]:
    """Asked for only where the school keeps a register."""
    if not gate.has_register(person.school_id):
        return {}
    named = pupils.named_for(strand)
    begin: dict[str, Any] = {"by_plan": named is not None and named.by_plan}
    if named is not None:
        found = named.school_class
        begin["which"] = str(found.code) if found else ""
        if named.pupils == LessonClass.Pupils.NOBODY:
            begin["which"] = LessonClassForm.NOBODY
    classes = pupils.classes_to_name(person)
    form = LessonClassForm(initial=begin, classes=classes)
    settled = pupils.is_settled(strand)
    return {
        "class_form": form,
        "named": named,
        "class_is_settled": settled,
        **(_another_class(strand, named, classes) if settled and named is not None else {}),
    }


def _another_class(strand: Strand, named: LessonClass, classes: list[SchoolClass]) -> dict[str, Any]:
    others = [one for one in classes if one.pk != named.school_class_id]
    if not others or named.school_class_id is None:
        return {}
    return {
        "class_change": class_changes.asked_for(strand),
        "class_refused": class_changes.last_refused(strand),
        "another_form": AnotherClassForm(classes=others),
    }


def _others_film(strand: Strand) -> dict[str, Any]:
    """Who films for the coachee, and who could be asked to."""
    given = handing_over.handed_to(strand)
    could = handing_over.could_film(strand)
    return {
        "filmed_for_you_by": given,
        "could_film": [one for one in could if one not in given],
        "films_alone": is_across(strand),
    }


def _sending(film: Recording) -> dict[str, Any]:
    if parts.is_filmed_here(film):
        return {"device": arriving(film)}
    upload = Upload.objects.filter(recording=film, finished_at__isnull=True).first()
    if upload is None:
        return {}
    length = upload.length or 0
    return {
        "upload": upload,
        "upload_at": reverse("recordings:upload", args=[upload.code]),
        "arrived": size_in_words(upload.offset),
        "whole": size_in_words(length),
        "percent": 100 * upload.offset // length if length else 0,
        "ends_words": day_and_time(upload.ends_at),
    }


def _player_at(film: Recording) -> str:
    rendition = best_film(film)
    assert rendition is not None
    return f"{reverse('recordings:part', args=[film.code, 'film'])}?r={rendition.code}&v={uuid.uuid4()}"


def _poster_at(film: Recording) -> str:
    there = published(film, Rendition.Role.POSTER) is not None
    return reverse("recordings:part", args=[film.code, "poster"]) if there else ""


@dataclass(frozen=True)
class Sound:
    """What is said of a film's sound, while it can still be filmed again. Nothing before it was listened to."""

    word: str
    sentence: str
    what_to_do: str


def sound_of(film: Recording) -> Sound | None:
    sentence, what_to_do = sound_in_words(film.sound)
    return Sound(film.sound, sentence, what_to_do) if sentence else None


def arriving(film: Recording) -> dict[str, Any]:
    """What has come of a film that a device is sending, or will send when it has a network again."""
    sent = list(Upload.objects.filter(recording=film).select_related("by"))
    by = next((one.by.name for one in sent if one.by_id != film.owner_id), "")
    return {
        "film": film,
        "by": by,
        "arrived": size_in_words(sum(one.offset for one in sent)),
        "is_something": any(one.offset for one in sent),
        "until": day_and_time(max(one.ends_at for one in sent)) if sent else "",
    }


def _angle(angle: Recording) -> dict[str, Any]:
    watchable = best_film(angle) is not None
    why = sharing.what_comes_first(angle)
    return {
        "film": angle,
        "name": name_of(angle),
        "is_sound_alone": watchable and not angle.width_px,
        "src": _player_at(angle) if watchable else "",
        "poster": _poster_at(angle),
        "sound": sound_of(angle),
        "lies": lined_up_in_words(angle.lined_up) if angle.state == Recording.State.READY else "",
        "problem": problem_in_words(angle.problem) if angle.state == Recording.State.FAILED else "",
        "device": arriving(angle)
        if angle.state == Recording.State.SENDING and parts.is_filmed_here(angle)
        else None,
        "is_shared": share_in_force(angle) is not None,
        "is_given": standing_share(angle) is not None,
        "comes_first_words": why_not_shared(why) if why else "",
    }


def bringing_another(strand: Strand) -> dict[str, Any]:
    """The page for a further film that comes as a file, or goes on coming."""
    coming = next(
        (
            one
            for one in angles_of(strand)
            if one.state == Recording.State.SENDING and not parts.is_filmed_here(one)
        ),
        None,
    )
    context = {"strand": strand, "film": coming, "second": True, "corner": who_can_see(Circle.YOU)}
    return context | _bringing(strand) | (_sending(coming) if coming is not None else {})


def tried_out(strand: Strand, person: Person) -> dict[str, Any]:
    """The page of dummy runs."""
    return {
        "strand": strand,
        "runs": [_run(run) for run in rehearsals_of(strand, person)],
        "proofs": proofs(strand, person, Recording.Sort.REHEARSAL),
        "corner": who_can_see(Circle.YOU),
    }


def _run(run: Recording) -> dict[str, Any]:
    return {
        "film": run,
        "src": _player_at(run) if best_film(run) is not None else "",
        "sound": sound_of(run),
        "problem": problem_in_words(run.problem) if run.state == Recording.State.FAILED else "",
        "device": arriving(run) if run.state == Recording.State.SENDING else None,
        "until": day_and_time(rehearsal.ends_at(run)),
    }


def _watching(film: Recording, person: Person) -> dict[str, Any]:
    return {
        "src": _player_at(film),
        "sound": sound_of(film),
        "is_sound_alone": not film.width_px,
        "poster": _poster_at(film),
        "viewings": viewings_of(film) if doors.may(person, Act.SEE, Kind.ACCESSES, film) else [],
    }


def _sharing(film: Recording, person: Person, form: ShareForm | None) -> dict[str, Any]:
    share, given = share_in_force(film), standing_share(film)
    why = sharing.what_comes_first(film)
    mine = list(film.extracts.filter(author=person))
    # While faces are being hidden the way on leads there, whatever else holds it back.
    held = pupils.held_back(film) if why != "blurring" else ""
    return {
        "share": share,
        "held": held,
        "held_words": why_not_shared(held) if held else "",
        "unshared_at": _unshared_at(film) if share is None else None,
        "resting": given
        if given is not None and share is None and given.opening == film.strand.cycle.opening
        else None,
        "withdrawn_before": film.shares.filter(withdrawn_at__isnull=False).exists(),
        "offered": [extract for extract in mine if extract.is_offered],
        "comes_first": why,
        "comes_first_words": why_not_shared(why) if why else "",
        "share_form": form or ShareForm(extracts=mine, initial={"what": ShareForm.WHOLE}),
        "corner": who_can_see(Circle.PAIR if share is not None else Circle.YOU),
    }


def _unshared_at(film: Recording) -> datetime | None:
    """When a share ended because of a pupil, unless it was given again since."""
    ended = [deed.at for deed in audit.deeds(film.code) if deed.act == pupils.UNSHARED]
    again = [share.given_at for share in film.shares.all()]
    return ended[-1] if ended and all(at < ended[-1] for at in again) else None


def upload_words() -> dict[str, str]:
    """What ``film-upload.js`` says."""
    return {
        "empty": _("This file is empty. Look whether the camera has saved the film, then choose it again."),
        "tooLarge": _(
            "This film is larger than can be taken here. Cut it to the lesson, then choose it again."
        ),
        "notFilm": _("This file does not look like a film. You can send it all the same, or choose another."),
        "other": _(
            "This is another file than the one that was begun. Choose the same film to go on, or give it up first."
        ),
        "sending": _("{sent} of {all}"),
        "left": _("about {time} left"),
        "working": _("Working out how long it takes"),
        "seconds": _("{n} seconds"),
        "minute": _("1 minute"),
        "minutes": _("{n} minutes"),
        "hours": _("{n} hours"),
        "lost": _("The network is away. It goes on by itself when it is back; what has arrived is kept."),
        "busy": _("This film is being sent from another tab or device. If that one stops, this one goes on."),
        "signedOut": _("You are signed out. Sign in, also in another tab, and it goes on by itself."),
        "proxy": _(
            "Something between you and the server refuses parts of a film as too large. Nothing is lost. "
            "Tell the person who looks after the school’s network that uploads to this server need 32 MB at a time."
        ),
        "gone": _("The server does not know this upload any more. Choose the film again to start anew."),
        "failed": _("That did not work. It tries again by itself; what has arrived is kept."),
        "done": _("All of it has arrived."),
        "stay": _("You can leave this tab in the background. Close it only if you want to go on later."),
    }

"""What guardians and pupils are told of films: which days, whether they are there, shared, or with faces hidden."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import F
from django.utils import timezone

from sidebyside.consent.filmed import Filmed
from sidebyside.consent.models import Allowed, Place, Pupil, Scope, SeatingPlan
from sidebyside.recordings import recognition
from sidebyside.recordings.models import LessonClass, Recording, Share
from sidebyside.recordings.pupils import counts_plan


def films_of(pupil: Pupil) -> list[Filmed]:
    """By the rules of consent.gate, for all lessons of the pupil's classes at once: a number of queries that does not
    grow with their films. Deleted films count: that they were there is held, and nothing of them."""
    places = {place.school_class_id: place for place in Place.objects.filter(pupil=pupil)}
    named = LessonClass.objects.filter(pupils=LessonClass.Pupils.CLASS, school_class__in=places)
    lessons = {one.strand_id: one for one in named.select_related("school_class")}
    if not lessons:
        return []
    films = Recording.objects.filter(strand__in=lessons, sort=Recording.Sort.LESSON).defer(
        "file_name", "called"
    )
    films = films.prefetch_related("parts").order_by("made_at", "pk")
    seats = _Seats(pupil, set(places))
    shared = _shared(lessons) if films else set()
    allowed = Allowed.objects.filter(pupil=pupil, scope=Scope.COACHING).exists()
    found = []
    for film in films:
        lesson, when = lessons[film.strand_id], _filmed_at(film)
        assert lesson.school_class_id is not None
        if not _was_there(places[lesson.school_class_id], when):
            continue
        if when is not None and counts_plan(lesson, film) and seats.out_of_shot(lesson.school_class_id, when):
            continue
        is_hidden = recognition.nobody_since(film) is not None
        is_shared = film.pk in shared and not recognition.waits(film) and (allowed or is_hidden)
        found.append(_told(film, lesson, when, pupil.school.zone, is_shared=is_shared, is_hidden=is_hidden))
    return found


def _filmed_at(film: Recording) -> datetime | None:
    return min((part.starts_at for part in film.parts.all()), default=None)


def _was_there(place: Place, when: datetime | None) -> bool:
    return when is None or place.left_at is None or place.left_at > when


class _Seats:
    """All plans of these classes, and where the pupil sits in each: two questions, whatever their number."""

    def __init__(self, pupil: Pupil, classes: set[int]) -> None:
        rows = SeatingPlan.objects.filter(school_class__in=classes).values_list(
            "school_class_id", "made_at", "pk"
        )
        self._plans = list(rows.order_by("made_at", "pk"))
        self._seats = dict(pupil.seats.values_list("plan_id", "in_shot"))

    def out_of_shot(self, school_class: int, when: datetime) -> bool:
        """Who is in no seat of the plan may have been anywhere."""
        by_then = [pk for of, made_at, pk in self._plans if of == school_class and made_at <= when]
        return bool(by_then) and self._seats.get(by_then[-1]) is False


def _shared(lessons: dict[int, LessonClass]) -> set[int]:
    there = Share.objects.filter(
        recording__strand__in=lessons,
        withdrawn_at=None,
        opening=F("recording__strand__cycle__opening"),
        recording__strand__cycle__closed_at=None,
    )
    return set(there.values_list("recording_id", flat=True))


def _told(
    film: Recording,
    lesson: LessonClass,
    when: datetime | None,
    zone: str,
    *,
    is_shared: bool,
    is_hidden: bool,
) -> Filmed:
    assert lesson.school_class is not None
    gone = film.state == Recording.State.DELETED
    return Filmed(
        lesson.school_class.name,
        _day(when, zone) if when else None,
        _day(film.made_at, zone),
        None if gone else film.delete_on,
        _day(film.deleted_at or film.made_at, zone) if gone else None,
        is_shared and not gone,
        is_hidden and not gone,
    )


def _day(at: datetime, zone: str) -> date:
    return timezone.localdate(at, timezone=ZoneInfo(zone))

"""The owner's choice of a last day: one for all films of a lesson, within the school's limits."""

from datetime import date
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from sidebyside.people.models import Person
from sidebyside.programme.models import Strand
from sidebyside.recordings.keeping import notices
from sidebyside.recordings.keeping.limits import limits_of, school_of, today_at
from sidebyside.recordings.models import Recording
from sidebyside.trust import audit
from sidebyside.trust.policy import Kind


def between(film: Recording) -> tuple[date, date]:
    """The first and the last day that the owner may choose for a film."""
    school = school_of(film)
    return limits_of(school).between(made_on(film), today_at(school))


def made_on(film: Recording) -> date:
    return timezone.localdate(film.made_at, timezone=ZoneInfo(school_of(film).zone))


def keep_until(strand: Strand, film: Recording, person: Person, day: date) -> None:
    """Raises OutOfLimits. A further film that is older keeps the film's day, so that the lesson ends as one."""
    school = school_of(film)
    today = today_at(school)
    limits_of(school).check(day, made_on(film), today)
    lesson = Recording.objects.filter(strand=strand, owner=person, sort=Recording.Sort.LESSON)
    with transaction.atomic():
        kept = list(lesson.exclude(state=Recording.State.DELETED).select_for_update(of=("self",)))
        for one in kept:
            before = one.delete_on
            if before == day:
                continue
            notices.forget(one.code)
            # They have just chosen it: that is notice enough, and home goes on saying so.
            notices.tell(one, [person.pk], day, today, is_own_choice=True)
            audit.did(
                "kept longer" if before is None or day > before else "kept shorter",
                Kind.FILM,
                one.code,
                person.code,
                until=day.isoformat(),
            )

"""A lesson film: who may bring one, until when it lives, and what its arrival means for the cycle."""

from collections.abc import Mapping
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sidebyside.consent import policies
from sidebyside.people.models import Person
from sidebyside.programme import stages
from sidebyside.programme.models import Strand
from sidebyside.recordings.access import film_of, films
from sidebyside.recordings.keeping.limits import default_day
from sidebyside.recordings.models import Recording
from sidebyside.recordings.sorts import Refused, Sort
from sidebyside.trust import audit, doors
from sidebyside.trust.policy import Act, Kind

MOST_ANGLES = 4


def begin(person: Person, strand: Strand, metadata: Mapping[str, str]) -> Recording:
    """A file. Whoever only films for the coachee brings none: their own device could play it."""
    doors.check(person, Act.CHANGE, Kind.FILM, strand)
    if not strand.cycle.is_running:
        raise Refused(409, _("This cycle is at rest. Open it again to bring a film."))
    second = metadata.get("second") == "1"
    may_begin(strand)
    if film_of(strand) is not None and not second:
        raise Refused(409, there_is_one())
    try:
        with transaction.atomic():
            film = Recording.objects.create(
                strand=strand,
                owner=person,
                sort=Recording.Sort.LESSON,
                angle=free_angle(strand) if second else 0,
                begins_at=strand.lesson_at,
                delete_on=last_day(strand),
                file_name=metadata.get("filename", "")[:255],
            )
    except IntegrityError:
        # The other tab was a moment quicker.
        raise Refused(409, there_is_one()) from None
    audit.did("began", Kind.FILM, film.code, person.code)
    return film


def may_begin(strand: Strand) -> None:
    """Nobody films before the coachee’s school has said how. Raises Refused; a device that filmed all the same tries
    again."""
    if not policies.may_film(strand.coachee.school_id):
        raise Refused(423, policies.not_yet())


def free_angle(strand: Strand, first: int = 0) -> int:
    """The next place for a film of this lesson, beginning with ``first``. Raises Refused."""
    taken = set(films().filter(strand=strand).values_list("angle", flat=True))
    free = next((angle for angle in range(first, MOST_ANGLES) if angle not in taken), None)
    if free is None:
        raise Refused(
            409,
            _(
                "There are %(n)d films of this lesson already. Delete one on the film’s page, and this one follows."
            )
            % {"n": MOST_ANGLES},
        )
    return free


def there_is_one() -> str:
    return _("There is a film of this lesson already. Reload the page to see it.")


def last_day(strand: Strand) -> date:
    """The end of the school's year, within its limits; a film brought after that still lives for a month."""
    return default_day(strand)


def watchable(film: Recording) -> None:
    if film.angle == 0:
        stages.reach(film.strand, "film")


def may(person: Person, act: Act, film: Recording) -> bool:
    return doors.may(person, act, Kind.FILM, film)


SORT = Sort(
    name=Recording.Sort.LESSON,
    kind=Kind.FILM,
    begin=begin,
    may=may,
    watchable=watchable,
)

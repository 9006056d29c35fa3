"""Switching it on and off, asking, opening, looking and ending: each checked, written and noted as one."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from sidebyside.people.models import Person, School
from sidebyside.programme.models import Strand
from sidebyside.safeguarding import contents, telling
from sidebyside.safeguarding.models import Ask, Opening, Period, Reason, Telling
from sidebyside.safeguarding.standing import OPEN_FOR, period_at, runs, the_two
from sidebyside.trust import audit
from sidebyside.trust.models import Deed
from sidebyside.trust.policy import Kind

# The second of the two comes within a day, or it is asked for anew.
JOIN_WITHIN = timedelta(days=1)
# Bytes that are fetched without a page are noted once in so long; a page is a viewing of its own.
VIEWING = timedelta(minutes=30)
OPENED, LOOKED, ENDED = "opened for safeguarding", "looked at for safeguarding", "ended for safeguarding"


class CannotNow(Exception):
    """``word`` says why: ``nobody named``, ``nothing there``, or ``lapsed``: what they had asked before is over."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


@transaction.atomic
def switch_on(school: School, by: Person) -> Period:
    """From now on, and for what is made from now on. On already, it stays the same time. Raises CannotNow."""
    there = period_at(school.pk)
    if there is not None:
        return there
    if not the_two(school.pk):
        raise CannotNow("nobody named")
    try:
        with transaction.atomic():
            made = Period.objects.create(school=school, on_by=by)
    except IntegrityError:
        # The other tab was a moment quicker.
        return Period.objects.get(school=school, off_at=None)
    audit.did("switched on", Kind.SAFEGUARDING, made.code, by.code)
    telling.tell(school.people.filter(is_active=True), Telling.Sort.ON)
    return made


@transaction.atomic
def switch_off(school: School, by: Person) -> None:
    """Whatever is open is closed by that, in the middle of a film too."""
    found = Period.objects.select_for_update().filter(school=school, off_at=None).first()
    if found is None:
        return
    found.off_at, found.off_by = timezone.now(), by
    found.save(update_fields=["off_at", "off_by"])
    audit.did("switched off", Kind.SAFEGUARDING, found.code, by.code)
    telling.tell(school.people.filter(is_active=True), Telling.Sort.OFF)


@transaction.atomic
def ask(period: Period, strand: Strand, what: str, person: Person, session: str, reason: str) -> Opening:
    """One of the two asks; when the other has too, it opens. Asked again by the same one, it counts once: what is
    open goes on in the session that asked last, and not a minute longer. Raises CannotNow.
    """
    opening = _asked_for(period, strand, what)
    asked, is_new = Ask.objects.get_or_create(opening=opening, person=person, defaults={"session": session})
    if not is_new:
        Ask.objects.filter(pk=asked.pk).update(session=session, shown_at=timezone.now())
    elif not reason:
        # Who had asked before types none; in this moment that asking was over, and nothing is asked without one.
        raise CannotNow("lapsed")
    else:
        Reason.objects.create(ask=asked, author=person, words=reason)
        audit.did("asked", Kind.GLASS, opening.code, person.code)
    others = [one for one in the_two(period.school_id) if one.pk != person.pk]
    if opening.opened_at is None and _all_asked(opening, [person, *others]):
        _open(opening)
    elif opening.opened_at is None and is_new:
        telling.tell(others, Telling.Sort.ASKED, opening)
    return opening


def _asked_for(period: Period, strand: Strand, what: str) -> Opening:
    """The row, held until the transaction ends: two who ask at once find the same."""
    rows = Opening.objects.select_for_update(of=("self",)).filter(
        period=period, strand=strand, what=what, ended_at=None
    )
    there = rows.first()
    if there is not None and is_over(there):
        there.ended_at = timezone.now()
        there.save(update_fields=["ended_at"])
        there = None
    if there is None:
        Opening.objects.get_or_create(period=period, strand=strand, what=what, ended_at=None)
        there = rows.get()
    there.period, there.strand = period, strand
    return there


def is_over(opening: Opening) -> bool:
    if opening.ended_at is not None:
        return True
    if opening.opened_at is not None:
        return not runs(opening)
    return timezone.now() >= opening.made_at + JOIN_WITHIN


def _all_asked(opening: Opening, two: list[Person]) -> bool:
    asked = set(opening.asks.values_list("person_id", flat=True))
    return len(two) == 2 and {one.pk for one in two} <= asked


def _open(opening: Opening) -> None:
    found = contents.thing_of(opening)
    if found is None:
        # Rolled back with this: what the second had typed is not kept, the first one's stands as it was.
        raise CannotNow("nothing there")
    opening.thing, opening.opened_at = found.code, timezone.now()
    opening.save(update_fields=["thing", "opened_at"])
    for asked in opening.asks.select_related("person").order_by("at", "pk"):
        _note(opening, OPENED, asked.person, minutes=int(OPEN_FOR.total_seconds() // 60))
    telling.tell(owners_of(opening), Telling.Sort.OPENED, opening)


def owners_of(opening: Opening) -> list[Person]:
    """Whose it is: the coachee's film, or all partners' talk."""
    if opening.what == Opening.What.LESSON:
        return [opening.strand.coachee]
    return [part.person for part in opening.strand.parts.all()]


def _note(opening: Opening, act: str, by: Person, **facts: int) -> None:
    """Into the chain of everybody whose it is."""
    assert opening.thing is not None
    if opening.what == Opening.What.LESSON:
        audit.did(act, Kind.FILM, opening.thing, by.code, **facts)
        return
    for owner in owners_of(opening):
        audit.did_for(owner.code, act, Kind.TALK, opening.strand.code, by.code, **facts)


def looked(opening: Opening, by: Person, *, page: bool) -> None:
    """A page that was shown, or bytes that were fetched, noted before anything of it is given."""
    assert opening.thing is not None
    thing = opening.thing if opening.what == Opening.What.LESSON else opening.strand.code
    lately = Deed.objects.filter(act=LOOKED, object=thing, by=by.code, at__gt=timezone.now() - VIEWING)
    if page or not lately.exists():
        _note(opening, LOOKED, by)


@transaction.atomic
def end(opening: Opening, by: Person) -> None:
    """By either of the two, also before the other has asked. Pressed twice, it is ended once."""
    there = Opening.objects.filter(pk=opening.pk, ended_at=None)
    if is_over(opening) or not there.update(ended_at=timezone.now()):
        return
    audit.did("ended", Kind.GLASS, opening.code, by.code)
    if opening.opened_at is not None:
        _note(opening, ENDED, by)

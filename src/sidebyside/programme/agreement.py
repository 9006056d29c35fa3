"""The agreement: the school's part, in full, and what it takes for both to have signed."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sidebyside.people.models import Person
from sidebyside.programme import actions
from sidebyside.programme.models import (
    Agreement,
    PairPart,
    Partnership,
    Programme,
    SchoolSignature,
    Signature,
)
from sidebyside.programme.plans import Plan
from sidebyside.programme.seen import Changed, insist_unchanged
from sidebyside.trust import audit


@dataclass(frozen=True)
class Clause:
    """``of_film``: left out where the programme's plan films nothing. ``unfilmed``: what it says there instead."""

    title: Promise
    sentences: tuple[Promise, ...]
    of_film: bool = False
    unfilmed: tuple[Promise, ...] = ()


FIRST: tuple[Clause, ...] = (
    Clause(
        _("What stays between you"),
        (
            _("What you film, write and say here stays between you. You do not pass it on, praise included."),
            _("Nobody at school can open it: no co-ordinator, no leader, no line manager."),
            _(
                "Your co-ordinator sees stages and dates, so that your time can be protected. No words, no pictures."
            ),
            _(
                "If you hear that a child may not be safe, the school's safeguarding rules come first, "
                "as they do everywhere."
            ),
        ),
    ),
    Clause(
        _("Roles"),
        (
            _("You coach each other as equals. Coach and coachee are roles for a cycle, not ranks."),
            _(
                "The coachee chooses the focus. The coach listens, asks, and gives feedback that was asked for."
            ),
            _("There are no marks and no ratings."),
        ),
    ),
    Clause(
        _("Whose film it is"),
        (
            _("A lesson film belongs to the teacher in it, from its first second, whoever held the camera."),
            _("Nobody else sees it until its owner shares it with the coach of this cycle."),
            _(
                "The owner can take it back at any time. What was seen cannot be unseen; that is why you choose."
            ),
            _("The owner sees who has watched it and when. The coach does not download or copy it."),
            _("A recording of your talk belongs to you both. It is made only if both of you want it."),
        ),
        of_film=True,
    ),
    Clause(
        _("How long a film lives"),
        (
            _("A share ends by itself when the cycle closes."),
            _(
                "A film has an end date from the day it is brought, the end of the coaching year at the latest."
            ),
            _("Its owner can delete it sooner. Deleted means gone, and the page shows the check."),
        ),
        of_film=True,
    ),
    Clause(
        _("Appraisal"),
        (
            _(
                "Nothing from here goes into appraisal, capability or a reference by itself, or by anybody's request."
            ),
            _("Only the coachee may open such a link, with their own material, one thing at a time."),
            _("A coach may speak of their own learning, and of nothing that is the coachee's."),
        ),
    ),
    Clause(
        _("Pausing and leaving"),
        (
            _("Either of you can pause a cycle or leave, at any time. No reason is asked and none is kept."),
            _("When one of you leaves, every share between you ends at once. Each keeps what is their own."),
        ),
    ),
    Clause(
        _("What the school promises"),
        (
            _("Time for the talk, protected as well as the school can."),
            _("No monitoring: nobody asks what was on a film or in a talk, and nobody asks you to tell."),
            _("Taking part, pausing and leaving bring no advantage and no disadvantage."),
            _("Pupils who may not be filmed stay in the lesson and out of the picture. You are told where."),
        ),
    ),
)

_TIME_IS_SEEN = (
    FIRST[0].sentences[1],
    _(
        "The programme’s co-ordinator sees stages and dates, so that your time can be protected. "
        "No words, no pictures."
    ),
    FIRST[0].sentences[3],
)
BETWEEN_YOU = Clause(
    FIRST[0].title,
    (FIRST[0].sentences[0], *_TIME_IS_SEEN),
    unfilmed=(
        _("What you write and say here stays between you. You do not pass it on, praise included."),
        *_TIME_IS_SEEN,
    ),
)
PROMISED = Clause(
    FIRST[6].title,
    FIRST[6].sentences,
    unfilmed=(
        FIRST[6].sentences[0],
        _("No monitoring: nobody asks what was seen or said, and nobody asks you to tell."),
        FIRST[6].sentences[2],
    ),
)
LASTING = Clause(
    FIRST[3].title,
    (
        _("A share ends by itself when the cycle closes."),
        _(
            "A film has a last day from the day it is brought: the end of the school year, or, where that is near, a "
            "month later, unless its owner chooses another. It is never later than the school’s video policy says."
        ),
        _("Its owner can delete it sooner. Deleted means gone, and the page shows the check."),
    ),
    of_film=True,
)
# What somebody has signed stays as it was: a change is another text.
SECOND = (BETWEEN_YOU, *FIRST[1:3], LASTING, *FIRST[4:6], PROMISED)

WITHOUT_FILM: tuple[Clause, ...] = (
    Clause(
        _("What belongs to whom"),
        (
            _("What each of you writes is their own. Nothing is filmed in this programme."),
            _("A recording of your talk belongs to you both. It is made only if both of you want it."),
        ),
    ),
)

SCHOOL_TEXTS: dict[str, tuple[Clause, ...]] = {"first": FIRST, actions.CURRENT_SCHOOL_TEXT: SECOND}


def clauses_of(school_text: str, plan: Plan) -> tuple[Clause, ...]:
    """The school's part as it stands in a programme: the same for each of its pairs, and as long as it runs."""
    clauses = SCHOOL_TEXTS[school_text]
    if plan.films_lesson:
        return clauses
    first = next(index for index, one in enumerate(clauses) if one.of_film)
    rest = tuple(one for one in clauses[first:] if not one.of_film)
    kept = clauses[:first] + WITHOUT_FILM + rest
    return tuple(replace(one, sentences=one.unfilmed or one.sentences) for one in kept)


def a_year_after(at: datetime) -> date:
    """The same day of the next year; the day after for a 29 February."""
    day = timezone.localtime(at).date()
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, month=3, day=1)


def school_signature(programme: Programme, school_text: str = "") -> SchoolSignature | None:
    """The latest, under this text or any; the school signs its part again each year as the pairs do."""
    found = programme.school_signatures.select_related("person").order_by("-at", "-pk")
    return (found.filter(school_text=school_text) if school_text else found).first()


def is_of_older_text(signature: SchoolSignature | None) -> bool:
    """The school has signed, and its part has been given in other words since."""
    return signature is not None and signature.school_text != actions.CURRENT_SCHOOL_TEXT


def is_school_due(signature: SchoolSignature | None) -> bool:
    if signature is None or is_of_older_text(signature):
        return True
    return a_year_after(signature.at) <= timezone.localdate()


@dataclass(frozen=True)
class Signing:
    """Where a pair stands with its agreement: ``latest`` may be a change that waits for a signature."""

    latest: Agreement
    in_force: Agreement | None
    signed_latest: frozenset[int]

    def has_signed(self, person: Person) -> bool:
        return person.pk in self.signed_latest

    @property
    def is_due_again(self) -> bool:
        """A year has gone since the one in force was signed, and nobody has begun to sign another."""
        if self.in_force is None or self.in_force.pk != self.latest.pk:
            return False
        last = max((one.at for one in self.in_force.signatures.all()), default=None)
        return last is not None and a_year_after(last) <= timezone.localdate()


def signing_of(partnership: Partnership) -> Signing | None:
    """None until somebody has accepted. Reads prefetched agreements where there are any."""
    versions = sorted(partnership.agreements.all(), key=lambda one: one.version)
    if not versions:
        return None
    members = {one.person_id for one in partnership.memberships.all() if one.accepted_at and not one.left_at}
    signed = {one.pk: {by.person_id for by in one.signatures.all()} for one in versions}
    # Somebody may not have accepted yet: one signature alone never puts an agreement in force.
    both = [one for one in versions if members <= signed[one.pk] and len(signed[one.pk]) > 1]
    return Signing(versions[-1], both[-1] if both else None, frozenset(signed[versions[-1].pk]))


def pair_words(agreement: Agreement) -> str:
    part = PairPart.objects.select_related("agreement__partnership").filter(agreement=agreement).first()
    return part.words if part else ""


@transaction.atomic
def write_pair_part(partnership: Partnership, by: Person, words: str, seen: str) -> Agreement:
    """Save the pair's part. Once anybody has signed, a change is a new version that both sign anew."""
    latest = _latest(actions.locked(partnership))
    if not insist_unchanged([pair_words(latest)], [words], seen):
        return latest
    if latest.signatures.exists():
        latest = Agreement.objects.create(
            partnership=partnership, version=latest.version + 1, school_text=actions.CURRENT_SCHOOL_TEXT
        )
        audit.did("changed", "agreement", latest.code, by.code, version=latest.version)
    part = PairPart.objects.filter(agreement=latest).first() or PairPart(agreement=latest)
    part.words = words
    part.save()
    return latest


@transaction.atomic
def sign(partnership: Partnership, by: Person, version: int, seen: str) -> bool:
    """Sign exactly what was on the page, else Changed. True when this signature opened the first cycle."""
    found = actions.locked(partnership)
    latest = _latest(found)
    insist_unchanged([pair_words(latest)], [], seen)
    if latest.version != version:
        raise Changed
    _signature, made = Signature.objects.get_or_create(agreement=latest, person=by)
    if made:
        audit.did("signed", "agreement", latest.code, by.code, version=version)
    return _open_first_cycle(found)


@transaction.atomic
def sign_for_another_year(partnership: Partnership, by: Person, seen: str) -> None:
    """The same words as a new version, signed by one; the other finds it to sign. Raises Changed.

    Until both have, the one before stays in force. Said where no year has gone, it changes nothing.
    """
    found = actions.locked(partnership)
    signing = signing_of(found)
    if signing is None or not signing.is_due_again:
        return
    words = pair_words(signing.latest)
    insist_unchanged([words], [], seen)
    renewed = Agreement.objects.create(
        partnership=found, version=signing.latest.version + 1, school_text=actions.CURRENT_SCHOOL_TEXT
    )
    if words:
        PairPart.objects.create(agreement=renewed, words=words)
    Signature.objects.create(agreement=renewed, person=by)
    audit.did("signed", "agreement", renewed.code, by.code, version=renewed.version)


def _open_first_cycle(partnership: Partnership) -> bool:
    signing = signing_of(partnership)
    members = [one for one in partnership.memberships.all() if one.left_at is None]
    everybody_in = len(members) > 1 and all(one.is_in for one in members)
    if signing is None or signing.in_force is None or not everybody_in or partnership.cycles.exists():
        return False
    if partnership.programme.closed_at is not None:
        return False
    actions.open_cycle(partnership, 1)
    return True


def _latest(partnership: Partnership) -> Agreement:
    return partnership.agreements.order_by("-version")[0]

"""Letting the coach of this cycle see the film, or extracts of it, and taking that back."""

import uuid
from collections.abc import Collection, Iterable

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from sidebyside.people.models import Person
from sidebyside.programme.checking import has_confirmed
from sidebyside.programme.models import Strand
from sidebyside.programme.stages import plan_of, stage_of
from sidebyside.programme.standing import coaches_there
from sidebyside.recordings import clips, pupils, recognition
from sidebyside.recordings.access import angles_of, best_film, film_of, films
from sidebyside.recordings.blurring import second
from sidebyside.recordings.blurring.models import SecondLook
from sidebyside.recordings.models import Recording, Share
from sidebyside.recordings.standing import share_in_force
from sidebyside.trust import audit
from sidebyside.trust.policy import Kind


class CannotShare(Exception):
    """Something must come first; ``why`` is a word that the page turns into a sentence."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def unchecked(film: Recording) -> list[Person]:
    """Coaches with whom it is not confirmed, both ways, that the accounts are really theirs."""
    assert film.owner is not None
    partnership, owner = film.strand.cycle.partnership, film.owner.code
    return [
        coach
        for coach in coaches_there(film.strand)
        if not has_confirmed(partnership, owner, coach.code)
        or not has_confirmed(partnership, coach.code, owner)
    ]


def waiting_to_be_shared(owner: Person, strands: Iterable[Strand]) -> set[int]:
    """Keys of the running strands whose film its owner can watch and nobody else: no share was given or stands."""
    own = [strand for strand in strands if strand.cycle.is_running and strand.coachee.pk == owner.pk]
    if not own or owner.is_held:
        return set()
    there = Recording.objects.exclude(recognition.WAITS).filter(
        strand__in=own,
        sort=Recording.Sort.LESSON,
        angle=0,
        state__in=[Recording.State.PREPARING, Recording.State.READY],
    )
    shared = Share.objects.filter(
        withdrawn_at__isnull=True, opening=F("recording__strand__cycle__opening"), recording__strand__in=own
    )
    unshared = list(there.exclude(pk__in=shared.values("recording")).values_list("pk", flat=True))
    # Where somebody in shot has no yes, there is nothing for its owner to do: they are not asked to share it.
    waiting = films().filter(pk__in=unshared) if unshared else []
    return {film.strand_id for film in waiting if pupils.held_back(film) != "agreed"}


def resting(person: Person, strands: Iterable[Strand]) -> set[int]:
    """Keys of the strands in which everybody prepares and the film rests.

    For its owner: somebody who may be in shot has no yes. For a coach: it was shared and is not now, for whatever
    reason: one that could be told apart from the others would say something of a pupil.
    """
    if person.is_held:
        return set()
    waiting = [strand for strand in strands if strand.cycle.is_running and _is_prepared(strand)]
    if not waiting:
        return set()
    there = films().filter(
        strand__in=waiting, angle=0, state__in=[Recording.State.PREPARING, Recording.State.READY]
    )
    return {film.strand_id for film in there if _rests(film, person)}


def _is_prepared(strand: Strand) -> bool:
    next_step = stage_of(strand).next_step
    return next_step is not None and next_step.key == "prepare"


def _rests(film: Recording, person: Person) -> bool:
    if film.owner_id == person.pk:
        return pupils.held_back(film) == "agreed"
    return bool(film.shares.all()) and share_in_force(film) is None


def what_comes_first(film: Recording) -> str:
    """Empty where it can be shared now; else why not: rest, alone, check, blurring, class, agreed, film, first."""
    if not film.strand.cycle.is_running:
        return "rest"
    if not coaches_there(film.strand):
        return "alone"
    if unchecked(film):
        return "check"
    if recognition.waits(film):
        return "blurring"
    held = pupils.held_back(film)
    if held:
        return held
    if film.angle > 0 and not _whole_is_shared(film_of(film.strand)):
        return "first"
    return "" if best_film(film) is not None else "film"


def _whole_is_shared(film: Recording | None) -> bool:
    share = share_in_force(film) if film is not None else None
    return share is not None and share.whole


def share(film: Recording, by: Person, *, whole: bool, chosen: Collection[uuid.UUID] = ()) -> None:
    """Share the whole film with its angles, or one angle, or the owner's ``chosen`` extracts only.

    Doing it twice changes nothing. Raises CannotShare.
    """
    why = what_comes_first(film)
    if why:
        raise CannotShare(why)
    if not whole and not film.extracts.filter(author=by, code__in=chosen).exists():
        raise CannotShare("none")
    _insist_on_short_clips(film, by, whole=whole, chosen=chosen)
    with transaction.atomic():
        # Asked again under the lock: blurring may have begun since.
        if recognition.waits(Recording.objects.select_for_update().only("pk", "blur_waits").get(pk=film.pk)):
            raise CannotShare("blurring")
        _offer(film, by, () if whole else chosen)
        _give(film, by, whole=whole)
        if film.angle == 0:
            _angles_follow(film, by, whole=whole)


def _insist_on_short_clips(
    film: Recording, by: Person, *, whole: bool, chosen: Collection[uuid.UUID]
) -> None:
    """Where the plan is about short clips, only those are shared: the film if it is one, or extracts."""
    longest_ms = plan_of(film.strand).clip_seconds * 1000
    if not longest_ms:
        return
    if whole and (film.duration_ms or 0) > longest_ms:
        raise CannotShare("long")
    picked = film.extracts.filter(author=by, code__in=chosen)
    if not whole and any(one.end_ms - one.start_ms > longest_ms for one in picked):
        raise CannotShare("long extract")


def _give(film: Recording, by: Person, *, whole: bool) -> None:
    if _is_shared_so(film, whole):
        return
    film.shares.filter(withdrawn_at__isnull=True).update(withdrawn_at=timezone.now())
    Share.objects.create(recording=film, whole=whole, opening=film.strand.cycle.opening)
    second.end(film, SecondLook.End.SHARED)
    audit.did("shared", Kind.FILM, film.code, by.code, whole=whole)


def _angles_follow(film: Recording, by: Person, *, whole: bool) -> None:
    """Who shares the lesson shares what other devices took of it by then; extracts are of the film alone."""
    for angle in angles_of(film.strand):
        if not whole:
            withdraw(angle, by)
        elif best_film(angle) is not None and not recognition.waits(angle):
            _give(angle, by, whole=True)


def _is_shared_so(film: Recording, whole: bool) -> bool:
    opening = film.strand.cycle.opening
    return film.shares.filter(withdrawn_at__isnull=True, whole=whole, opening=opening).exists()


def _offer(film: Recording, by: Person, chosen: Collection[uuid.UUID]) -> None:
    """Offer exactly these; what was offered and is not among them is let go of, with its clip."""
    mine = film.extracts.filter(author=by)
    for extract in mine.filter(is_offered=True).exclude(code__in=chosen):
        clips.let_go(extract)
    for extract in mine.filter(is_offered=False, code__in=chosen):
        clips.offer(extract)


def withdraw(film: Recording, by: Person | None) -> bool:
    """Take the share back, the film's with all its angles. What was seen cannot be. False where nothing was shared."""
    with transaction.atomic():
        if film.angle == 0:
            for angle in angles_of(film.strand):
                withdraw(angle, by)
        given = film.shares.filter(withdrawn_at__isnull=True)
        if not given.update(withdrawn_at=timezone.now()):
            return False
        if film.owner is not None:
            _offer(film, film.owner, ())
        audit.did("withdrew", Kind.FILM, film.code, by.code if by else None)
        return True

"""What is written as one: an answer, a move, and a poster's words with the yes of each of its people."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from sidebyside.events.models import Answer, Beside, Event, Picture, Poster
from sidebyside.people.models import Person
from sidebyside.programme.seen import Changed, insist_unchanged, stamp

WORDS = ("title", "tried", "saw", "take")
# The most that one poster holds of each, so that an A3 page stays readable from a step away.
LONGEST = {"title": 90, "tried": 900, "saw": 900, "take": 600}


@transaction.atomic
def answer(event: Event, person: Person, *, comes: bool, moves: int) -> bool:
    """``moves``: as the page said that was answered. False where the time has changed since."""
    now = Event.objects.select_for_update().get(pk=event.pk)
    if now.moves != moves:
        return False
    Answer.objects.update_or_create(event=event, person=person, defaults={"comes": comes, "moves": moves})
    return True


def take_note(event: Event, person: Person) -> None:
    """They know that it is off."""
    Answer.objects.filter(event=event, person=person).update(told=True)


@transaction.atomic
def change(event: Event, wanted: dict[str, object]) -> bool:
    """Keep what the co-ordinator says of it. True where its time has moved, so that everybody is asked anew."""
    event = Event.objects.select_for_update().get(pk=event.pk)
    moved = event.starts_at != wanted["starts_at"]
    for name, value in wanted.items():
        setattr(event, name, value)
    event.moves += moved
    event.save()
    return moved


def cancel(event: Event, *, off: bool) -> None:
    Event.objects.filter(pk=event.pk).update(cancelled_at=timezone.now() if off else None)
    if not off:
        Answer.objects.filter(event=event).update(told=False)


@transaction.atomic
def write(poster: Poster, words: Sequence[str], beside: Sequence[Person], seen: str) -> Poster:
    """Keep a poster's words and whose it is. Raises Changed where another tab was there first.

    Every yes was to other words or other people: it hangs no more until each is said anew.
    """
    found = _locked(poster) or poster
    changes = insist_unchanged(found.words, list(words), seen)
    wanted = {one.pk for one in beside}
    here = set(found.beside.values_list("person_id", flat=True)) if found.pk else set()
    if not changes and wanted == here:
        return found
    for name, value in zip(WORDS, words, strict=True):
        setattr(found, name, value)
    found.changed_at, found.ready_at, found.shown_at = timezone.now(), None, None
    try:
        with transaction.atomic():
            found.save()
    except IntegrityError:
        raise Changed from None
    found.beside.exclude(person__in=wanted).delete()
    found.beside.update(yes_at=None)
    Beside.objects.bulk_create([Beside(poster=found, person_id=key) for key in wanted - here])
    return found


def _locked(poster: Poster) -> Poster | None:
    rows = Poster.objects.select_for_update(of=("self",)).select_related("author")
    return rows.filter(event=poster.event, author=poster.author).first()


@transaction.atomic
def show(poster: Poster) -> bool:
    """The author's yes. True where it hangs now, False where it waits for who stands beside."""
    Poster.objects.filter(pk=poster.pk).update(ready_at=timezone.now())
    return _hang(poster)


@transaction.atomic
def take_back(poster: Poster) -> None:
    """By its author. A partner's yes was to what hung then, and is asked for again."""
    Poster.objects.filter(pk=poster.pk).update(ready_at=None, shown_at=None)
    poster.beside.update(yes_at=None)


@transaction.atomic
def say(poster: Poster, person: Person, *, yes: bool, seen: str) -> bool:
    """The yes or no of somebody who stands beside. True where it hangs now.

    A yes is to what was read, whose stamp is ``seen``. Raises Changed where the poster is another by now, and
    Beside.DoesNotExist where this person stands on it no more.
    """
    # Read anew once it is locked: the author may just have changed its words, or its picture.
    rows = Poster.objects.select_for_update(of=("self",)).select_related("author")
    now = (
        rows.prefetch_related(Prefetch("picture", Picture.objects.defer("content")))
        .filter(pk=poster.pk)
        .first()
    )
    mine = Beside.objects.get(poster=poster.pk, person=person)
    if yes and (now is None or not constant_time_compare(stamp(now.all_of_it), seen)):
        raise Changed
    mine.yes_at = timezone.now() if yes else None
    mine.save(update_fields=["yes_at"])
    return _hang(poster)


def step_aside(poster: Poster, person: Person) -> None:
    """Their name goes from it. What is the author's own may then be shown by its author alone, who says so anew."""
    with transaction.atomic():
        take_back(poster)
        Beside.objects.filter(poster=poster, person=person).delete()


def _hang(poster: Poster) -> bool:
    found = Poster.objects.select_for_update().get(pk=poster.pk)
    all_yes = found.ready_at is not None and not found.beside.filter(yes_at=None).exists()
    if all_yes != (found.shown_at is not None):
        found.shown_at = timezone.now() if all_yes else None
        found.save(update_fields=["shown_at"])
    return all_yes


def forget(person: Person) -> None:
    """They leave and erase what is theirs: no poster hangs with their name, and nobody counts them as coming."""
    for poster in Poster.objects.filter(beside__person=person):
        step_aside(poster, person)
    Answer.objects.filter(person=person).delete()

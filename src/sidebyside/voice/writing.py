"""What was said in a voice note, written down: by a job on this server, then its speaker's to correct or take away.

The job is told the code of a row, never a word. What it writes it writes whole, under the attempt that owes it, and
only where the row is still there.
"""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from sidebyside import jobs
from sidebyside.core.listening import here, note
from sidebyside.core.listening.errors import Missing, ModelError
from sidebyside.core.listening.hear import RATE
from sidebyside.core.media.errors import MediaError
from sidebyside.core.media.hearing import sound_of
from sidebyside.core.media.shapes import InMemory
from sidebyside.jobs import Owed, StepFailed
from sidebyside.people.models import Person
from sidebyside.trust import doors
from sidebyside.trust.keystore import KeyGone
from sidebyside.voice import notes
from sidebyside.voice.models import VoiceNote, WrittenNote

WRITE = "write_note_down"
MOST_LETTERS = 20_000
# A sound says itself how long it is: what says more than a device of ours records is not heard for hours.
LONGEST_SAMPLES = RATE * (notes.LONGEST_MS // 1000 + 60)


class Changed(Exception):
    """The words are no longer those that the page showed."""


def written_of(of: VoiceNote) -> WrittenNote | None:
    # Asked for as the speaker's own, as their notes are.
    rows = WrittenNote.objects.select_related("note")
    return rows.filter(note=of.pk, note__person=of.person_id).first()


def language_of(person: Person) -> str:
    """What this person last spoke."""
    if here.knows_only_english():
        return "en"
    last = WrittenNote.objects.filter(note__person=person).order_by("-asked_at", "-pk")
    return last.values_list("language", flat=True).first() or "en"


def _hold(of: VoiceNote) -> None:
    """Inside a transaction: nobody erases the note until it is over. Raises Http404 where it has gone meanwhile."""
    if not VoiceNote.objects.select_for_update().filter(pk=of.pk).exists():
        doors.nothing_here()


@transaction.atomic
def ask(of: VoiceNote, language: str) -> None:
    """Have a note written down. What is under way, or there, stays as it is; what came to nothing is tried again.
    Raises Http404 where the note has gone meanwhile."""
    _hold(of)
    state = WrittenNote.State.WRITING
    made, is_new = WrittenNote.objects.get_or_create(note=of, defaults={"state": state, "language": language})
    if not is_new:
        over = WrittenNote.objects.filter(
            pk=made.pk, state__in=[WrittenNote.State.UNTOLD, WrittenNote.State.FAILED]
        )
        if not over.update(state=state, problem="", language=language, attempt=F("attempt") + 1):
            return
        made.refresh_from_db(fields=["attempt"])
    jobs.ask(WRITE, Owed(str(made.code), made.attempt))


@transaction.atomic
def keep(of: VoiceNote, words: str, seen: str) -> None:
    """The words as their speaker has them; a page that showed others, its ``seen``, keeps nothing. Raises Changed,
    Http404."""
    _hold(of)
    found = WrittenNote.objects.select_for_update(of=("self",)).filter(note=of).first()
    if found is None:
        found = WrittenNote(note=of, language="en")
    found.note = of
    if found.words == words and found.corrected_at is not None:
        return
    if seen != seen_of(found):
        raise Changed
    if found.state == WrittenNote.State.WRITING:
        jobs.cancel(WRITE, Owed(str(found.code), found.attempt))
    found.words, found.state, found.problem = words, WrittenNote.State.READY, ""
    found.corrected_at = timezone.now()
    found.save()


def seen_of(found: WrittenNote | None) -> str:
    """A mark of how it stands, for a form to carry along; it tells nothing of the words."""
    if found is None or found._state.adding:
        return ""
    return f"{found.code.hex}-{found.attempt}-{found.state}-{found.corrected_at or ''}"


@transaction.atomic
def take_away(of: VoiceNote) -> None:
    """The words go, or their writing stops; the sound stays. Safe to repeat."""
    for one in WrittenNote.objects.filter(note=of):
        jobs.cancel(WRITE, Owed(str(one.code), one.attempt))
        one.delete()


# The job


def write_down(code: str, attempt: int) -> None:
    row = _owed(code, attempt).select_related("note").first()
    if row is None:
        return
    try:
        words, why = _heard(row)
        with transaction.atomic():
            # Corrected, taken away, or erased with its note while it was heard: then nothing is written any more.
            found = _owed(code, attempt).select_for_update(of=("self",)).select_related("note").first()
            if found is None:
                return
            found.words, found.problem = words, why
            found.state = WrittenNote.State.UNTOLD if why else WrittenNote.State.READY
            found.heard_at = timezone.now()
            found.save(update_fields=["words", "problem", "state", "heard_at"])
    except (KeyGone, VoiceNote.DoesNotExist):
        return
    except ModelError as error:
        raise StepFailed("no_language" if error.missing == Missing.LANGUAGE else "no_model") from None
    except MediaError:
        raise StepFailed("broken") from None


def _heard(row: WrittenNote) -> tuple[str, str]:
    """The words, or a word of ours that says why there are none."""
    if not here.is_installed():
        raise StepFailed("no_model")
    with sound_of(InMemory(notes.sound_of(row.note)), RATE, notes.LONGEST_MS) as sound:
        if sound.count > LONGEST_SAMPLES:
            raise StepFailed("broken")
        words, why = note.hear_note(sound, here.folder(), row.language)
    return words, why.replace(" ", "_") if why else ""


def _owed(code: str, attempt: int) -> QuerySet[WrittenNote]:
    return WrittenNote.objects.filter(code=code, attempt=attempt, state=WrittenNote.State.WRITING)


def _to_write() -> Iterable[Owed]:
    rows = WrittenNote.objects.filter(state=WrittenNote.State.WRITING)
    return [Owed(str(code), attempt) for code, attempt in rows.values_list("code", "attempt")]


def _failed(owed: Owed, word: str) -> None:
    _owed(owed.code, owed.attempt).update(state=WrittenNote.State.FAILED, problem=word)


def _raise_attempt(owed: Owed) -> Owed | None:
    raised = _owed(owed.code, owed.attempt).update(attempt=F("attempt") + 1)
    return Owed(owed.code, owed.attempt + 1) if raised else None


def register() -> None:
    jobs.register(jobs.Kind(WRITE, jobs.Queue.SLOW, (write_down,), _to_write, _failed, _raise_attempt))

"""An interview that a colleague holds: asked, agreed, recorded while both say yes, ended by either. ADR 38."""

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sidebyside.core.saying import NotTaken
from sidebyside.instruments.models import Interview
from sidebyside.people import mail, owed_mail
from sidebyside.people.models import Person
from sidebyside.trust import audit, doors, keystore
from sidebyside.trust.audit import VIEWING_GAP
from sidebyside.trust.models import Deed
from sidebyside.trust.policy import Act, Kind
from sidebyside.voice.models import VoiceNote

# How long one's yes to record counts: a long sitting, and never the next day's.
SITTING = timedelta(hours=3)
# What was said before a no may still be on its way: the longest note, and a slow line.
STILL_ARRIVES = timedelta(minutes=10)
LISTENED, READ = "listened", "read"
_ASKED = gettext_lazy("a colleague asks you to hold an interview with them. You say yes or no here:")
_AGREED = gettext_lazy("a colleague has said yes to holding an interview with you:")
_DECLINED = gettext_lazy(
    "a colleague whom you asked to hold an interview has said no. You can ask somebody else:"
)


class Over(Exception):
    """The interview has ended, or whoever is asked cannot hold it any more."""


def may_be_asked(person: Person) -> list[Person]:
    return list(person.school.colleagues().exclude(pk=person.pk))


def open_one(person: Person, key: str) -> Interview | None:
    rows = Interview.objects.filter(person=person, key=key, ended_at=None)
    return rows.select_related("interviewer").first()


def to_answer(person: Person) -> list[Interview]:
    """Where this person is asked to hold one, or somebody sits there and waits for their yes to record: one question,
    and none about content."""
    if doors.is_shut_out(person, Kind.INTERVIEW):
        return []
    waits = []
    for one in held_by(person):
        is_waited_for = counts(one.own_yes_at) and not counts(one.interviewer_yes_at)
        if one.agreed_at is None or is_waited_for:
            waits.append(one)
    return waits


def held_by(person: Person) -> list[Interview]:
    """Interviews that this person is asked to hold, or holds, and has not left."""
    if doors.is_shut_out(person, Kind.INTERVIEW):
        return []
    rows = Interview.objects.filter(interviewer=person, ended_at=None, person__is_active=True)
    return list(rows.select_related("person__school", "interviewer").order_by("pk"))


@transaction.atomic
def ask(person: Person, colleague: Person, key: str) -> Interview:
    """Ask a colleague; while one is open, that is the answer."""
    made, is_new = Interview.objects.get_or_create(
        person=person, key=key, ended_at=None, defaults={"interviewer": colleague}
    )
    if is_new:
        _did("asked to hold an interview", made, person)
        _tell(made, colleague, _("An interview is asked of you"), str(_ASKED))
    return made


@transaction.atomic
def answer(interview: Interview, *, yes: bool) -> None:
    """The colleague's yes or no to hold it. No reason is asked for. Raises Over."""
    held = _locked(interview)
    if held.ended_at is not None:
        raise Over
    if held.agreed_at is not None:
        return
    if yes:
        held.agreed_at = timezone.now()
        held.save(update_fields=["agreed_at"])
        _did("agreed to hold an interview", held, held.interviewer)
        _tell(held, held.person, _("Your interview: an answer"), str(_AGREED))
        return
    _end(held, Interview.End.NO, held.interviewer)
    _tell(held, held.person, _("Your interview: an answer"), str(_DECLINED))


@transaction.atomic
def say_record(interview: Interview, person: Person, *, yes: bool) -> None:
    """One's own yes to record, or a no, which takes both away. Raises Over."""
    held = _locked(interview)
    if held.ended_at is not None or held.agreed_at is None:
        raise Over
    if yes:
        _end_sitting(held)
        mine = "own_yes_at" if held.person_id == person.pk else "interviewer_yes_at"
        setattr(held, mine, timezone.now())
        held.save(update_fields=[mine])
    else:
        _stop(held)
    _did("said yes" if yes else "said no", held, person)


@transaction.atomic
def end(interview: Interview, person: Person) -> bool:
    """The interviewee takes it back, or the interviewer leaves it: from now on only the interviewee hears it. False
    where it had ended already."""
    held = _locked(interview)
    if held.ended_at is not None:
        return False
    is_own = held.person_id == person.pk
    _end(held, Interview.End.TAKEN_BACK if is_own else Interview.End.LEFT, person)
    return True


def did_already(person: Person, code: uuid.UUID, do: str) -> Interview | None:
    """The interview in which this colleague has pressed just that before: their no or their leaving has taken its page
    from them, and a press that came twice is told the same as the first."""
    if doors.is_shut_out(person, Kind.INTERVIEW):
        return None
    found = Interview.objects.filter(code=code, interviewer=person).first()
    if found is None:
        return None
    done = {
        "yes": found.agreed_at is not None and found.ended_at is None and found.person.is_active,
        "no": found.end == Interview.End.NO,
        "end": found.end == Interview.End.LEFT,
    }
    return found if done.get(do) else None


def open_to(person: Person, code: uuid.UUID) -> str:
    """Who may hear what was recorded in an interview of this person's; empty for nobody."""
    rows = Interview.objects.select_related("interviewer", "person__school")
    found = rows.filter(person=person, code=code, ended_at=None).exclude(agreed_at=None).first()
    if found is None or not doors.may(found.interviewer, Act.SEE, Kind.INTERVIEW_SAID, found):
        return ""
    return found.interviewer.name


def recorded_in(interview: Interview) -> QuerySet[VoiceNote]:
    """What was recorded in one interview, the oldest first, its words along with it. Without the sound."""
    rows = VoiceNote.objects.select_related("written")
    return rows.filter(person=interview.person_id, place__endswith=f":{interview.code.hex}")


def erase(interview: Interview) -> int:
    """All that was recorded in it, keys and all, and all that is on its way: both yeses go with it. The answer is what
    is left: nought when it worked."""
    with transaction.atomic():
        # A sound that is being kept holds the same row: it is here by now, or it is refused.
        held = _locked(interview)
        held.own_yes_at = held.interviewer_yes_at = held.stopped_at = None
        held.save(update_fields=["own_yes_at", "interviewer_yes_at", "stopped_at"])
        notes = {one.pk: one.sealing_key() for one in recorded_in(held)}
        VoiceNote.objects.filter(person=interview.person_id, pk__in=notes).delete()
        _did("erased", interview, interview.person, notes=len(notes))
    rows = recorded_in(interview).count()
    return rows + sum(not keystore.is_destroyed(name) for name in notes.values())


def counts(yes_at: datetime | None) -> bool:
    return yes_at is not None and timezone.now() - yes_at < SITTING


def is_on(interview: Interview) -> bool:
    """Whether it may be recorded now: both have said yes in this sitting, and both accounts are open."""
    both = counts(interview.own_yes_at) and counts(interview.interviewer_yes_at)
    return both and interview.ended_at is None and _are_both_here(interview)


def _ended_of_itself(interview: Interview) -> datetime | None:
    """When a recording that both had agreed to ended without a no: the first yes ran out, or an account was closed or
    held. None where both yeses never met, or still count."""
    own, other = interview.own_yes_at, interview.interviewer_yes_at
    if own is None or other is None or is_on(interview):
        return None
    ends = [min(own, other) + SITTING]
    for one in (interview.person, interview.interviewer):
        ends += [one.closed_at] if one.closed_at and not one.is_active else []
        ends += [one.held_since] if one.held_since and one.is_held else []
    return min(ends) if max(own, other) < min(ends) <= timezone.now() else None


def _are_both_here(interview: Interview) -> bool:
    people = (interview.person, interview.interviewer)
    return all(doors.may(one, Act.CHANGE, Kind.INTERVIEW, interview) for one in people)


def insist_recorded(person: Person, key: str, held: str) -> str:
    """A sound for an interview of this person's may be kept now; the interview as its place names it. Inside the
    transaction that keeps it only.

    Raises Http404 for what is no interview of theirs, and NotTaken.
    """
    try:
        code = uuid.UUID(held)
    except ValueError:
        doors.nothing_here()
    found = Interview.objects.filter(code=code, person=person, key=key).first()
    if found is None:
        doors.nothing_here()
    interview = _locked(found)
    stopped = _ended_of_itself(interview) or interview.stopped_at
    if not is_on(interview) and (stopped is None or timezone.now() - stopped > STILL_ARRIVES):
        raise NotTaken(
            _("It cannot be kept here now: both of you say yes first. Save it as a file, or let it go.")
        )
    return interview.code.hex


def note_listening(interview: Interview, person: Person) -> None:
    _note(LISTENED, interview, person)


def note_reading(interview: Interview, person: Person) -> None:
    """What was written down of it was read; noted as listening is."""
    _note(READ, interview, person)


def _note(act: str, interview: Interview, person: Person) -> None:
    """Once in half an hour, in the interviewee's chain, for them to read."""
    since = timezone.now() - VIEWING_GAP
    if not listened(interview).filter(act=act, by=person.code, at__gt=since).exists():
        _did(act, interview, person)


def listened(interview: Interview) -> QuerySet[Deed]:
    """Each listening and each reading, the newest first."""
    return Deed.objects.filter(object=interview.code, act__in=(LISTENED, READ)).order_by("-at", "-pk")


def mark_of(interview: Interview) -> str:
    """What a page looks for every few seconds: another mark is another page."""
    facts = (interview.agreed_at, counts(interview.own_yes_at), counts(interview.interviewer_yes_at))
    return "".join("x" if one else "-" for one in (*facts, is_on(interview), interview.ended_at))


def _locked(interview: Interview) -> Interview:
    rows = Interview.objects.select_for_update(of=("self",)).select_related("person__school", "interviewer")
    return rows.get(pk=interview.pk)


def _end_sitting(held: Interview) -> None:
    """Yeses of a sitting that has run out go, and their end is remembered: none counts again beside a new one."""
    ended = _ended_of_itself(held)
    if ended is not None:
        held.stopped_at, held.own_yes_at, held.interviewer_yes_at = ended, None, None
        held.save(update_fields=["stopped_at", "own_yes_at", "interviewer_yes_at"])


def _stop(held: Interview) -> None:
    held.stopped_at = timezone.now() if is_on(held) else _ended_of_itself(held) or held.stopped_at
    held.own_yes_at = held.interviewer_yes_at = None
    held.save(update_fields=["stopped_at", "own_yes_at", "interviewer_yes_at"])


def _end(held: Interview, how: Interview.End, by: Person) -> None:
    _stop(held)
    held.ended_at, held.end = timezone.now(), how
    held.save(update_fields=["ended_at", "end"])
    _did("ended", held, by, how=how.value)


def _did(act: str, interview: Interview, by: Person, **facts: int | str) -> None:
    audit.did_for(interview.person.code, act, Kind.INTERVIEW, interview.code, by.code, **facts)


def _tell(interview: Interview, person: Person, subject: str, words: str) -> None:
    """It names nobody: the page it leads to does."""
    link = mail.address_of("instruments:interview", code=interview.code)
    owed_mail.tell(person, subject, words, link)

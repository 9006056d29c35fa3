"""A second look before sharing, by one colleague whom the owner names for this one film.

That person sees the blurred film and nothing else, until they have said what they found, the owner takes it back, the
film is shared, made again or deleted, or `SECOND_LOOK_DAYS` are over.
"""

import json
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from sidebyside.people.mail import address_of, aside, send_for_a_room
from sidebyside.people.models import Person
from sidebyside.recordings.access import recordings
from sidebyside.recordings.blurring import choosing
from sidebyside.recordings.blurring.models import SECOND_LOOK_DAYS, Blurring, Recognised, SecondLook
from sidebyside.recordings.models import Recording
from sidebyside.trust import audit
from sidebyside.trust.doors import Standing
from sidebyside.trust.policy import If, Kind, Who

MOST_MARKS = 200
ASKED, TAKEN_BACK, MARKED, SAID = (
    "asked for a second look",
    "took the second look back",
    "marked somebody",
    "second look done",
)


class CannotName(Exception):
    """``why``: "film" (there is no blurred film to look through now, or it is shared) or "colleague"."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Marked:
    """One stretch in which somebody can be recognised; times in ms of the film that is shown."""

    code: uuid.UUID
    start_ms: int
    end_ms: int
    is_open: bool


def not_ended() -> QuerySet[SecondLook]:
    return SecondLook.objects.filter(
        ended_at__isnull=True, asked_at__gt=timezone.now() - SECOND_LOOK_DAYS
    ).select_related("person", "asked_by")


def of_film(recording: Recording) -> SecondLook | None:
    """Who is asked now, if anybody."""
    return not_ended().filter(recording=recording).first()


def asked_of(person: Person) -> list[SecondLook]:
    """Looks that this person is asked for now: one question, and none about content."""
    return list(not_ended().filter(person=person, asked_by__is_active=True).order_by("asked_at"))


def look_for(person: Person, code: uuid.UUID) -> SecondLook | None:
    """The look, with its recording, for whoever is named in it; its door is still to be asked."""
    look = SecondLook.objects.select_related("person", "asked_by").filter(code=code, person=person).first()
    return with_recording(look) if look is not None else None


def with_recording(look: SecondLook) -> SecondLook:
    look.recording = recordings().get(pk=look.recording_id)
    return look


def standing(person: Person, look: SecondLook) -> Standing:
    """Only whoever is named; and only a film whose faces are hidden, that is whole and not shared."""
    if look.person_id != person.pk:
        return Standing(frozenset())
    return Standing(frozenset({Who.SECOND_LOOKER}), frozenset({If.ASKED} if is_open(look) else ()))


def is_open(look: SecondLook) -> bool:
    recording, owner = look.recording, look.recording.owner
    if look.ended_at is not None or look.asked_at <= timezone.now() - SECOND_LOOK_DAYS:
        return False
    is_theirs = owner is not None and owner.is_active and look.person.school_id == owner.school_id
    return is_theirs and _can_be_looked_through(recording)


def _can_be_looked_through(recording: Recording) -> bool:
    is_whole = recording.state == Recording.State.READY and recording.shows_blurred
    is_shared = any(share.withdrawn_at is None for share in recording.shares.all())
    return is_whole and not is_shared and _making(recording) == Blurring.Work.DONE


def _making(recording: Recording) -> str:
    rows = Blurring.objects.filter(recording=recording).values_list("making", flat=True)
    return rows.first() or ""


def last_word(recording: Recording) -> SecondLook | None:
    """The last look of which its person said that they had seen all of it; of the film as it is made now or before."""
    said = SecondLook.objects.filter(
        recording=recording, end__in=[SecondLook.End.NOBODY, SecondLook.End.MARKED]
    )
    return said.select_related("person").order_by("-ended_at").first()


def can_be_asked(recording: Recording) -> bool:
    return _can_be_looked_through(recording) and of_film(recording) is None


def ask(recording: Recording, by: Person, email: str) -> SecondLook:
    """Name a colleague. Raises CannotName; the same word where nobody has this address as where they are elsewhere."""
    colleagues = by.school.colleagues().exclude(pk=by.pk)
    with transaction.atomic():
        Recording.objects.select_for_update().only("pk").get(pk=recording.pk)
        fresh = recordings().get(pk=recording.pk)
        if not _can_be_looked_through(fresh):
            raise CannotName("film")
        person = colleagues.filter(email__iexact=email.strip()).first()
        if person is None:
            raise CannotName("colleague")
        there = of_film(fresh)
        if there is not None:
            if there.person_id != person.pk:
                raise CannotName("film")
            return there
        # One whose days are over stands in the way of the next, and says nothing any more.
        _ended(fresh, SecondLook.End.TAKEN_BACK)
        look = SecondLook.objects.create(recording=fresh, person=person, asked_by=by)
        audit.did(ASKED, Kind.FILM, fresh.code, by.code)
        transaction.on_commit(lambda: _tell_looker(look))
    return look


def _ended(recording: Recording, how: SecondLook.End) -> int:
    there = SecondLook.objects.filter(recording=recording, ended_at__isnull=True)
    return there.update(ended_at=timezone.now(), end=how)


def end(recording: Recording, how: SecondLook.End) -> None:
    """Something else ends it: the film is shared, or another film takes its place. In the caller's transaction."""
    _ended(recording, how)


def take_back(recording: Recording, by: Person) -> bool:
    with transaction.atomic():
        if not _ended(recording, SecondLook.End.TAKEN_BACK):
            return False
        audit.did(TAKEN_BACK, Kind.FILM, recording.code, by.code)
    return True


def mark(look: SecondLook, start_ms: int, end_ms: int) -> bool:
    """Somebody can be recognised here: the film counts as not looked through from now on.

    False where there are as many marks as there may be, or the look has ended meanwhile.
    """
    with transaction.atomic():
        recording = _held(look)
        if recording is None or Recognised.objects.filter(look=look).count() >= MOST_MARKS:
            return False
        where = json.dumps({"start_ms": start_ms, "end_ms": end_ms})
        Recognised.objects.create(
            recording=recording, look=look, make_attempt=_attempt(recording), where=where
        )
        _wait_again(recording)
        audit.did(MARKED, Kind.FILM, recording.code, look.person.code)
    return True


def unmark(look: SecondLook, code: uuid.UUID) -> None:
    """What this person marked themselves, while they look. The owner looks through the film anew all the same."""
    with transaction.atomic():
        if _held(look) is not None:
            Recognised.objects.filter(look=look, code=code).delete()


def _wait_again(recording: Recording) -> None:
    Recording.objects.filter(pk=recording.pk).update(blur_waits=True, looked_through_at=None)


def _held(look: SecondLook) -> Recording | None:
    """The recording, locked; None where the look has ended: a share or an end came first."""
    Recording.objects.select_for_update().only("pk").get(pk=look.recording_id)
    fresh = SecondLook.objects.select_related("person").get(pk=look.pk)
    return fresh.recording if is_open(with_recording(fresh)) else None


def _attempt(recording: Recording) -> int:
    return Blurring.objects.values_list("make_attempt", flat=True).get(recording=recording)


def marks_of(recording: Recording, look: SecondLook | None = None) -> list[Marked]:
    """Those that stand first, then in the order of the film; of one look only, where it is given."""
    rows = Recognised.objects.filter(recording=recording).select_related("recording")
    if look is not None:
        rows = rows.filter(look=look)
    open_now = set(choosing.still_marked(recording).values_list("pk", flat=True))
    marks = [_marked(row, row.pk in open_now) for row in rows]
    return sorted(marks, key=lambda one: (not one.is_open, one.start_ms))


def _marked(row: Recognised, is_open: bool) -> Marked:
    where = json.loads(row.where)
    return Marked(row.code, int(where["start_ms"]), int(where["end_ms"]), is_open)


def settle(recording: Recording, code: uuid.UUID, by: Person) -> None:
    """The owner has looked there, and says that nobody can be recognised."""
    with transaction.atomic():
        there = Recognised.objects.filter(recording=recording, code=code, settled_at__isnull=True)
        if there.update(settled_at=timezone.now()):
            audit.did("looked at a mark", Kind.FILM, recording.code, by.code)


def done(look: SecondLook) -> SecondLook.End | None:
    """They have looked through all of it. Without a mark that stands, it is their word that nobody can be recognised.

    None where the look has ended meanwhile.
    """
    with transaction.atomic():
        recording = _held(look)
        if recording is None:
            return None
        found = SecondLook.End.MARKED if choosing.still_marked(recording).exists() else SecondLook.End.NOBODY
        if found == SecondLook.End.NOBODY and not choosing.looked_through(recording, look.person):
            return None
        _ended(recording, found)
        audit.did(SAID, Kind.FILM, recording.code, look.person.code, nobody=found == SecondLook.End.NOBODY)
        transaction.on_commit(lambda: _tell_owner(look))
    return found


def _tell_looker(look: SecondLook) -> None:
    """A link and a reason to open it: neither whose film it is nor what is in it."""
    words = _(
        "Hello %(name)s,\n\na colleague asks you to look through a film before it is shared. It takes as long as the "
        "film. Its page says more, and you can leave it:\n\n%(link)s\n"
    ) % {"name": look.person.name, "link": address_of("recordings:second-look", code=look.code)}
    _send(look.person, _("A second look is asked of you"), words)


def _tell_owner(look: SecondLook) -> None:
    words = _(
        "Hello %(name)s,\n\nwhoever you asked has looked through a film of yours. Its page says what they found:"
        "\n\n%(link)s\n"
    ) % {"name": look.asked_by.name, "link": address_of("home")}
    _send(look.asked_by, _("The second look is done"), words)


def _send(to: Person, subject: str, words: str) -> None:
    aside(lambda: send_for_a_room(to.email, subject, words))

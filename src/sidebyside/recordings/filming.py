"""A film made in the browser: its parts begin, end, come back after a while, and make one recording.

The device gives the film its public id, so that it can ask about it whatever has become of the server meanwhile.
Nothing here destroys a key: to the device a destroyed key means that the film was deleted, and it lets its copy go.
"""

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sidebyside.people.models import Person
from sidebyside.programme.models import Strand
from sidebyside.recordings import lesson, parts, renditions, store, uploads
from sidebyside.recordings.access import WORDS
from sidebyside.recordings.models import Part, Recording, Rendition, Upload, upload_end
from sidebyside.recordings.sorts import Refused
from sidebyside.recordings.standing import FILMS
from sidebyside.trust import audit, doors, keystore
from sidebyside.trust.policy import Act, Kind

_NUMBER = re.compile(r"[0-9]{1,15}")
# Two devices may begin at the same moment and ask for the same place.
TRIES = 5
# A clock that is further ahead of ours than this was not set by us.
MOST_AHEAD = timedelta(minutes=1)


@dataclass(frozen=True)
class Told:
    """What a device says of a part before its first byte."""

    film: uuid.UUID
    sort: Recording.Sort
    number: int
    starts_at: datetime
    with_picture: bool
    # The deleted film that the part was sealed for, where its owner keeps what was on the device as another.
    sealed_as: uuid.UUID | None = None


def told(metadata: Mapping[str, str]) -> Told:
    """Raises Refused."""
    try:
        number, starts_ms = metadata["part"], metadata["starts_at"]
        if not _NUMBER.fullmatch(number) or not _NUMBER.fullmatch(starts_ms):
            raise ValueError
        starts_at = datetime.fromtimestamp(int(starts_ms) / 1000, UTC)
        sort = Recording.Sort(metadata.get("sort", Recording.Sort.LESSON))
        if sort not in FILMS or not 1 <= int(number) <= parts.MOST_PARTS:
            raise ValueError
        film = uuid.UUID(metadata["film"])
        sealed_as = uuid.UUID(metadata["sealed_as"]) if "sealed_as" in metadata else None
    except (KeyError, ValueError, OverflowError, OSError):
        raise Refused(400, _("What came with the film cannot be read.")) from None
    now = timezone.now()
    if starts_at > now + MOST_AHEAD:
        starts_at = now
    return Told(film, sort, int(number), starts_at, metadata.get("picture") != "0", sealed_as)


def begin_part(person: Person, strand: Strand, metadata: Mapping[str, str]) -> Upload:
    """A part's upload; the same one when it is asked for again. Raises Http404, Refused."""
    doors.check(person, Act.BRING, Kind.FILM, strand)
    this = told(metadata)
    if this.sort == Recording.Sort.REHEARSAL and person.pk != strand.coachee.pk:
        doors.nothing_here()
    if this.sealed_as is not None and not _was_deleted_by_its_owner(person, strand, this.sealed_as):
        doors.nothing_here()
    if store.room_left() < uploads.ROOM_TO_SPARE_BYTES:
        raise Refused(507, uploads.no_room())
    for _again in range(TRIES):
        try:
            with transaction.atomic():
                film = _film(person, strand, this)
                return _going_on(person, film, this) or _begun(person, film, this)
        except IntegrityError:
            continue
        except store.Full:
            raise Refused(507, uploads.no_room()) from None
        except store.Away:
            raise Refused(503, uploads.store_away()) from None
        except keystore.KeyGone:
            raise Refused(410, deleted()) from None
    raise Refused(423, _("This film is being sent from another place at this moment."))


def _was_deleted_by_its_owner(person: Person, strand: Strand, film: uuid.UUID) -> bool:
    """Only the owner keeps what was filmed before they deleted it: whoever filmed for them has nothing to keep."""
    gone = Recording.objects.filter(code=film, strand=strand, owner=person, state=Recording.State.DELETED)
    return gone.exists()


def _film(person: Person, strand: Strand, this: Told) -> Recording:
    film = Recording.objects.select_for_update().filter(code=this.film).first()
    if film is None:
        if keystore.is_destroyed(f"recording:{this.film}"):
            raise Refused(410, deleted())
        return _first_of(person, strand, this)
    found = film_by(person, strand, this.film)
    if found is None or found.sort != this.sort:
        doors.nothing_here()
    if found.state == Recording.State.DELETED:
        raise Refused(410, deleted())
    return found


def deleted() -> str:
    return _("This film was deleted.")


def _first_of(person: Person, strand: Strand, this: Told) -> Recording:
    """Whoever holds the camera: the film is the coachee's. A cycle at rest takes what was filmed before."""
    is_lesson = this.sort == Recording.Sort.LESSON
    if is_lesson:
        lesson.may_begin(strand)
    film = Recording.objects.create(
        code=this.film,
        strand=strand,
        sort=this.sort,
        owner=strand.coachee,
        # A second microphone that is quicker than the camera does not become the film.
        angle=lesson.free_angle(strand, first=0 if this.with_picture else 1) if is_lesson else 0,
        begins_at=this.starts_at,
        # A dummy run is gone after a day, by its own rule.
        delete_on=lesson.last_day(strand) if is_lesson else None,
    )
    audit.did("began", Kind.FILM, film.code, person.code, filmed=True)
    return film


def _going_on(person: Person, film: Recording, this: Told) -> Upload | None:
    part = Part.objects.filter(recording=film, number=this.number).first()
    if part is None:
        return None
    upload = parts.upload_of(part)
    if upload is None:
        raise Refused(409, _("This film has arrived."))
    if upload.by_id != person.pk:
        raise Refused(409, _("This part is being sent from another device."))
    return upload


def _begun(person: Person, film: Recording, this: Told) -> Upload:
    if film.state != Recording.State.SENDING:
        if film.parts.filter(rendition__isnull=True).exists():
            raise Refused(409, _("This film has arrived."))
        take_up_again(film)
    if film.parts_in_all is not None and this.number > film.parts_in_all:
        # It goes on after all: until the device has said anew how many there are, it is not whole.
        Recording.objects.filter(pk=film.pk).update(parts_in_all=None)
    upload = uploads.receive(film, person, None, store.CHUNK_BYTES)
    try:
        with transaction.atomic():
            Part.objects.create(
                recording=film,
                number=this.number,
                rendition=upload.rendition,
                starts_at=this.starts_at,
                sealed_as=this.sealed_as,
            )
            _begins_with_its_first_part(film)
    except BaseException:
        store.delete(upload.rendition.name)
        raise
    return upload


def _begins_with_its_first_part(film: Recording) -> None:
    first = film.parts.order_by("number").first()
    if first is not None and film.begins_at != first.starts_at and film.state == Recording.State.SENDING:
        Recording.objects.filter(pk=film.pk).update(begins_at=first.starts_at)


def take_up_again(film: Recording) -> None:
    """A device came back after its film had been made ready of what there was: wait for the rest.

    What can be watched meanwhile stays; the next preparing replaces it. That nobody can be recognised was said of
    what there was, not of what comes now.
    """
    resting = [Recording.State.PREPARING, Recording.State.READY, Recording.State.FAILED]
    Recording.objects.filter(pk=film.pk, state__in=resting).update(
        state=Recording.State.SENDING, problem="", attempt=F("attempt") + 1, covered_at=None
    )
    kept_early = Upload.objects.filter(recording=film, finished_at__isnull=False, length__isnull=True)
    kept_early.update(finished_at=None, ends_at=upload_end())
    film.refresh_from_db(fields=["state", "attempt", "covered_at"])


def go_on_with(upload: Upload) -> None:
    """More bytes come for a part that had been kept as far as it had come."""
    if upload.finished_at is not None and upload.length is None:
        with transaction.atomic():
            take_up_again(Recording.objects.select_for_update().get(pk=upload.recording_id))
        upload.refresh_from_db(fields=["finished_at", "ends_at"])


class NotReadable(ValueError):
    """What a device says of its pauses or parts is not of the agreed form."""


def checked_ended(said: Any) -> tuple[int, dict[int, list[list[int]]]]:
    """``{"parts": 2, "pauses": {"1": [[at_ms, for_ms], ...]}}``. Raises NotReadable."""
    if not isinstance(said, dict):
        raise NotReadable
    number, pauses = said.get("parts"), said.get("pauses", {})
    if type(number) is not int or not 1 <= number <= parts.MOST_PARTS or not isinstance(pauses, dict):
        raise NotReadable
    found = {}
    for key, stretches in pauses.items():
        if not _NUMBER.fullmatch(str(key)) or not isinstance(stretches, list) or len(stretches) > 1000:
            raise NotReadable
        found[int(key)] = sorted(_checked_pause(one) for one in stretches)
    return number, found


def _checked_pause(one: Any) -> list[int]:
    right = isinstance(one, list) and len(one) == 2 and all(type(ms) is int for ms in one)
    if not right or not all(0 <= ms < 10**9 for ms in one):
        raise NotReadable
    return [one[0], one[1]]


@transaction.atomic
def ended(film: Recording, parts_in_all: int, pauses: Mapping[int, Sequence[Sequence[int]]]) -> None:
    """The device has stopped: so many parts there are. Said twice, or late, it changes nothing."""
    found = Recording.objects.select_for_update().get(pk=film.pk)
    if found.state == Recording.State.DELETED:
        return
    begun = list(found.parts.all())
    # What has begun to arrive is there, whatever a device remembers.
    highest = max((part.number for part in begun), default=0)
    found.parts_in_all = max(parts_in_all, highest, found.parts_in_all or 0)
    found.save(update_fields=["parts_in_all"])
    for part in begun:
        if part.number in pauses:
            part.pauses = [list(one) for one in pauses[part.number]]
            part.save(update_fields=["pauses"])
    if parts.all_have_come(found):
        uploads.prepare_next(found)


def keep_what_came(film: Recording) -> bool:
    """Make the film of what has arrived. Its device may still come back with the rest.

    False where nothing had, or where it is no filming on its way. Raises store.Busy while somebody sends.
    """
    if film.state != Recording.State.SENDING or not parts.is_filmed_here(film):
        return False
    for upload in Upload.objects.filter(recording=film, finished_at__isnull=True).select_related("rendition"):
        upload.recording = film
        if upload.offset:
            try:
                uploads.finish_as_it_is(upload, whole=upload.is_whole)
            except uploads.Overtaken:
                continue
    with transaction.atomic():
        found = Recording.objects.select_for_update().get(pk=film.pk)
        empty = Upload.objects.filter(recording=found, finished_at__isnull=True)
        if empty.filter(offset__gt=0).exists():
            # Its device has come back at this very moment.
            raise store.Busy
        renditions.drop(Rendition.objects.filter(pk__in=empty.values("rendition")))
        found.parts.filter(rendition__isnull=True).delete()
        if not found.parts.exists():
            _forget(found)
            return False
        if not parts.all_have_come(found):
            Recording.objects.filter(pk=found.pk).update(parts_in_all=None)
        uploads.prepare_next(found)
    return True


def _forget(film: Recording) -> None:
    """Nothing ever came: the device that has it all finds it unknown, and begins anew."""
    store.delete_all(film.code)
    audit.did("forgot", Kind.FILM, film.code)
    film.delete()


def state_for(person: Person, strand: Strand, code: uuid.UUID) -> dict[str, Any]:
    """What a device may know of the film it made: nothing of what is in it. Raises Http404.

    "unknown": begin anew from the first byte. "safe" and "deleted": its own copy is not needed any more.
    """
    film = film_by(person, strand, code)
    if film is None:
        gone = keystore.is_destroyed(f"recording:{code}")
        return {"state": "deleted" if gone else "unknown", "parts": {}}
    if film.state == Recording.State.DELETED:
        return {"state": "deleted", "parts": {}}
    mine = {str(part.number): _part_state(part) for part in film.parts.all() if _is_by(part, person)}
    return {"state": "safe" if parts.all_have_come(film) else "open", "parts": mine}


def film_by(person: Person, strand: Strand, code: uuid.UUID) -> Recording | None:
    """A film that this person's device made here, also when it is deleted; None where it was never heard of.

    Raises Http404 for what others made. Asks no right.
    """
    film = Recording.objects.defer(*WORDS).filter(code=code).first()
    if film is None or (film.state == Recording.State.DELETED and film.strand_id == strand.pk):
        return film
    if film.strand_id != strand.pk or film.sort not in FILMS or not parts.is_filmed_here(film):
        doors.nothing_here()
    if film.owner_id != person.pk and not _has_sent(person, film):
        doors.nothing_here()
    return film


def _has_sent(person: Person, film: Recording) -> bool:
    if Upload.objects.filter(recording=film, by=person).exists():
        return True
    # What was sent goes once the film is made. A device that was off until then still asks what became of its own.
    return any(deed.act == "began" and deed.by == person.code for deed in audit.deeds(film.code))


def _is_by(part: Part, person: Person) -> bool:
    upload = parts.upload_of(part)
    return upload is not None and upload.by_id == person.pk


def _part_state(part: Part) -> dict[str, Any]:
    upload = parts.upload_of(part)
    assert upload is not None
    return {
        "upload": reverse("recordings:upload", args=[upload.code]),
        "arrived": upload.offset,
        "finished": parts.has_come(part),
    }


def note_parts(film: Recording, lengths: Sequence[tuple[int, int]]) -> None:
    """How long each part is in the joined film and where it begins there: (duration ms, film start ms), in order."""
    for part, (duration_ms, start_ms) in zip(film.parts.order_by("number"), lengths, strict=True):
        Part.objects.filter(pk=part.pk).update(duration_ms=duration_ms, film_start_ms=start_ms)

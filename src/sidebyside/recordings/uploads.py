"""Bytes on their way in: an upload is begun, taken in chunk by chunk, finished or given up."""

import base64
import contextlib
import hashlib
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sidebyside import jobs
from sidebyside.jobs import Owed
from sidebyside.people.models import Person
from sidebyside.programme.models import Strand
from sidebyside.recordings import parts, renditions, sorts, store, straight
from sidebyside.recordings.models import Recording, Rendition, Upload, upload_end
from sidebyside.recordings.sorts import Refused
from sidebyside.recordings.words import size_in_words
from sidebyside.trust import keystore

READ_BYTES = 256 * 1024
ACKNOWLEDGE_EVERY_S = 1.0
# Kept free for the database, and for the prepared film beside the one that was sent.
ROOM_TO_SPARE_BYTES = 256 * 1024 * 1024
CHECKSUMS: dict[str, Callable[[], "hashlib._Hash"]] = {
    "sha1": lambda: hashlib.sha1(usedforsecurity=False),
    "sha256": hashlib.sha256,
}


class Overtaken(Exception):
    """Another request writes to this upload, or it was given up meanwhile."""


class WrongOffset(Exception):
    """The bytes do not begin where the stored ones end."""


class WrongChecksum(Exception):
    """The bytes are not those that were promised; none of them are kept."""


class CutOff(Exception):
    """The other side went away; whole chunks are kept."""


def largest() -> int:
    return int(settings.SIDEBYSIDE["LARGEST_FILM_BYTES"])


def begin(
    person: Person, strand: Strand, sort: sorts.Sort, length: int | None, metadata: Mapping[str, str]
) -> Upload:
    """Raises Http404, Refused."""
    _check_length(length)
    if (length or 0) + ROOM_TO_SPARE_BYTES > store.room_left():
        raise Refused(507, no_room())
    recording: Recording | None = None
    try:
        with transaction.atomic():
            recording = sort.begin(person, strand, metadata)
            return receive(recording, person, length, sort.chunk_bytes)
    except BaseException as error:
        if recording is not None:
            keystore.destroy(f"recording:{recording.code}")
            with contextlib.suppress(store.Away):
                store.delete_all(recording.code)
        if isinstance(error, store.Full):
            raise Refused(507, no_room()) from None
        if isinstance(error, store.Away):
            raise Refused(503, store_away()) from None
        raise


def receive(recording: Recording, by: Person, length: int | None, chunk_bytes: int) -> Upload:
    """A place for bytes that are on their way. Raises store.Full, keystore.KeyGone."""
    rendition = Rendition.objects.create(
        recording=recording,
        role=Rendition.Role.SOURCE,
        attempt=recording.attempt,
        name=store.new_name(recording.code),
        media_type="application/octet-stream",
    )
    store.create(renditions.place(rendition), chunk_bytes).close()
    return Upload.objects.create(recording=recording, by=by, rendition=rendition, length=length)


def _check_length(length: int | None) -> None:
    if length == 0:
        raise Refused(
            400, _("This file is empty. Look whether the camera has saved the film, then choose it again.")
        )
    if length is not None and length > largest():
        raise Refused(413, too_large())


def too_large() -> str:
    return _("A film may be %(size)s at most. Cut it to the lesson, then choose it again.") % {
        "size": size_in_words(largest())
    }


def no_room() -> str:
    return _(
        "There is no room left on the server just now. What has arrived is kept. "
        "Tell the person who runs it, then try again."
    )


def store_away() -> str:
    return _(
        "The place where films are kept does not answer just now. What has arrived is kept, and it goes on by "
        "itself when it is back."
    )


@dataclass(frozen=True)
class Body:
    """What one PATCH brings: where it begins, how long it says it is, and how to read it (b"" at its end)."""

    offset: int
    length: int
    read: straight.Read
    checksum: tuple[str, bytes] | None = None


def take_in(upload: Upload, body: Body, still_allowed: Callable[[], None]) -> int:
    """Store what comes; the answer is the new offset. Acknowledged bytes are on the disk.

    Raises store.Busy, store.Full, store.Away, WrongOffset, WrongChecksum, CutOff, Overtaken, live.LetOut.
    """
    me = uuid.uuid4()

    def claimed_offset() -> int:
        if not Upload.objects.filter(pk=upload.pk).update(writer=me, ends_at=upload_end()):
            raise Overtaken
        upload.refresh_from_db(fields=["offset", "finished_at"])
        if upload.finished_at is not None or upload.offset != body.offset:
            raise WrongOffset
        return upload.offset

    try:
        opened = _opened(upload, claimed_offset, me)
    except store.Shorter as shorter:
        if upload.recording.sort == Recording.Sort.TALK:
            raise
        # The sender of a film has all of it still, and is told from where.
        Upload.objects.filter(pk=upload.pk, writer=me).update(offset=shorter.there)
        upload.offset = shorter.there
        raise WrongOffset from None
    with opened as writer:
        return _Taking(upload, body, writer, me).run(still_allowed)


def _opened(upload: Upload, claimed_offset: Callable[[], int], me: uuid.UUID) -> store.Writer:
    def still_mine() -> None:
        if not Upload.objects.filter(pk=upload.pk, writer=me).exists():
            raise Overtaken

    return store.append_to(renditions.place(upload.rendition), claimed_offset, still_mine)


class _Taking:
    def __init__(self, upload: Upload, body: Body, writer: store.Writer, me: uuid.UUID) -> None:
        self._upload, self._body, self._writer, self._me = upload, body, writer, me
        self._hash = CHECKSUMS[body.checksum[0]]() if body.checksum else None
        self._acknowledged_at = time.monotonic()

    def run(self, still_allowed: Callable[[], None]) -> int:
        try:
            whole = self._read_all(still_allowed)
        except BaseException:
            self._keep_whole_chunks()
            raise
        if not whole:
            self._keep_whole_chunks()
            raise CutOff
        if self._hash is not None and self._body.checksum and self._hash.digest() != self._body.checksum[1]:
            self._writer.fall_back(self._body.offset)
            raise WrongChecksum
        if self._writer.size == self._upload.length:
            return self._finish()
        return self._acknowledge()

    def _read_all(self, still_allowed: Callable[[], None]) -> bool:
        left = self._body.length
        while left:
            block = self._body.read(min(left, READ_BYTES))
            if not block:
                return False
            left -= len(block)
            if self._hash is not None:
                self._hash.update(block)
            self._writer.append(block)
            still_allowed()
            self._acknowledge_now_and_then()
        return True

    def _acknowledge_now_and_then(self) -> None:
        # What a checksum speaks for is not acknowledged before all of it has come.
        due = time.monotonic() - self._acknowledged_at >= ACKNOWLEDGE_EVERY_S
        if due and self._hash is None and self._writer.stored > self._upload.offset:
            self._acknowledge()

    def _acknowledge(self) -> int:
        stored = self._writer.sync()
        mine = Upload.objects.filter(pk=self._upload.pk, writer=self._me)
        if not mine.update(offset=stored, ends_at=upload_end()):
            raise Overtaken
        self._upload.offset = stored
        self._acknowledged_at = time.monotonic()
        return stored

    def _keep_whole_chunks(self) -> None:
        if self._hash is None and self._writer.stored > self._upload.offset:
            self._acknowledge()

    def _finish(self) -> int:
        size = self._writer.seal()
        finish(self._upload, size, self._me)
        return size


def finish(upload: Upload, size: int, writer: uuid.UUID, *, whole: bool = True) -> None:
    """The last byte is on the disk: the recording is looked at next, or waits for its other parts."""
    with transaction.atomic():
        # Its last part and the word that there are no more may arrive at the same moment.
        recording = Recording.objects.select_for_update().get(pk=upload.recording_id)
        done = Upload.objects.filter(pk=upload.pk, writer=writer, finished_at__isnull=True).update(
            offset=size, length=size if whole else None, finished_at=timezone.now()
        )
        if not done:
            raise Overtaken
        Rendition.objects.filter(pk=upload.rendition_id).update(size=size)
        if not parts.is_filmed_here(recording) or parts.all_have_come(recording):
            prepare_next(recording)


def prepare_next(recording: Recording) -> None:
    """Nothing more is waited for. ``recording`` as it is in the database now."""
    if Recording.objects.filter(pk=recording.pk, state=Recording.State.SENDING).update(
        state=Recording.State.PREPARING
    ):
        jobs.ask("look_at_film", Owed(str(recording.code), recording.attempt))


def finish_as_it_is(upload: Upload, *, whole: bool = True) -> None:
    """End an upload with what has arrived: a talk whose recorder went away keeps what it has, and a film of which
    every byte came is whole. Not ``whole``: its device may still come back with the rest of it.

    Raises store.Busy while somebody still sends, Overtaken where it has ended, store.Missing and KeyGone where it
    was given up.
    """
    me = uuid.uuid4()

    def claimed_offset() -> int:
        if not Upload.objects.filter(pk=upload.pk, finished_at__isnull=True).update(writer=me):
            raise Overtaken
        upload.refresh_from_db(fields=["offset"])
        return upload.offset

    with _opened(upload, claimed_offset, me) as writer:
        finish(upload, writer.seal(), me, whole=whole)


def parsed_checksum(header: str) -> tuple[str, bytes]:
    """``sha1 <base64>`` as tus writes it. Raises ValueError."""
    algorithm, _space, digest = header.partition(" ")
    if algorithm not in CHECKSUMS:
        raise ValueError(algorithm)
    return algorithm, base64.b64decode(digest, validate=True)

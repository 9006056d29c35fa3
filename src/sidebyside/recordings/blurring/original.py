"""What was filmed, apart from what is shown: read by the blurring only, and destroyed where its owner says so."""

import contextlib
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from sidebyside import jobs
from sidebyside.jobs import Owed
from sidebyside.people.models import Person
from sidebyside.recordings import parts, store
from sidebyside.recordings.blurring.forgetting import forget_what_was_found
from sidebyside.recordings.blurring.models import Blurring
from sidebyside.recordings.models import Extract, Recording, Rendition, Upload
from sidebyside.trust import audit, keystore, wiping
from sidebyside.trust.keystore import KeyGone
from sidebyside.trust.policy import Kind
from sidebyside.trust.sealed import Ciphertext

FINISH_ORIGINAL = "finish_original"
ROLES = (Rendition.Role.FILM, Rendition.Role.INDEXED, Rendition.Role.SOURCE)


def filmed(recording: Recording) -> Rendition | None:
    """The film as it was filmed, whatever is shown of it; None once it is destroyed."""
    if recording.original_gone_at is not None:
        return None
    rows = {
        one.role: one
        for one in recording.renditions.filter(
            role__in=ROLES, blurred=False, published_at__isnull=False, extract__isnull=True
        )
    }
    return next((rows[role] for role in ROLES if role in rows), None)


LOOKED_AFTER = timedelta(days=7)


class NotYet(Exception):
    """The blurred film must be made and looked through first."""


class StillComing(Exception):
    """A device may still bring more of the film, which would lie under the key that is to be destroyed."""


def destroy_original(recording: Recording, by: Person) -> dict[str, int]:
    """Leave the blurred film alone: key, files and all that was found in what was filmed. The answer is what is
    left: noughts. Safe to repeat. Raises NotYet, StillComing.
    """
    with transaction.atomic():
        row = Recording.objects.select_for_update().get(pk=recording.pk)
        if row.state != Recording.State.READY or not row.shows_blurred or row.blur_waits:
            raise NotYet
        if row.looked_through_at is None:
            raise NotYet
        if parts.is_filmed_here(row) and not parts.all_have_come(row):
            raise StillComing
        if row.original_gone_at is None:
            _go_over(row)
            audit.did("destroyed the original", Kind.FILM, row.code, by.code)
    return finish(row)


def _go_over(row: Recording) -> None:
    """The film's few words are sealed anew under the key that stays; the rows of what was filmed go."""
    words = row.file_name, row.called
    extracts = [(one, one.words) for one in Extract.objects.filter(recording=row)]
    row.original_gone_at = timezone.now()
    row.file_name, row.called = words
    row.save(update_fields=["original_gone_at", "file_name", "called"])
    for extract, said in extracts:
        extract.recording, extract.words = row, said
        extract.save(update_fields=["words"])
    Upload.objects.filter(recording=row).delete()
    Rendition.objects.filter(recording=row, blurred=False).delete()
    forget_what_was_found(row)
    Blurring.objects.filter(recording=row).update(looking=Blurring.Work.NONE, changed=False)


def finish(row: Recording) -> dict[str, int]:
    """The key first: what a kill leaves of the files is unreadable until the sweep comes for it."""
    keystore.destroy(f"recording:{row.code}")
    wiping.fold_in()
    with contextlib.suppress(store.Away):
        store.delete_all(row.code)
    return left_of_original(row)


def left_of_original(row: Recording) -> dict[str, int]:
    try:
        files = len(store.names(row.code))
    except store.Away:
        files = 1
    rows = Rendition.objects.filter(recording=row, blurred=False).count()
    return {
        "files": files,
        "renditions": rows,
        "keys": 0 if keystore.is_destroyed(f"recording:{row.code}") else 1,
    }


def half_destroyed() -> list[Recording]:
    """A kill came between the row and the key or the files; or a database was put back from before."""
    without_key = keystore.destroyed("recording:")
    rows = Recording.objects.filter(shows_blurred=True).exclude(state=Recording.State.DELETED)
    found = []
    for row in rows.defer("file_name", "called"):
        gone = f"recording:{row.code}" in without_key
        if gone != (row.original_gone_at is not None) or (gone and _files_left(row)):
            found.append(row)
    return found


def _files_left(row: Recording) -> bool:
    if row.original_gone_at is None or row.original_gone_at < timezone.now() - LOOKED_AFTER:
        return False
    try:
        return bool(store.names(row.code))
    except store.Away:
        return False


def finish_destroying(row: Recording) -> None:
    """Words that were sealed under a key that is gone are lost with it, as they are where a film is deleted."""
    if row.original_gone_at is None:
        with transaction.atomic():
            fresh = Recording.objects.select_for_update().get(pk=row.pk)
            try:
                _go_over(fresh)
            except KeyGone:
                _wipe_words(fresh)
                row = fresh = Recording.objects.select_for_update().get(pk=row.pk)
                _go_over(fresh)
    finish(row)


def _wipe_words(row: Recording) -> None:
    Recording.objects.filter(pk=row.pk).update(file_name=Ciphertext(), called=Ciphertext())
    Extract.objects.filter(recording=row).update(words=Ciphertext())


def _owed_now() -> Iterable[Owed]:
    # What failed is tried again the next day.
    return [Owed(str(one.code), timezone.now().toordinal()) for one in half_destroyed()]


def finish_original(code: str, _attempt: int) -> None:
    for one in half_destroyed():
        if str(one.code) == code:
            finish_destroying(one)


def _tell_nobody(_owed: Owed, _word: str) -> None:
    """It stays owed."""


def register() -> None:
    quick = jobs.Queue.QUICK
    jobs.register(jobs.Kind(FINISH_ORIGINAL, quick, (finish_original,), _owed_now, _tell_nobody))

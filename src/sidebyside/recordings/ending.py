"""What ends by itself: uploads left too long, films whose day has come, files that nothing needs any more."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from sidebyside import jobs
from sidebyside.jobs import Owed
from sidebyside.recordings import renditions, uploads
from sidebyside.recordings.access import recordings
from sidebyside.recordings.deleting import delete_film, destroy, give_up
from sidebyside.recordings.models import Recording, Rendition, Upload
from sidebyside.trust import audit
from sidebyside.trust.policy import Kind

SWEEP, END, TIDY = "sweep_upload", "end_recording", "tidy_recording"
# Somebody may be watching what was sent while the prepared film takes its place.
KEEP_SOURCE = timedelta(hours=6)


def _today() -> int:
    """The attempt of work that nobody but the sweep asks for: what failed is tried again the next day."""
    return timezone.now().toordinal()


def _left_too_long() -> Iterable[Owed]:
    rows = Upload.objects.filter(finished_at__isnull=True, ends_at__lte=timezone.now())
    return [Owed(str(code), _today()) for code in rows.values_list("code", flat=True)]


def sweep(code: str, _attempt: int) -> None:
    upload = Upload.objects.filter(code=code, finished_at__isnull=True, ends_at__lte=timezone.now())
    found = upload.select_related("recording__strand", "rendition", "by").first()
    if found is None:
        return
    if found.length is None and found.offset:
        # The recorder of a talk went away: what it had sent is worth keeping.
        uploads.finish_as_it_is(found)
    else:
        give_up(found)


def _whose_day_has_come() -> Iterable[Owed]:
    rows = Recording.objects.filter(delete_on__lte=timezone.localdate())
    rows = rows.exclude(state=Recording.State.DELETED)
    return [Owed(str(code), _today()) for code in rows.values_list("code", flat=True)]


def end(code: str, _attempt: int) -> None:
    recording = recordings().filter(code=code, delete_on__lte=timezone.localdate()).first()
    if recording is None or recording.state == Recording.State.DELETED:
        return
    if recording.sort == Recording.Sort.LESSON:
        delete_film(recording, None)
    else:
        destroy(recording.code)
        audit.did("deleted", Kind.TALK, recording.code)


def _untidy() -> Iterable[Owed]:
    """Films that are ready and still keep what was sent beside what is played."""
    replaced = Q(role=Rendition.Role.FILM, published_at__lte=timezone.now() - KEEP_SOURCE)
    played = Rendition.objects.filter(replaced, recording__state=Recording.State.READY)
    kept = Rendition.objects.filter(role=Rendition.Role.SOURCE, recording__in=played.values("recording"))
    return [Owed(str(code), _today()) for code in kept.values_list("recording__code", flat=True).distinct()]


def tidy(code: str, _attempt: int) -> None:
    recording = Recording.objects.filter(code=code, state=Recording.State.READY).first()
    if recording is None:
        return
    renditions.drop(recording.renditions.filter(role=Rendition.Role.SOURCE))


def _tell_nobody(_owed: Owed, _word: str) -> None:
    """It stays owed, under tomorrow's attempt."""


def register() -> None:
    quick = jobs.Queue.QUICK
    jobs.register(jobs.Kind(SWEEP, quick, (sweep,), _left_too_long, _tell_nobody))
    jobs.register(jobs.Kind(END, quick, (end,), _whose_day_has_come, _tell_nobody))
    jobs.register(jobs.Kind(TIDY, quick, (tidy,), _untidy, _tell_nobody))

"""What ends by itself: uploads left too long, films whose day has come, files that nothing needs any more."""

import uuid
from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from sidebyside import jobs
from sidebyside.jobs import Owed
from sidebyside.recordings import filming, parts, renditions, store, uploads
from sidebyside.recordings.access import recordings
from sidebyside.recordings.deleting import delete_film, destroy, give_up
from sidebyside.recordings.keeping import notices
from sidebyside.recordings.models import Recording, Rendition, Upload, blurred_code, upload_end
from sidebyside.recordings.rehearsal import LIVES as REHEARSAL_LIVES
from sidebyside.recordings.standing import FILMS
from sidebyside.trust import audit, keystore
from sidebyside.trust.policy import Kind

VIEWED, BEFORE = "end_viewing", "take_in_happenings"
SWEEP, END, FINISH, TIDY = "sweep_upload", "end_recording", "finish_deleting", "tidy_recording"
KEEP = "keep_filming"
# Somebody may be watching what was sent while the prepared film takes its place.
KEEP_SOURCE = timedelta(hours=6)
REPLACED = (Rendition.Role.SOURCE, Rendition.Role.INDEXED)
# Whoever deletes or sends at this moment gets there alone.
AT_WORK = timedelta(minutes=1)
# Longer than the backups of the key store live, out of which a key could come back.
LOOKED_AFTER = timedelta(days=40)


def _today() -> int:
    """The attempt of work that nobody but the sweep asks for: what failed is tried again the next day."""
    return timezone.now().toordinal()


def _to_sweep() -> QuerySet[Upload]:
    # Parts of what a browser films are looked after together: what came of them is kept.
    left_too_long = Q(ends_at__lte=timezone.now(), rendition__part__isnull=True)
    # All of it came, and the server was killed before it could say so.
    whole = Q(offset=F("length"), ends_at__lte=upload_end() - AT_WORK)
    return Upload.objects.filter(left_too_long | whole, finished_at__isnull=True)


def _uploads_to_sweep() -> Iterable[Owed]:
    return [Owed(str(code), _today()) for code in _to_sweep().values_list("code", flat=True)]


def sweep(code: str, _attempt: int) -> None:
    upload = _to_sweep().filter(code=code).select_related("recording__strand", "rendition", "by").first()
    if upload is None:
        return
    # Where the recorder of a talk went away, what it had sent is worth keeping; half a film is not.
    is_talk = upload.recording.sort == Recording.Sort.TALK
    if upload.is_whole or (is_talk and upload.offset):
        uploads.finish_as_it_is(upload)
    else:
        give_up(upload)


def _left_filming() -> QuerySet[Recording]:
    """Filmed in the browser, and its device has not been heard of for as long as an upload is kept."""
    lately = Upload.objects.filter(recording=OuterRef("pk"), ends_at__gt=timezone.now())
    filmed = Recording.objects.filter(state=Recording.State.SENDING, parts__isnull=False)
    return filmed.filter(~Exists(lately)).distinct()


def _filmings_to_keep() -> Iterable[Owed]:
    return [Owed(str(code), _today()) for code in _left_filming().values_list("code", flat=True)]


def keep(code: str, _attempt: int) -> None:
    film = _left_filming().filter(code=code).first()
    if film is not None:
        filming.keep_what_came(film)


def _whose_day_is_over() -> list[uuid.UUID]:
    """A recording lives through its last day, on the clock of its school, and a week after its people were told."""
    # Nobody loses a film without a week's notice, wherever the server or its clock has been meanwhile.
    return [*notices.told_in_time(notices.over()), *_tried_out()]


def _tried_out() -> list[uuid.UUID]:
    """Dummy runs that have been there for a day."""
    rows = Recording.objects.filter(
        sort=Recording.Sort.REHEARSAL, made_at__lte=timezone.now() - REHEARSAL_LIVES
    )
    return list(rows.exclude(state=Recording.State.DELETED).values_list("code", flat=True))


def _to_end() -> Iterable[Owed]:
    return [Owed(str(code), _today()) for code in _whose_day_is_over()]


def end(code: str, _attempt: int) -> None:
    if uuid.UUID(code) in _whose_day_is_over():
        delete(code)


def delete(code: str) -> None:
    recording = recordings().filter(code=code).first()
    if recording is None:
        return
    if recording.sort in FILMS:
        delete_film(recording, None)
    else:
        destroy(recording.code)
        audit.did("deleted", Kind.TALK, recording.code)


def _half_deleted() -> list[uuid.UUID]:
    """Deleted, and something is left: a kill came between. Or the key is destroyed and the row does not know:
    the database was put back from a backup."""
    now, without_key = timezone.now(), keystore.destroyed("recording:")
    there = Recording.objects.exclude(state=Recording.State.DELETED).values_list("code", "shows_blurred")
    found = [code for code, blurred in there if is_keyless(code, blurred, without_key)]
    rows = Recording.objects.filter(
        state=Recording.State.DELETED, deleted_at__range=(now - LOOKED_AFTER, now - AT_WORK)
    ).values_list("code", flat=True)
    unsaid = _without_a_word(rows)
    return found + [code for code in rows if code in unsaid or _is_something_left(code, without_key)]


def _without_a_word(rows: QuerySet[Recording, uuid.UUID]) -> set[uuid.UUID]:
    """Films whose deletion was cut short before it was noted and before the next film could take the place."""
    films = set(rows.filter(sort__in=FILMS))
    return films - audit.noted(films, ("deleted", "gave up"))


def is_keyless(code: uuid.UUID, shows_blurred: bool, without_key: set[str]) -> bool:
    """Whether the key of what is shown of a recording is destroyed; an original may go before its blurred film."""
    return f"recording:{blurred_code(code) if shows_blurred else code}" in without_key


def _is_something_left(code: uuid.UUID, without_key: set[str]) -> bool:
    is_open = f"recording:{code}" not in without_key
    return is_open or any(store.names(one) for one in (code, blurred_code(code)))


def _to_finish() -> Iterable[Owed]:
    return [Owed(str(code), _today()) for code in _half_deleted()]


def finish_deleting(code: str, _attempt: int) -> None:
    if uuid.UUID(code) in _half_deleted():
        delete(code)


def _viewings_to_end() -> Iterable[Owed]:
    codes = audit.to_end().values_list("viewing", flat=True).distinct()
    return [Owed(str(code), _today()) for code in codes]


def end_viewing(code: str, _attempt: int) -> None:
    audit.end(uuid.UUID(code))


def _happened_before() -> set[uuid.UUID]:
    """Recordings of one person of which something is noted in no chain yet."""
    owned = Recording.objects.filter(owner__isnull=False).values("code")
    viewings, deeds = audit.of_before()
    found = set(viewings.filter(recording__in=owned).values_list("recording", flat=True))
    return found | set(deeds.filter(object__in=owned).values_list("object", flat=True))


def _to_take_in() -> Iterable[Owed]:
    return [Owed(str(code), _today()) for code in _happened_before()]


def take_in_happenings(code: str, _attempt: int) -> None:
    audit.take_in(uuid.UUID(code))


def _untidy() -> Iterable[Owed]:
    """Films that are ready and still keep what was sent beside what is played."""
    # A blurred film takes the place of nothing that was filmed.
    replaced = Q(role=Rendition.Role.FILM, blurred=False, published_at__lte=timezone.now() - KEEP_SOURCE)
    played = Rendition.objects.filter(replaced, recording__state=Recording.State.READY)
    kept = _replaced().filter(recording__in=played.values("recording"))
    # A device that has not said that this was all may still come with the rest, to be joined to what it sent.
    kept = kept.exclude(part__isnull=False, recording__parts_in_all__isnull=True)
    return [Owed(str(code), _today()) for code in kept.values_list("recording__code", flat=True).distinct()]


def tidy(code: str, _attempt: int) -> None:
    recording = Recording.objects.filter(code=code, state=Recording.State.READY).first()
    if recording is None or (parts.is_filmed_here(recording) and not parts.all_have_come(recording)):
        return
    renditions.drop(_replaced().filter(recording=recording))


def _replaced() -> QuerySet[Rendition]:
    """What a finished film takes the place of. A part of which nothing could be read is in no film: it stays."""
    return Rendition.objects.filter(role__in=REPLACED).exclude(part__duration_ms=0)


def _tell_nobody(_owed: Owed, _word: str) -> None:
    """It stays owed, under tomorrow's attempt."""


def register() -> None:
    quick = jobs.Queue.QUICK
    jobs.register(jobs.Kind(SWEEP, quick, (sweep,), _uploads_to_sweep, _tell_nobody))
    jobs.register(jobs.Kind(KEEP, quick, (keep,), _filmings_to_keep, _tell_nobody))
    jobs.register(jobs.Kind(END, quick, (end,), _to_end, _tell_nobody))
    jobs.register(jobs.Kind(FINISH, quick, (finish_deleting,), _to_finish, _tell_nobody))
    jobs.register(jobs.Kind(VIEWED, quick, (end_viewing,), _viewings_to_end, _tell_nobody))
    jobs.register(jobs.Kind(BEFORE, quick, (take_in_happenings,), _to_take_in, _tell_nobody))
    jobs.register(jobs.Kind(TIDY, quick, (tidy,), _untidy, _tell_nobody))

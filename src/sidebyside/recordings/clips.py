"""An extract that is offered alone: a file of its own that holds the stretch and not a frame more."""

from collections.abc import Iterable

from django.db.models import F, QuerySet

from sidebyside import jobs
from sidebyside.core.media.cut import cut_stream
from sidebyside.jobs import Owed
from sidebyside.recordings import renditions, store
from sidebyside.recordings.access import best_film, with_recording
from sidebyside.recordings.jobs import MP4, in_our_words
from sidebyside.recordings.models import Extract, Rendition

CUT = "cut_clip"


def offer(extract: Extract) -> None:
    """Let the clip be cut and shown under the share that is about to be given."""
    raised = Extract.objects.filter(pk=extract.pk, attempt=extract.attempt).update(
        is_offered=True, state=Extract.State.CUTTING, problem="", attempt=F("attempt") + 1
    )
    if raised:
        jobs.ask(CUT, Owed(str(extract.code), extract.attempt + 1))


def let_go(extract: Extract) -> None:
    """Not shown any more; the clip's bytes go, the pointer into the film stays its author's."""
    Extract.objects.filter(pk=extract.pk).update(
        is_offered=False, state=Extract.State.POINTED, problem="", attempt=F("attempt") + 1
    )
    renditions.drop(Rendition.objects.filter(extract=extract))


def owed_extract(code: str, attempt: int) -> QuerySet[Extract]:
    return Extract.objects.filter(code=code, attempt=attempt, state=Extract.State.CUTTING)


def owed_now() -> Iterable[Owed]:
    rows = Extract.objects.filter(state=Extract.State.CUTTING).values_list("code", "attempt")
    return [Owed(str(code), attempt) for code, attempt in rows]


def failed(owed: Owed, word: str) -> None:
    owed_extract(owed.code, owed.attempt).update(state=Extract.State.FAILED, problem=word)


def raise_attempt(owed: Owed) -> Owed | None:
    raised = owed_extract(owed.code, owed.attempt).update(attempt=F("attempt") + 1)
    return Owed(owed.code, owed.attempt + 1) if raised else None


def cut(code: str, attempt: int) -> None:
    in_our_words(lambda: _cut(code, attempt))


def _cut(code: str, attempt: int) -> None:
    owed = owed_extract(code, attempt)
    found = owed.first()
    if found is None:
        return
    extract = with_recording(found)
    film = best_film(extract.recording)
    if film is None:
        return
    film.recording = extract.recording
    sinks: list[renditions.Sink] = []

    def open_sink(_name: str) -> renditions.Sink:
        role = Rendition.Role.CLIP
        # Under the key of the film it is cut from, so that an original can be destroyed with all that shows it.
        rendition = renditions.begin(
            extract.recording, role, attempt, MP4, owed, extract, blurred=film.blurred
        )
        sinks.append(renditions.Sink(rendition, owed))
        return sinks[-1]

    try:
        with store.read(renditions.place(film)) as reader:
            cut_stream(reader, extract.start_ms, extract.end_ms, open_sink)
    finally:
        for sink in sinks:
            sink.abandon()
    if owed.update(state=Extract.State.READY, problem=""):
        stale = Rendition.objects.filter(extract=extract, published_at__isnull=True)
        renditions.drop(stale.filter(attempt__lte=attempt))


def try_again(extract: Extract) -> None:
    failed_one = Extract.objects.filter(pk=extract.pk, state=Extract.State.FAILED, attempt=extract.attempt)
    if failed_one.update(state=Extract.State.CUTTING, problem="", attempt=F("attempt") + 1):
        jobs.ask(CUT, Owed(str(extract.code), extract.attempt + 1))


def register() -> None:
    queue = jobs.Queue.FILMS
    jobs.register(jobs.Kind(CUT, queue, (cut,), owed_now, failed, raise_attempt))

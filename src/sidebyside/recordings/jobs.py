"""Background steps: look into what arrived, and prepare it. What was filmed in the browser is joined on the way."""

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from typing import Any

from django.db.models import F, QuerySet

from sidebyside import jobs
from sidebyside.core.media.chain import Chain
from sidebyside.core.media.errors import MediaError
from sidebyside.core.media.parts import OpenedPart, PartBroken, read_header
from sidebyside.core.media.prepare import prepare_parts, prepare_stream
from sidebyside.core.media.probe import probe_parts, probe_stream
from sidebyside.core.media.shapes import BinarySource, Prepared, Probe
from sidebyside.core.media.shapes import Kind as MediaKind
from sidebyside.jobs import Owed, StepFailed
from sidebyside.recordings import filming, lining_up, renditions, sorts, store
from sidebyside.recordings.access import best_film, recordings
from sidebyside.recordings.blurring import forgetting
from sidebyside.recordings.filming_key import private_key
from sidebyside.recordings.models import Part, Recording, Rendition
from sidebyside.trust.keystore import KeyGone

log = logging.getLogger(__name__)

LOOK, PREPARE = "look_at_film", "prepare_film"
AWAY_PAUSES_S = (1.0, 5.0, 15.0, *[60.0] * 60)
JPEG, JSON, MP4, M4A, WEBM = "image/jpeg", "application/json", "video/mp4", "audio/mp4", "video/webm"


def owed_recording(code: str, attempt: int) -> QuerySet[Recording]:
    return Recording.objects.filter(code=code, attempt=attempt, state=Recording.State.PREPARING)


def owed_now(*, looked: bool) -> Iterable[Owed]:
    rows = Recording.objects.filter(state=Recording.State.PREPARING)
    rows = rows.filter(looked_attempt=F("attempt")) if looked else rows.exclude(looked_attempt=F("attempt"))
    return [Owed(str(code), attempt) for code, attempt in rows.values_list("code", "attempt")]


def failed(owed: Owed, word: str) -> None:
    owed_recording(owed.code, owed.attempt).update(state=Recording.State.FAILED, problem=word)


def raise_attempt(owed: Owed) -> Owed | None:
    raised = owed_recording(owed.code, owed.attempt).update(attempt=F("attempt") + 1)
    return Owed(owed.code, owed.attempt + 1) if raised else None


def in_our_words(work: Callable[[], None]) -> None:
    """Run one step's work: what is wrong with a file, and what is over, are not faults of the program."""
    try:
        _when_films_can_be_reached(work)
    except MediaError as error:
        raise StepFailed(error.code) from None
    except store.Full:
        raise StepFailed("no_room") from None
    except (store.Broken, PartBroken):
        raise StepFailed("broken") from None
    except (renditions.Overtaken, KeyGone, store.Missing):
        # Deleted or tried again meanwhile; the sweep looks whether anything is still owed.
        return


def _when_films_can_be_reached(work: Callable[[], None]) -> None:
    """A service that is away for an hour must not make a film look unreadable: its work begins anew."""
    for pause_s in AWAY_PAUSES_S:
        try:
            return work()
        except store.Away:
            time.sleep(pause_s)
    return work()


def look(code: str, attempt: int) -> None:
    in_our_words(lambda: _look(code, attempt))


def _look(code: str, attempt: int) -> None:
    recording = recordings().filter(pk__in=owed_recording(code, attempt)).first()
    if recording is None:
        return
    parts = _parts(recording)
    if parts:
        with opened_parts(recording, parts) as sources:
            probe = probe_parts(sources)
        _looked(recording, attempt, probe)
        return
    source = _source(recording)
    if source is None:
        return
    with store.read(renditions.place(source)) as reader:
        probe = probe_stream(reader, kind=_media_kind(recording))
    plays_now = probe.playable_as_is and not _runs_on(recording, probe)
    if plays_now:
        source.media_type = _film_type(recording, probe.has_picture)
        Rendition.objects.filter(pk=source.pk).update(media_type=source.media_type)
        renditions.publish(source, owed_recording(code, attempt))
    if _looked(recording, attempt, probe) and plays_now:
        sorts.of(recording).watchable(recording)


def _looked(recording: Recording, attempt: int, probe: Probe) -> bool:
    code = str(recording.code)
    if not owed_recording(code, attempt).update(looked_attempt=attempt, **_facts(probe)):
        return False
    jobs.ask(PREPARE, Owed(code, attempt))
    return True


def _parts(recording: Recording) -> list[Part]:
    """What the browser filmed, where all of it is still there as it was sent; else nothing."""
    parts = list(recording.parts.select_related("rendition").order_by("number"))
    return parts if all(part.rendition is not None for part in parts) else []


@contextmanager
def opened_parts(recording: Recording, parts: list[Part]) -> Iterator[list[BinarySource]]:
    """What the recorder gave, part by part. One that does not open is empty here: it may not cost the others.

    Raises PartBroken where none opens, KeyGone.
    """
    with ExitStack() as stack:
        opened: list[BinarySource] = []
        for part in parts:
            assert part.rendition is not None
            part.rendition.recording = recording
            # Kept early, made ready, and gone on with by its device: this process may know the shorter one.
            place = renditions.place(part.rendition)
            sealed = stack.enter_context(store.read(place, may_have_grown=True))
            opened.append(_opened(sealed, recording, part))
        if not any(source.size for source in opened):
            raise PartBroken("no part opens")
        yield opened


def _opened(sealed: BinarySource, recording: Recording, part: Part) -> BinarySource:
    try:
        key = private_key(read_header(sealed).key_id)
        return OpenedPart(sealed, key, part.sealed_as or recording.code, part.number)
    except (PartBroken, KeyGone) as error:
        log.warning("part %d of a film does not open (%s)", part.number, type(error).__name__)
        return Chain([])


def _source(recording: Recording) -> Rendition | None:
    found = recording.renditions.filter(role=Rendition.Role.SOURCE).first()
    if found is not None:
        found.recording = recording
    return found


def _runs_on(recording: Recording, probe: Probe) -> bool:
    longest_ms = sorts.of(recording).longest_ms(recording)
    return longest_ms is not None and probe.duration_ms > longest_ms


def _media_kind(recording: Recording) -> MediaKind:
    if recording.sort == Recording.Sort.TALK:
        return "talk"
    # A second device may be a microphone only.
    return "filmed" if recording.angle else "lesson"


def _film_type(recording: Recording, has_picture: bool) -> str:
    return MP4 if has_picture and recording.sort != Recording.Sort.TALK else M4A


def _facts(probe: Probe) -> dict[str, Any]:
    pictures = [track for track in probe.tracks if track.kind == "video"]
    largest = max(pictures, key=lambda track: track.width * track.height, default=None)
    width, height = (largest.width, largest.height) if largest else (0, 0)
    if probe.rotation in (90, 270):
        width, height = height, width
    return {
        "duration_ms": probe.duration_ms,
        "width_px": width,
        "height_px": height,
        "has_sound": any(track.kind == "audio" for track in probe.tracks),
    }


def prepare(code: str, attempt: int) -> None:
    in_our_words(lambda: _prepare(code, attempt))


def _prepare(code: str, attempt: int) -> None:
    recording = recordings().filter(pk__in=owed_recording(code, attempt)).first()
    if recording is None:
        return
    desk = Desk(recording, attempt)
    try:
        made = _made(recording, desk)
    finally:
        desk.close()
    if made is not None:
        desk.finish(made)


def _made(recording: Recording, desk: "Desk") -> Prepared | None:
    parts = _parts(recording)
    if parts:
        with opened_parts(recording, parts) as sources:
            made = prepare_parts(sources, desk.open_sink, progress=desk.progress)
        lengths = [(length_ms, start_ms) for start_ms, length_ms in made.parts]
        filming.note_parts(recording, lengths)
        return made
    source = _source(recording) or best_film(recording)
    if source is None:
        return None
    source.recording = recording
    with store.read(renditions.place(source)) as reader:
        return prepare_stream(
            reader,
            desk.open_sink,
            kind=_media_kind(recording),
            until_ms=sorts.of(recording).longest_ms(recording),
            progress=desk.progress,
        )


class Desk:
    """One attempt at one recording: where its renditions go, and what is said of it at the end."""

    def __init__(self, recording: Recording, attempt: int) -> None:
        self._recording = recording
        self._attempt = attempt
        self._owed = owed_recording(str(recording.code), attempt)
        self._sinks: dict[str, renditions.Sink] = {}
        film = _film_type(recording, has_picture=recording.width_px > 0)
        self._types = {"indexed": WEBM, "film": film, "poster": JPEG, "strip": JPEG, "peaks": JSON}

    def open_sink(self, name: str) -> renditions.Sink:
        role = Rendition.Role(name)
        rendition = renditions.begin(self._recording, role, self._attempt, self._types[name], self._owed)
        sink = self._sinks[name] = renditions.Sink(rendition, self._owed)
        return sink

    def progress(self, phase: str, share: float) -> None:
        if phase != "indexed":
            jobs.report(PREPARE, str(self._recording.code), self._attempt, share, phase)
        if phase in ("indexed", "film") and share >= 1.0 and best_film(self._recording) is not None:
            sorts.of(self._recording).watchable(self._recording)

    def close(self) -> None:
        for sink in self._sinks.values():
            sink.abandon()

    def finish(self, made: Prepared) -> None:
        self._shape("strip", asdict(made.strip) if made.strip else {})
        self._shape("peaks", {"ms_per_peak": made.ms_per_peak, "count": made.peak_count})
        if best_film(self._recording) is None:
            raise renditions.Overtaken
        done = self._owed.update(
            state=Recording.State.READY,
            problem="",
            duration_ms=made.duration_ms,
            width_px=made.width,
            height_px=made.height,
            has_sound=made.sound != "none",
            **_heard(made),
        )
        if done:
            sorts.of(self._recording).watchable(self._recording)
            lining_up.ask(self._recording)
            # A device that went on has brought more than was looked at.
            forgetting.look_again(self._recording)
            self._drop_orphans()
            if _runs_on(self._recording, made.probe):
                # What was recorded past its end is in no film, and must not lie in what was sent either.
                renditions.drop(self._recording.renditions.filter(role=Rendition.Role.SOURCE))

    def _shape(self, name: str, shape: dict[str, Any]) -> None:
        made = self._recording.renditions.filter(role=name, blurred=False)
        made.filter(published_at__isnull=False).update(shape=shape)

    def _drop_orphans(self) -> None:
        """What dead or overtaken runs left behind, and renditions that a newer attempt replaced."""
        unpublished = self._recording.renditions.filter(published_at__isnull=True, extract__isnull=True)
        renditions.drop(unpublished.filter(attempt__lte=self._attempt).exclude(role=Rendition.Role.SOURCE))


def _heard(made: Prepared) -> dict[str, Any]:
    if made.heard is None:
        return {"sound": "", "sound_measures": {}}
    return {"sound": made.heard.verdict.value, "sound_measures": made.heard.measures}


def register() -> None:
    quick, films = jobs.Queue.QUICK, jobs.Queue.FILMS
    jobs.register(jobs.Kind(LOOK, quick, (look,), lambda: owed_now(looked=False), failed, raise_attempt))
    jobs.register(jobs.Kind(PREPARE, films, (prepare,), lambda: owed_now(looked=True), failed, raise_attempt))
    lining_up.register()


def try_again(recording: Recording) -> bool:
    """Raise the attempt of what failed and look at it anew. False where there is nothing to try."""
    again = Recording.objects.filter(pk=recording.pk, state=Recording.State.FAILED, attempt=recording.attempt)
    if not again.update(attempt=F("attempt") + 1, state=Recording.State.PREPARING, problem=""):
        return False
    jobs.ask(LOOK, Owed(str(recording.code), recording.attempt + 1))
    return True

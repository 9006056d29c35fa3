"""In the child: the sound of a film, mono and at a low rate, on the film's own time; and what is heard in it."""

from collections.abc import Iterator

import av
import numpy as np
import numpy.ma  # percentiles ask for it late, when nothing can be imported any more
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.filter import Graph
from av.stream import Discard

from sidebyside.core.listening.quality import RATE, Ear
from sidebyside.core.listening.sound import Samples

from .errors import Code, MediaError
from .facts import Trial, decode
from .formats import AUDIO_DECODERS
from .reading import SourceFile, choose, open_source, packets, readable
from .sound_graph import sound_graph
from .wire import ChildEnd, Say

MOST_SAMPLES = 8 * 3600
"""Seconds of sound that are handed out at most."""


def hear(end: ChildEnd, job: dict[str, object]) -> dict[str, object]:
    """Judges the sound; {"verdict": word, "measures": integers}."""
    ear = Ear()
    for samples in _blocks(end, job, RATE):
        ear.add(samples)
    heard = ear.heard()
    return {"verdict": heard.verdict.value, "measures": heard.measures}


def hand_out(end: ChildEnd, job: dict[str, object]) -> dict[str, object]:
    """Tells the samples as 16-bit integers, little-endian, in blocks. NO_SOUND where there is none.

    The job may name one of the file's sound tracks and one of its channels, each counted from 0."""
    count = 0
    for samples in _blocks(end, job, int(str(job["rate"]))):
        end.say(Say.SAMPLES, (np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
        count += len(samples)
    if not count:
        raise MediaError(Code.NO_SOUND)
    return {"count": count}


def _blocks(end: ChildEnd, job: dict[str, object], rate: int) -> Iterator[Samples]:
    file = SourceFile(end, int(str(job["size"])))
    with open_source(file) as container:
        audio = _audio(container, job)
        if audio is None:
            return
        channel = None if job.get("channel") is None else int(str(job["channel"]))
        for stream in container.streams:
            if stream.index != audio.index:
                stream.discard = Discard.all
        evened: Graph | None = None
        left, told_ms = MOST_SAMPLES * rate, 0.0
        for packet in packets(container, [audio]):
            for frame in decode(packet, Trial()):
                if not isinstance(frame, AudioFrame) or frame.pts is None or left <= 0:
                    continue
                evened = evened or _evened(frame, rate, channel)
                evened.push(frame)
                at_ms = 1000 * float(frame.pts * frame.time_base)
                if at_ms - told_ms > 20_000:
                    told_ms = at_ms
                    end.tell(Say.PROGRESS, {"phase": "listening", "share": 0.5})
            for block in _pulled(evened, channel):
                left -= len(block)
                yield block
        if evened is not None:
            evened.push(None)
            yield from _pulled(evened, channel)


def _audio(container: InputContainer, job: dict[str, object]) -> AudioStream | None:
    if job.get("track") is None:
        return choose(container).audio
    tracks = [one for one in container.streams.audio if readable(one, AUDIO_DECODERS)]
    number = int(str(job["track"]))
    return tracks[number] if number < len(tracks) else None


def _evened(frame: AudioFrame, rate: int, channel: int | None) -> Graph:
    """From the film's first moment on, holes filled with silence; a second at a time."""
    resample = f"{rate}:async=1:min_hard_comp=0.1:first_pts=0"
    form = "sample_fmts=flt:channel_layouts=mono" if channel is None else "sample_fmts=fltp"
    return sound_graph(frame, resample, form, block=rate)


def _pulled(graph: Graph | None, channel: int | None) -> Iterator[Samples]:
    while graph is not None:
        try:
            block = graph.pull()
        except (av.error.BlockingIOError, av.error.EOFError):
            return
        assert isinstance(block, AudioFrame)
        samples = block.to_ndarray()[channel or 0].astype(np.float32)
        yield np.nan_to_num(samples, nan=0.0, posinf=1.0, neginf=-1.0)

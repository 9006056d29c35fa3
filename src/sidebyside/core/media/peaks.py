"""In the child: how loud each tenth of a second is, for the wave under the film."""

import numpy as np
from av.audio.frame import AudioFrame
from av.stream import Discard

from .facts import Trial, decode
from .reading import SourceFile, choose, open_source, packets
from .wire import ChildEnd, Say, pack_json

MS_PER_PEAK = 100
MOST_PEAKS = 36_000
SILENT = 1
"""Of 255: what never gets louder than this (-48 dB) is called silent."""


class Peaks:
    """The loudest sample of each stretch, 0 to 255. When there are too many, two become one."""

    def __init__(self) -> None:
        self.ms_per_peak = MS_PER_PEAK
        self._values: list[float] = []

    def add(self, time_ms: float, loudness: float) -> None:
        number = int(max(0.0, time_ms) // self.ms_per_peak)
        while number >= MOST_PEAKS:
            self._halve()
            number //= 2
        if number >= len(self._values):
            self._values.extend([0.0] * (number + 1 - len(self._values)))
        self._values[number] = max(self._values[number], loudness)

    def _halve(self) -> None:
        self._values = [max(self._values[at : at + 2]) for at in range(0, len(self._values), 2)]
        self.ms_per_peak *= 2

    def whole_numbers(self) -> list[int]:
        return [min(255, round(255 * value)) for value in self._values]


def measure(end: ChildEnd, job: dict[str, object]) -> dict[str, object]:
    file = SourceFile(end, int(str(job["size"])))
    duration_ms = max(1, int(str(job["duration_ms"])))
    peaks = Peaks()
    has_sound = False
    with open_source(file) as container:
        audio = choose(container).audio
        if audio is not None:
            has_sound = True
            for stream in container.streams:
                if stream.index != audio.index:
                    stream.discard = Discard.all
            _listen(end, packets(container, [audio]), peaks, duration_ms)
    values = peaks.whole_numbers()
    sound = "none" if not has_sound else "silent" if max(values, default=0) <= SILENT else "heard"
    kept = values if sound == "heard" else []
    end.say(Say.PEAKS, pack_json({"sound": sound, "ms_per_peak": peaks.ms_per_peak, "peaks": kept}))
    return {"sound": sound, "ms_per_peak": peaks.ms_per_peak, "count": len(kept)}


def _listen(end: ChildEnd, stream: object, peaks: Peaks, duration_ms: int) -> None:
    told = 0.0
    for packet in stream:  # type: ignore[attr-defined]
        for frame in decode(packet, Trial()):
            if not isinstance(frame, AudioFrame) or frame.pts is None:
                continue
            time_ms = 1000 * float(frame.pts * frame.time_base)
            if time_ms > duration_ms + 10_000:
                continue
            peaks.add(time_ms, _loudest(frame))
            if time_ms - told > 20_000:
                told = time_ms
                end.tell(Say.PROGRESS, {"phase": "peaks", "share": min(1.0, time_ms / duration_ms)})


def _loudest(frame: AudioFrame) -> float:
    """0 to 1, whatever the sample format."""
    samples = frame.to_ndarray()
    if samples.size == 0:
        return 0.0
    if samples.dtype.kind == "f":
        loudest = float(np.nanmax(np.abs(samples)))
        return min(1.0, loudest) if loudest == loudest else 0.0
    if samples.dtype.kind == "u":
        return float(np.max(np.abs(samples.astype(np.int16) - 128))) / 128
    return float(np.max(np.abs(samples.astype(np.int64)))) / (1 << (8 * samples.dtype.itemsize - 1))

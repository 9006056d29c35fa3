"""In the child: the parts of a film, one after the other on one clock, without a gap and without a frame twice.

A part is a file of its own (one run of a recorder). Its first packet lies where the part before it ended: after
its last sound, and after its last picture has been shown for as long as pictures are shown there. A part that
holds nothing readable has no length.
"""

from collections.abc import Iterator
from typing import cast

from av.container import InputContainer

from .clock import FORWARD_MS, Clock
from .errors import MediaError
from .facts import packet_span_ms
from .reading import AnyPacket, Chosen, SourceFile, choose, open_source, packets, set_threads
from .wire import ChildEnd

LONGEST_STEP_MS = 100.0
USUAL_STEP_MS = 33.0


def files_of(end: ChildEnd, job: dict[str, object]) -> list[SourceFile]:
    """One file for each window of the job; the whole source where it names none."""
    size = int(str(job["size"]))
    windows = cast(list[list[int]], job.get("windows") or [[0, size]])
    return [SourceFile(end, int(length), int(start)) for start, length in windows]


class Joined:
    """Packets on the film's clock. `parts` are [begins at, how long] in milliseconds, once they have been read."""

    def __init__(self, files: list[SourceFile], *, sound_only: bool = False, threads: int = 1) -> None:
        self._files = files
        self._sound_only = sound_only
        self._threads = threads
        self.parts: list[tuple[float, float]] = []
        self.now_ms = 0.0
        self.jumps = 0

    def _opened(self, file: SourceFile) -> Iterator[tuple[InputContainer, Chosen]]:
        """The streams of one part, open until the caller goes on; nothing where it cannot be read."""
        file.seek(0)
        try:
            container = open_source(file)
        except MediaError:
            if len(self._files) == 1:
                raise
            return
        with container:
            found = choose(container)
            found = Chosen(None if self._sound_only else found.video, found.audio)
            set_threads(found.video, self._threads)
            if found.streams:
                yield container, found

    @property
    def spans(self) -> list[list[int]]:
        """[begins at, how long] of each part, in whole milliseconds that leave no gap."""
        return [[round(start), round(start + length) - round(start)] for start, length in self.parts]

    def openings(self) -> Iterator[tuple[InputContainer, Chosen]]:
        """Each part in turn, to see what is in the film before it is read."""
        for file in self._files:
            yield from self._opened(file)

    def packets(self) -> Iterator[AnyPacket]:
        """All packets of the film. An empty one ends a track of a part: whoever decodes has to be emptied then."""
        for file in self._files:
            begins_ms = self.now_ms
            for container, chosen in self._opened(file):
                yield from self._part(container, chosen, begins_ms)
            self.parts.append((begins_ms, self.now_ms - begins_ms))

    def _part(self, container: InputContainer, chosen: Chosen, begins_ms: float) -> Iterator[AnyPacket]:
        clock = Clock(_start_ms(chosen))
        ends = _Ends(begins_ms, alone=len(self._files) == 1)
        for packet in packets(container, chosen.streams):
            span = packet_span_ms(packet)
            if span is not None:
                shift_ms = clock.shift_for(packet.stream.index, *span) + begins_ms
                one_ms = 1000 * float(packet.time_base)
                _move(packet, shift_ms, one_ms)
                ends.note(packet, one_ms)
                self.now_ms = max(self.now_ms, ends.so_far(clock.now_ms))
            yield packet
        self.jumps += clock.jumps


class _Ends:
    """Where a part ends: the later of its sound and its last picture."""

    def __init__(self, begins_ms: float, *, alone: bool) -> None:
        self._begins_ms = begins_ms
        self._alone = alone
        self._sound_ms = 0.0
        self._picture_ms: float | None = None
        self._step_ms = USUAL_STEP_MS

    def note(self, packet: AnyPacket, one_ms: float) -> None:
        """`one_ms` is how long one tick of the packet's clock is."""
        if packet.pts is None:
            return
        at_ms = packet.pts * one_ms
        if packet.stream.type != "video":
            self._sound_ms = max(self._sound_ms, at_ms + (packet.duration or 0) * one_ms)
            return
        if self._picture_ms is not None and 0 < at_ms - self._picture_ms <= LONGEST_STEP_MS:
            self._step_ms = at_ms - self._picture_ms
        self._picture_ms = at_ms if self._picture_ms is None else max(self._picture_ms, at_ms)

    def so_far(self, clock_ms: float) -> float:
        """A film in one piece ends where its clock says; a part ends where the next may begin."""
        if self._alone:
            return self._begins_ms + clock_ms
        shown_ms = 0.0 if self._picture_ms is None else self._picture_ms + self._step_ms
        return max(self._begins_ms, self._sound_ms, shown_ms)


def _move(packet: AnyPacket, shift_ms: float, one_ms: float) -> None:
    ticks = round(shift_ms / one_ms)
    packet.dts = None if packet.dts is None else packet.dts + ticks
    packet.pts = None if packet.pts is None else packet.pts + ticks
    if (packet.duration or 0) * one_ms > FORWARD_MS:
        packet.duration = 0


def _start_ms(chosen: Chosen) -> float:
    starts = [1000 * float(s.start_time * s.time_base) for s in chosen.streams if s.start_time is not None]
    return min(starts, default=0.0)

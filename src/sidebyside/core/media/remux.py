"""In the child: what a recorder wrote becomes a file with an index, a length and one clock; no frame is touched.

A recorder writes as it goes: it knows neither how long the film will be nor where its key pictures will lie, so
players can neither show the length nor jump. Here the same packets go into a new WebM that says both. Its index
comes last, where players look for it by the pointer at the start.
"""

import time

import av
from av.container import OutputContainer

from .errors import Code, MediaError
from .joining import Joined, files_of
from .transcode import OUT_BLOCK, TELL_EACH_S, CopiedTrack, FilmOut
from .wire import ChildEnd, Say


def index(end: ChildEnd, job: dict[str, object]) -> dict[str, object]:
    joined = Joined(files_of(end, job))
    out_file = FilmOut(end, int(str(job["most_bytes"])))
    duration_ms = max(1, int(str(job["duration_ms"])))
    told = time.monotonic()
    try:
        with av.open(out_file, "w", format="webm", buffer_size=OUT_BLOCK) as out:
            tracks = _tracks(out, joined)
            for packet in joined.packets():
                if packet.stream.type in tracks:
                    tracks[packet.stream.type].add(packet)
                if time.monotonic() - told >= TELL_EACH_S:
                    told = time.monotonic()
                    share = min(1.0, joined.now_ms / duration_ms)
                    end.tell(Say.PROGRESS, {"phase": "looking", "share": share})
            for track in tracks.values():
                track.finish()
    except (OSError, av.error.FFmpegError) as error:
        if out_file.is_full:
            raise MediaError(Code.TOO_LARGE) from error
        raise
    out_file.flush()
    return {"duration_ms": round(joined.now_ms), "parts": joined.spans, "bytes": out_file.size}


def _tracks(out: OutputContainer, joined: Joined) -> dict[str, CopiedTrack]:
    for _, chosen in joined.openings():
        streams = {stream.type: stream for stream in chosen.streams}
        return {kind: CopiedTrack(out, stream) for kind, stream in streams.items()}
    raise MediaError(Code.UNREADABLE)

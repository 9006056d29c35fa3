"""What goes in and what comes out: byte sources and sinks, limits, and what was found in a file.

Times are integer milliseconds, sizes are bytes, pictures are pixels.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from sidebyside.core.listening.quality import Heard

Kind = Literal["lesson", "talk", "filmed"]
"""A lesson needs a picture; of a talk only the sound is kept; what was filmed here may be sound alone as well."""

Method = Literal["as_is", "index_first", "copied", "picture_copied", "transcoded"]
"""How the playable file comes about, from nothing at all to every frame anew."""

Sound = Literal["heard", "silent", "none"]

SinkName = Literal["indexed", "film", "poster", "strip", "peaks"]

Progress = Callable[[str, float], None]
"""Called with a phase ("looking", "indexed", "film", "pictures", "peaks") and a share from 0 to 1."""


class BinarySource(Protocol):
    @property
    def size(self) -> int: ...

    def read_at(self, offset: int, length: int) -> bytes:
        """Exactly `length` bytes, fewer only at the end of the file."""


class InMemory:
    """A file whose bytes are all at hand."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self.size = len(content)

    def read_at(self, offset: int, length: int) -> bytes:
        return self._content[offset : offset + length]


class Sink(Protocol):
    """Takes bytes in order. `close()` is called only after the last byte: an unclosed sink is a failed one."""

    def write(self, block: bytes, /) -> object: ...

    def close(self) -> None: ...


class Scratch(Protocol):
    """Room for a film on its way: appended to, read back, and thrown away by `close()`."""

    @property
    def size(self) -> int: ...

    def append(self, block: bytes, /) -> None: ...

    def read_at(self, offset: int, length: int) -> bytes: ...

    def close(self) -> None: ...


@dataclass(frozen=True)
class Limits:
    """What one film may cost. The CPU and wall limits of a conversion grow with the film's length."""

    memory_bytes: int = 2 * 1024**3
    look_cpu_s: int = 120
    look_wall_s: int = 300
    cpu_s_per_film_s: float = 20.0
    wall_s_per_film_s: float = 15.0
    silence_s: float = 120.0
    duration_ms: int = 6 * 3_600_000
    output_bytes: int = 8 * 1024**3
    threads: int = 2


@dataclass(frozen=True)
class Track:
    kind: Literal["video", "audio", "other"]
    codec: str
    profile: str = ""
    pixel_format: str = ""
    width: int = 0
    height: int = 0
    frame_rate: float = 0.0
    sample_rate: int = 0
    channels: int = 0
    duration_ms: int | None = None


@dataclass(frozen=True)
class Probe:
    """What a file holds. `rotation` is how far the picture is turned clockwise to stand upright: 0, 90, 180
    or 270. `why_not` and `problems` are plain sentences."""

    container: str
    duration_ms: int
    tracks: tuple[Track, ...]
    rotation: int
    mirrored: bool
    variable_rate: bool
    playable_as_is: bool
    index_first: bool
    why_not: tuple[str, ...]
    problems: tuple[str, ...]
    method: Method
    confinement: tuple[str, ...]
    parts_ms: tuple[int, ...] = ()
    """How long each part is, in their order; 0 for one that holds nothing readable. One film is one part."""
    indexable: bool = False
    """Its packets may be put into a WebM with an index, to be watched until the film is ready."""

    @property
    def has_picture(self) -> bool:
        return any(track.kind == "video" for track in self.tracks)

    @property
    def codecs(self) -> tuple[str, ...]:
        return tuple(track.codec for track in self.tracks if track.kind != "other")


@dataclass(frozen=True)
class Strip:
    """Thumbnails in one JPEG, row by row; tile `n` shows the film at `n * interval_ms`."""

    count: int
    columns: int
    rows: int
    tile_width: int
    tile_height: int
    interval_ms: int


@dataclass(frozen=True)
class Prepared:
    """`film_bytes` is 0 where nothing was rewritten: the upload itself is the film (`method` "as_is")."""

    probe: Probe
    method: Method
    duration_ms: int
    width: int
    height: int
    film_bytes: int
    poster_size: tuple[int, int] | None
    strip: Strip | None
    sound: Sound
    ms_per_peak: int
    peak_count: int
    problems: tuple[str, ...]
    confinement: tuple[str, ...]
    seconds: dict[str, float]
    parts: tuple[tuple[int, int], ...] = ()
    """(begins at, how long) in the film, in milliseconds, of each part in its order."""
    indexed_bytes: int = 0
    heard: Heard | None = None
    """Whether the sound is good enough; None where it could not be judged."""

"""What a film holds, and whether a browser plays it as it is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from .boxes import IndexFacts, Layout, looks_like_mp4, read_index, read_layout, tells_more
from .errors import Code, MediaError
from .formats import HEAD_BYTES, demuxer_for
from .sandbox import Bounds, Outcome, run_child
from .shapes import BinarySource, Kind, Limits, Method, Probe, Track
from .wire import Say

PLAYED_PIXELS = ("yuv420p", "yuvj420p")
PLAYED_SOUND = ("LC", "HE-AAC", "HE-AACv2")
LONG_SIDE, SHORT_SIDE = 1920, 1080
COPIED_FROM = ("mov", "matroska", "flv")
WEBM_PICTURES, WEBM_SOUND = ("vp8", "vp9", "av1"), ("opus", "vorbis")
JUMP_MS = 60_000


@dataclass(frozen=True)
class Findings:
    """All that is known of a file before anything is decided."""

    facts: dict[str, Any]
    layout: Layout | None
    index: IndexFacts | None

    @property
    def video(self) -> Track | None:
        return self._chosen("video")

    @property
    def audio(self) -> Track | None:
        return self._chosen("audio")

    @property
    def tracks(self) -> tuple[Track, ...]:
        return tuple(_track(facts) for facts in self.facts["tracks"])

    def _chosen(self, kind: str) -> Track | None:
        number = self.facts[kind]
        return None if number is None else self.tracks[number]


def probe_stream(source: BinarySource, *, kind: Kind = "lesson", limits: Limits | None = None) -> Probe:
    """Looks into the file in a confined child. MediaError if nothing can be made of it."""
    limits = limits or Limits()
    layout, index = look_at_index(source)
    bounds = Bounds(limits.memory_bytes, limits.look_cpu_s, limits.look_wall_s, limits.silence_s)
    outcome = run_child({"do": "facts"}, source, bounds, {Say.PROGRESS: lambda body: None})
    return judge(Findings(_checked(outcome), layout, index), kind, limits, outcome.confinement)


def probe_parts(
    parts: Sequence[BinarySource], *, kind: Kind = "filmed", limits: Limits | None = None
) -> Probe:
    """Looks into the parts of one film, each in a child of its own. MediaError if nothing can be made of any.

    Recorders write no length that can be believed: it is counted. What was cut off before it held a picture or a
    sound is a part of no length.
    """
    limits = limits or Limits()
    bounds = Bounds(limits.memory_bytes, limits.look_cpu_s, limits.look_wall_s, limits.silence_s)
    found: list[tuple[Probe, str] | MediaError] = []
    for part in parts:
        try:
            layout, index = look_at_index(part)
            outcome = run_child({"do": "facts", "count": True}, part, bounds, {Say.PROGRESS: _not_heard})
            facts = _checked(outcome)
            one = judge(Findings(facts, layout, index), kind, limits, outcome.confinement)
            found.append((one, facts["likeness"]))
        except MediaError as error:
            found.append(error)
    return joined(found, limits)


def _not_heard(body: bytes) -> None:
    """Looking is quick: nobody waits for a share of it."""


def joined(found: "Sequence[tuple[Probe, str] | MediaError]", limits: Limits) -> Probe:
    """One judgement of what was found in each part. Pure."""
    readable = [one for one in found if not isinstance(one, MediaError)]
    if not readable:
        raise next((one for one in found if isinstance(one, MediaError)), MediaError(Code.EMPTY))
    duration_ms = sum(probe.duration_ms for probe, _ in readable)
    if duration_ms > limits.duration_ms:
        raise MediaError(Code.TOO_LONG, f"{duration_ms} ms")
    first = next((probe for probe, _ in readable if probe.has_picture), readable[0][0])
    alike = len({likeness for _, likeness in readable}) == 1
    method: Method = "index_first" if first.method == "as_is" else first.method
    if len(readable) > 1:
        method = "transcoded" if not alike else "copied" if method == "index_first" else method
        methods = {probe.method for probe, _ in readable}
        method = "transcoded" if "transcoded" in methods else method
    problems = dict.fromkeys(problem for probe, _ in readable for problem in probe.problems)
    return replace(
        first,
        duration_ms=duration_ms,
        method=method,
        problems=tuple(problems),
        parts_ms=tuple(0 if isinstance(one, MediaError) else one[0].duration_ms for one in found),
        indexable=method == "transcoded" and alike and all(probe.indexable for probe, _ in readable),
    )


def look_at_index(source: BinarySource) -> tuple[Layout | None, IndexFacts | None]:
    """Before any child: what the first bytes and, for an MP4, its boxes already settle."""
    if source.size == 0:
        raise MediaError(Code.EMPTY)
    head = source.read_at(0, HEAD_BYTES)
    demuxer_for(head)
    if not looks_like_mp4(head):
        return None, None
    layout = read_layout(source)
    index = read_index(layout)
    if index.locked:
        raise MediaError(Code.LOCKED)
    if index.external:
        raise MediaError(Code.PLAYLIST, "a track lies in another file")
    return layout, index


def _checked(outcome: Outcome) -> dict[str, Any]:
    """The child has read hostile bytes: take nothing from it but the shapes we asked for."""
    facts = cast(dict[str, Any], outcome.result)
    try:
        numbers = (
            "duration_ms",
            "jumps",
            "films",
            "sounds",
            "frames_decoded",
            "sounds_decoded",
            "errors",
            "rotation",
        )
        checked: dict[str, Any] = {name: int(facts[name]) for name in numbers}
        checked |= {
            name: bool(facts[name]) for name in ("avc_extradata", "mirrored", "variable_rate", "counted")
        }
        checked["container"] = str(facts["container"])[:80]
        checked["likeness"] = str(facts["likeness"])[:80]
        checked["tracks"] = [dict(track) for track in facts["tracks"][:64]]
        for name in ("video", "audio"):
            checked[name] = None if facts[name] is None else range(len(checked["tracks"]))[int(facts[name])]
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise MediaError(Code.CRASHED, "strange facts") from error
    return checked


def _track(facts: dict[str, Any]) -> Track:
    kind = facts.get("kind")
    duration_ms = facts.get("duration_ms")
    return Track(
        kind=kind if kind in ("video", "audio") else "other",
        codec=str(facts.get("codec", ""))[:40],
        profile=str(facts.get("profile", ""))[:40],
        pixel_format=str(facts.get("pixel_format", ""))[:40],
        width=int(facts.get("width", 0)),
        height=int(facts.get("height", 0)),
        frame_rate=float(facts.get("frame_rate", 0)),
        sample_rate=int(facts.get("sample_rate", 0)),
        channels=int(facts.get("channels", 0)),
        duration_ms=None if duration_ms is None else int(duration_ms),
    )


def judge(found: Findings, kind: Kind, limits: Limits, confinement: tuple[str, ...]) -> Probe:
    """Decides from what was found. Pure: no file, no process."""
    facts = found.facts
    _insist(found, kind)
    duration_ms = max(1, facts["duration_ms"])
    if duration_ms > limits.duration_ms:
        raise MediaError(Code.TOO_LONG, f"{duration_ms} ms")
    why_not = tuple(_why_not(found, kind))
    index_first = bool(found.layout and found.layout.index_first)
    method = _method(found, kind, not why_not, index_first)
    return Probe(
        container="mp4" if found.layout and found.layout.brand != b"qt  " else facts["container"],
        duration_ms=duration_ms,
        tracks=found.tracks,
        rotation=facts["rotation"] if facts["rotation"] in (90, 180, 270) else 0,
        mirrored=facts["mirrored"],
        variable_rate=facts["variable_rate"],
        playable_as_is=not why_not,
        index_first=index_first,
        why_not=why_not,
        problems=tuple(_problems(found)),
        method=method,
        confinement=confinement,
        parts_ms=(duration_ms,),
        indexable=method == "transcoded" and kind != "talk" and _is_webm(found),
    )


def _insist(found: Findings, kind: Kind) -> None:
    facts = found.facts
    if kind == "talk":
        if found.audio is None or not facts["sounds_decoded"]:
            raise MediaError(Code.NO_SOUND)
        return
    if kind == "filmed" and found.audio is not None and facts["sounds_decoded"]:
        return
    if found.video is None:
        if facts["films"]:
            raise MediaError(Code.UNKNOWN_CODEC)
        raise MediaError(Code.SOUND_ONLY if facts["sounds"] else Code.NO_PICTURE)
    if not facts["frames_decoded"]:
        raise MediaError(Code.NO_PICTURE)


def _why_not(found: Findings, kind: Kind) -> Iterator[str]:
    if found.layout is None or found.index is None or found.layout.brand == b"qt  ":
        yield "It is not an MP4 file."
    else:
        yield from _why_not_boxes(found.layout, found.index, found.facts["duration_ms"])
    if kind != "talk" and found.video:
        yield from _why_not_picture(found.video)
        if found.facts["films"] > 1:
            yield "It holds more than one picture track."
        if found.facts["mirrored"]:
            yield "Its picture is mirrored."
    elif found.facts["films"]:
        yield "It holds a picture beside the sound."
    if found.audio and not plays_sound(found.audio):
        yield f"Its sound is stored as {found.audio.codec}, not as AAC."
    if found.audio is None and found.facts["sounds"]:
        yield "Its sound cannot be read."
    if found.facts["errors"]:
        yield "Parts of it cannot be decoded."


def _why_not_boxes(layout: Layout, index: IndexFacts, duration_ms: int) -> Iterator[str]:
    if layout.fragmented:
        yield "It is written in fragments without one index."
    if not layout.complete:
        yield "It ends earlier than it says."
    if abs(index.movie_ms - duration_ms) > max(1000, duration_ms // 20) and not layout.fragmented:
        yield "It claims another length than its tracks have."
    if index.longest_sample_ms > JUMP_MS:
        yield "Its clock jumps."


def _why_not_picture(video: Track) -> Iterator[str]:
    if video.codec != "h264":
        yield f"Its picture is stored as {video.codec}, not as H.264."
    elif video.pixel_format not in PLAYED_PIXELS:
        yield "Its picture is not 8-bit 4:2:0, which is what browsers show."
    if not fits_screen(video.width, video.height):
        yield "Its picture is larger than 1080p."


def fits_screen(width: int, height: int) -> bool:
    """1080p either way up: a phone held upright films 1080 × 1920."""
    return max(width, height) <= LONG_SIDE and min(width, height) <= SHORT_SIDE


def plays_sound(audio: Track) -> bool:
    return audio.codec == "aac" and audio.profile in PLAYED_SOUND


def _method(found: Findings, kind: Kind, playable: bool, index_first: bool) -> Method:
    if playable:
        stays = index_first and found.layout is not None and not tells_more(found.layout)
        return "as_is" if stays else "index_first"
    container, errors = found.facts["container"], found.facts["errors"]
    copyable = container.startswith(COPIED_FROM) and not errors
    sound_copied = copyable and (found.audio is None or plays_sound(found.audio))
    video = found.video
    if kind == "talk" or (kind == "filmed" and video is None):
        return "copied" if sound_copied else "transcoded"
    picture_copied = (
        copyable
        and video is not None
        and not list(_why_not_picture(video))
        and found.facts["avc_extradata"]
        and not found.facts["mirrored"]
    )
    if not picture_copied:
        return "transcoded"
    return "copied" if sound_copied else "picture_copied"


def _is_webm(found: Findings) -> bool:
    """All in it may lie in a WebM as it is, upright, and browsers play that."""
    video, audio, facts = found.video, found.audio, found.facts
    if video is None or video.codec not in WEBM_PICTURES or facts["rotation"] or facts["mirrored"]:
        return False
    return audio is None or audio.codec in WEBM_SOUND


def _problems(found: Findings) -> Iterator[str]:
    facts = found.facts
    if found.layout and not found.layout.complete:
        yield "The file ends early: the last part of the film may be missing."
    if facts["errors"]:
        yield "Parts of the film are damaged; they are shown as well as can be."
    if facts["jumps"] or (found.index and found.index.longest_sample_ms > JUMP_MS):
        yield "The film's clock jumps; the gap is closed up."
    if found.audio is None and facts["sounds"]:
        yield "The film's sound cannot be read, so it will be silent."
    elif found.audio is None:
        yield "The film has no sound."
    if facts["counted"] and not facts["jumps"]:
        yield "The file does not say how long it is; its length was counted."
    if facts["films"] > 1:
        yield "The file holds more than one picture; the longest is used."

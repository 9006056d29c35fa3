from dataclasses import replace
from typing import Any

import pytest

from sidebyside.core.media.boxes import IndexFacts, Layout
from sidebyside.core.media.errors import Code, MediaError
from sidebyside.core.media.probe import Findings, fits_screen, judge, probe_stream
from sidebyside.core.media.shapes import Limits, Probe
from tests.core.media.films import Held, film

PICTURE = {
    "kind": "video",
    "codec": "h264",
    "profile": "High",
    "pixel_format": "yuv420p",
    "width": 1280,
    "height": 720,
}
SOUND = {"kind": "audio", "codec": "aac", "profile": "LC", "sample_rate": 48_000, "channels": 2}
GOOD_INDEX = IndexFacts(movie_ms=60_000, tracks_ms=60_000, longest_sample_ms=40, locked=False, external=False)
GOOD_LAYOUT = Layout(boxes=(), brand=b"isom", complete=True, fragmented=False, index=b"", rest=0)


def found(
    layout: Layout | None = GOOD_LAYOUT,
    index: IndexFacts | None = GOOD_INDEX,
    picture: dict[str, Any] | None = None,
    sound: dict[str, Any] | None = None,
    **facts: Any,
) -> Findings:
    known: dict[str, Any] = {
        "container": "mov,mp4,m4a,3gp,3g2,mj2",
        "duration_ms": 60_000,
        "counted": False,
        "jumps": 0,
        "tracks": [PICTURE | (picture or {}), SOUND | (sound or {})],
        "films": 1,
        "sounds": 1,
        "video": 0,
        "audio": 1,
        "avc_extradata": True,
        "frames_decoded": 12,
        "sounds_decoded": 12,
        "errors": 0,
        "rotation": 0,
        "mirrored": False,
        "variable_rate": False,
    }
    return Findings(known | facts, layout, index)


def judged(findings: Findings) -> Probe:
    return judge(findings, "lesson", Limits(), ())


def test_h264_and_aac_in_mp4_plays_as_it_is() -> None:
    probe = judged(found())
    assert (probe.playable_as_is, probe.why_not, probe.method) == (True, (), "index_first")


def test_so_does_a_film_without_sound() -> None:
    probe = judged(found(audio=None, sounds=0))
    assert probe.playable_as_is
    assert probe.problems == ("The film has no sound.",)


@pytest.mark.parametrize(
    ("findings", "reason", "method"),
    [
        (found(layout=None, container="matroska"), "It is not an MP4 file.", "copied"),
        (found(layout=replace(GOOD_LAYOUT, brand=b"qt  ")), "It is not an MP4 file.", "copied"),
        (found(layout=replace(GOOD_LAYOUT, fragmented=True)), "fragments", "copied"),
        (found(layout=replace(GOOD_LAYOUT, complete=False)), "ends earlier", "copied"),
        (found(index=replace(GOOD_INDEX, movie_ms=4_294_967_280)), "another length", "copied"),
        (found(index=replace(GOOD_INDEX, longest_sample_ms=21_600_000)), "clock jumps", "copied"),
        (found(picture={"codec": "hevc"}), "stored as hevc", "transcoded"),
        (found(picture={"pixel_format": "yuv420p10le"}), "8-bit 4:2:0", "transcoded"),
        (found(picture={"pixel_format": "yuv444p"}), "8-bit 4:2:0", "transcoded"),
        (found(picture={"width": 3840, "height": 2160}), "larger than 1080p", "transcoded"),
        (found(sound={"codec": "opus"}), "stored as opus", "picture_copied"),
        (found(sound={"profile": "Main"}), "stored as aac", "picture_copied"),
        (found(mirrored=True), "mirrored", "transcoded"),
        (found(films=2), "more than one picture", "copied"),
        (found(errors=3), "cannot be decoded", "transcoded"),
        (found(layout=None, container="avi", avc_extradata=False), "not an MP4", "transcoded"),
    ],
)
def test_what_does_not_play_is_told_why_and_how_it_will(findings: Findings, reason: str, method: str) -> None:
    probe = judged(findings)
    assert not probe.playable_as_is
    assert any(reason in sentence for sentence in probe.why_not)
    assert probe.method == method


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"video": None, "films": 0}, Code.SOUND_ONLY),
        ({"video": None, "films": 0, "sounds": 0}, Code.NO_PICTURE),
        ({"video": None, "films": 1}, Code.UNKNOWN_CODEC),
        ({"frames_decoded": 0}, Code.NO_PICTURE),
        ({"duration_ms": 24 * 3_600_000}, Code.TOO_LONG),
    ],
)
def test_what_can_never_play_ends_in_a_sentence(facts: dict[str, Any], code: Code) -> None:
    with pytest.raises(MediaError) as caught:
        judged(found(**facts))
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("size", "fits"), [((1920, 1080), True), ((1080, 1920), True), ((1920, 1200), False)]
)
def test_1080p_counts_either_way_up(size: tuple[int, int], fits: bool) -> None:
    assert fits_screen(*size) is fits


def test_probing_reads_only_a_small_part_of_a_long_film() -> None:
    source = Held(film(seconds=2) + bytes(40_000_000))
    probe_stream(source)
    assert source.reads < 20

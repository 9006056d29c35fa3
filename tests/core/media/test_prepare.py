import io
import json
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from sidebyside.core.media.errors import Code, MediaError
from sidebyside.core.media.prepare import prepare_stream
from sidebyside.core.media.probe import probe_stream
from sidebyside.core.media.scratch import SealedScratch
from sidebyside.core.media.shapes import Limits, Prepared
from tests.core.media.films import Held, Shelf, film, watch


def prepare(content: bytes, **options: Any) -> tuple[Prepared, Shelf]:
    shelf = Shelf()
    return prepare_stream(Held(content), shelf, **options), shelf


def picture(content: bytes) -> np.ndarray[Any, np.dtype[np.uint8]]:
    codec = av.CodecContext.create("mjpeg", "r")
    frame = codec.decode(av.Packet(content))[0]
    assert isinstance(frame, av.VideoFrame)
    return frame.to_ndarray(format="rgb24")


def is_red(pixel: np.ndarray[Any, np.dtype[np.uint8]]) -> bool:
    red, green, blue = (int(part) for part in pixel)
    return red > 150 and green < 90 and blue < 90


def test_a_playable_film_with_its_index_first_is_left_as_it_is() -> None:
    _, shelf = prepare(film())
    prepared, again = prepare(shelf["film"])
    assert (prepared.method, prepared.film_bytes) == ("as_is", 0)
    assert again.closed == ["poster", "strip", "peaks"]


def test_a_playable_film_only_gets_its_index_first() -> None:
    prepared, shelf = prepare(film())
    assert prepared.method == "index_first"
    assert prepared.film_bytes == len(shelf["film"])
    assert shelf.closed == ["film", "poster", "strip", "peaks"]
    assert abs(watch(shelf["film"]).duration_ms - 2000) < 60


@pytest.mark.parametrize(
    ("container", "video", "audio", "method"),
    [
        ("mov", "libx264", "aac", "copied"),
        ("matroska", "libx264", "aac", "copied"),
        ("matroska", "libx264", "libopus", "picture_copied"),
        ("webm", "libvpx", "libopus", "transcoded"),
        ("mp4", "libx265", "aac", "transcoded"),
        ("mpegts", "mpeg2video", "mp2", "transcoded"),
        ("avi", "mpeg4", "libmp3lame", "transcoded"),
        ("flv", "libx264", "aac", "copied"),
        ("matroska", "mjpeg", None, "transcoded"),
    ],
)
def test_any_film_becomes_one_that_browsers_play(
    container: str, video: str, audio: str | None, method: str
) -> None:
    pixels = "yuvj420p" if video == "mjpeg" else "yuv420p"
    prepared, shelf = prepare(film(container, video, audio, pixels=pixels))
    seen = watch(shelf["film"])
    assert prepared.method == method
    assert seen.codecs == (["h264", "aac"] if audio else ["h264"])
    assert seen.pixels in ("yuv420p", "yuvj420p")
    assert seen.size == (160, 90)
    assert abs(seen.frames - 50) <= 1
    assert abs(prepared.duration_ms - 2000) < 120
    assert abs(seen.duration_ms - prepared.duration_ms) < 120
    assert probe_stream(Held(shelf["film"])).playable_as_is


def test_fragments_become_one_film_with_one_index() -> None:
    content = film(options={"movflags": "frag_keyframe+empty_moov+default_base_moof"})
    prepared, shelf = prepare(content)
    assert prepared.method == "copied"
    assert watch(shelf["film"]).frames == 50


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_film_held_sideways_stands_upright_everywhere(turn: int) -> None:
    content = film("mp4", "libx265", None, turn=turn)
    probe = probe_stream(Held(content))
    assert probe.rotation == turn
    prepared, shelf = prepare(content)
    upright = (90, 160) if turn in (90, 270) else (160, 90)
    seen = watch(shelf["film"])
    assert seen.size == upright == (prepared.width, prepared.height) == prepared.poster_size
    corner = {90: (5, -5), 180: (-5, -5), 270: (-5, 5)}[turn]
    assert seen.first is not None
    assert is_red(seen.first[corner])
    assert is_red(picture(shelf["poster"])[corner])


def test_a_sideways_film_that_is_only_copied_stays_turned_for_the_player() -> None:
    prepared, shelf = prepare(film("mov", "libx264", None, seconds=1, turn=90))
    assert prepared.method == "copied"
    assert (prepared.width, prepared.height) == prepared.poster_size == (90, 160)
    assert probe_stream(Held(shelf["film"])).rotation == 90


def test_a_large_film_fits_the_screen_afterwards() -> None:
    prepared, shelf = prepare(film("mp4", "libx264", None, seconds=0.4, size=(2560, 1440)))
    assert prepared.probe.why_not == ("Its picture is larger than 1080p.",)
    assert watch(shelf["film"]).size == (1920, 1080)


def test_ten_bit_colour_becomes_eight() -> None:
    prepared, shelf = prepare(film("mp4", "libx264", None, seconds=0.4, pixels="yuv420p10le"))
    assert prepared.method == "transcoded"
    assert watch(shelf["film"]).pixels == "yuv420p"


@pytest.mark.faults
def test_the_wide_colours_of_a_phone_become_ordinary_ones() -> None:
    """Slow, because the table of colours is computed once a film (about ten seconds)."""
    hlg = "log-level=none:colorprim=bt2020:transfer=arib-std-b67:colormatrix=bt2020nc"
    _, shelf = prepare(film("mov", "libx265", None, seconds=0.4, pixels="yuv420p10le", colours=hlg))
    with av.open(io.BytesIO(shelf["film"])) as container:
        frame = next(container.decode(video=0))
    assert (frame.format.name, frame.color_trc, frame.color_primaries, frame.colorspace) == (
        "yuv420p",
        1,
        1,
        1,
    )


def test_an_uneven_film_keeps_its_times_and_has_a_key_picture_every_two_seconds() -> None:
    content = film("webm", "libvpx", None, seconds=8, pauses={50: 900, 120: 450, 121: 300})
    prepared, shelf = prepare(content)
    seen = watch(shelf["film"])
    assert prepared.probe.variable_rate
    assert abs(seen.duration_ms - 9650) < 100
    assert 0 < seen.key_gap_ms <= 2000


def test_sound_stays_with_the_picture_over_a_hole() -> None:
    """The tone ends after one second of three; what follows is silence, not an early end."""
    content = film("matroska", "libvpx", "libopus", seconds=1, pauses={20: 2000})
    _, shelf = prepare(content)
    assert abs(watch(shelf["film"]).duration_ms - 3000) < 120
    values = json.loads(shelf["peaks"])["peaks"]
    assert all(value > 60 for value in values[1:9])


def test_the_strip_shows_the_film_in_order() -> None:
    prepared, shelf = prepare(film(seconds=6, sound=None))
    strip = prepared.strip
    assert strip is not None
    assert (strip.count, strip.interval_ms, strip.columns, strip.rows) == (3, 2000, 3, 1)
    sheet = picture(shelf["strip"])
    assert sheet.shape == (strip.rows * strip.tile_height, strip.columns * strip.tile_width, 3)
    assert all(is_red(sheet[5, number * strip.tile_width + 5]) for number in range(3))


def test_peaks_follow_the_loudness() -> None:
    prepared, shelf = prepare(film(loud=0.5))
    peaks = json.loads(shelf["peaks"])
    assert (peaks["sound"], peaks["ms_per_peak"]) == ("heard", 100)
    assert prepared.peak_count == len(peaks["peaks"]) == pytest.approx(20, abs=1)
    assert all(110 <= value <= 150 for value in peaks["peaks"][1:-1])


@pytest.mark.parametrize(("sound", "loud", "said"), [("aac", 0.0, "silent"), (None, 0.0, "none")])
def test_a_film_without_sound_says_so(sound: str | None, loud: float, said: str) -> None:
    prepared, shelf = prepare(film(sound=sound, loud=loud))
    assert json.loads(shelf["peaks"]) == {"sound": said, "ms_per_peak": 100, "peaks": []}
    assert prepared.sound == said


@pytest.mark.parametrize(
    ("container", "audio", "method"),
    [("webm", "libopus", "transcoded"), ("mp4", "aac", "index_first"), ("wav", "pcm_s16le", "transcoded")],
)
def test_a_talk_becomes_sound_alone(container: str, audio: str, method: str) -> None:
    prepared, shelf = prepare(film(container, None, audio), kind="talk")
    seen = watch(shelf["film"])
    assert prepared.method == method
    assert (seen.codecs, seen.frames) == (["aac"], 0)
    assert abs(seen.duration_ms - 2000) < 120
    assert shelf.closed == ["film", "peaks"]
    assert prepared.peak_count == pytest.approx(20, abs=1)


def test_of_a_filmed_talk_only_the_sound_is_kept() -> None:
    _, shelf = prepare(film("webm", "libvpx", "libopus"), kind="talk")
    assert watch(shelf["film"]).codecs == ["aac"]


@pytest.mark.parametrize(
    ("content", "kind", "code"),
    [
        (film("mp4", None, "aac"), "lesson", Code.SOUND_ONLY),
        (film("mp4", "libx264", None), "talk", Code.NO_SOUND),
    ],
    ids=["sound for a lesson", "picture for a talk"],
)
def test_the_wrong_kind_of_file_ends_in_one_sentence(content: bytes, kind: str, code: Code) -> None:
    shelf = Shelf()
    with pytest.raises(MediaError) as caught:
        prepare_stream(Held(content), shelf, kind=kind)  # type: ignore[arg-type]
    assert caught.value.code == code
    assert shelf.parts == {}


def test_a_film_longer_than_allowed_is_refused_before_any_work() -> None:
    with pytest.raises(MediaError) as caught:
        prepare(film(), limits=Limits(duration_ms=1000))
    assert caught.value.code == Code.TOO_LONG


def test_a_film_that_grows_too_large_is_refused() -> None:
    with pytest.raises(MediaError) as caught:
        prepare(film("webm", "libvpx", "libopus"), limits=Limits(output_bytes=1000))
    assert caught.value.code == Code.TOO_LARGE


def test_a_film_cut_off_behind_its_index_gives_what_is_there() -> None:
    _, shelf = prepare(film(seconds=4))
    cut = shelf["film"][: len(shelf["film"]) * 2 // 3]
    prepared, again = prepare(cut)
    seen = watch(again["film"])
    assert 20 < seen.frames < 100
    assert "The file ends early: the last part of the film may be missing." in prepared.problems


def test_progress_goes_from_nought_to_one_in_each_phase() -> None:
    told: list[tuple[str, float]] = []
    prepare(film("webm", "libvpx", "libopus"), progress=lambda phase, share: told.append((phase, share)))
    for phase in ("film", "pictures", "peaks"):
        shares = [share for name, share in told if name == phase]
        assert shares[-1] == 1.0
        assert all(0 <= share <= 1 for share in shares)
    assert {name for name, _ in told} <= {"looking", "indexed", "film", "pictures", "peaks"}


def test_a_full_disk_comes_through_and_leaves_no_closed_sink() -> None:
    class Full(Shelf):
        def __call__(self, name: str) -> Any:
            sink = super().__call__(name)
            sink.write = _no_space  # type: ignore[method-assign]
            return sink

    shelf = Full()
    with pytest.raises(OSError, match="No space"):
        prepare_stream(Held(film()), shelf)
    assert shelf.closed == []


def _no_space(block: bytes) -> None:
    raise OSError(28, "No space left on device")


def test_every_scratch_is_closed_again(tmp_path: Path) -> None:
    opened: list[SealedScratch] = []

    def scratch() -> SealedScratch:
        opened.append(SealedScratch(tmp_path))
        return opened[-1]

    prepare(film("webm", "libvpx", "libopus"), open_scratch=scratch)
    with pytest.raises(MediaError):
        prepare(film("webm", "libvpx", "libopus"), open_scratch=scratch, limits=Limits(output_bytes=1000))
    # One for the early film and one for the film, each time.
    assert len(opened) == 4
    assert all(one._file.closed for one in opened)
    assert list(tmp_path.iterdir()) == []

from typing import Any

import av
import numpy as np
import pytest

from sidebyside.core.media.errors import Code, MediaError
from sidebyside.core.media.prepare import prepare_parts
from sidebyside.core.media.shapes import Prepared
from tests.core.media.films import Held, Shelf, watch
from tests.core.media.recorders import SOUND_RATE, numbers_in, recording, sound_in

KINDS = [
    ("webm", "libvpx", "libopus"),
    ("webm", "libvpx-vp9", "libopus"),
    ("matroska", "libx264", "libopus"),
    ("matroska", "libx264", "pcm_s16le"),
    ("mp4", "libx264", "aac"),
]


def join(*contents: bytes, **options: Any) -> tuple[Prepared, Shelf]:
    shelf = Shelf()
    return prepare_parts([Held(content) for content in contents], shelf, **options), shelf


@pytest.mark.parametrize(("form", "picture", "sound"), KINDS)
def test_parts_join_without_a_gap_and_without_a_frame_twice(form: str, picture: str, sound: str) -> None:
    first = recording(form, picture, sound, numbers=range(40))
    second = recording(form, picture, sound, numbers=range(40, 75))
    prepared, shelf = join(first, second)
    numbers, times = numbers_in(shelf["film"])
    assert numbers == list(range(75))
    assert max(np.diff(times)) < 70
    assert set(watch(shelf["film"]).codecs) == {"h264", "aac"}
    (start, length), (next_start, next_length) = prepared.parts
    assert (start, next_start) == (0, length)
    assert next_start + next_length == prepared.duration_ms
    assert abs(times[40] - next_start) < 40
    assert prepared.sound == "heard"


def test_a_recording_in_one_part_is_the_film_from_its_first_to_its_last_frame() -> None:
    prepared, shelf = join(recording(numbers=range(50)))
    assert numbers_in(shelf["film"])[0] == list(range(50))
    assert prepared.parts == ((0, prepared.duration_ms),)
    assert shelf.closed == ["indexed", "film", "poster", "strip", "peaks"]


def test_sound_goes_on_over_a_join() -> None:
    parts = [recording(numbers=range(40)) for _ in range(3)]
    prepared, shelf = join(*parts)
    sound = sound_in(shelf["film"])
    edge = SOUND_RATE // 10
    loud = np.abs(sound[edge:-edge]).reshape(-1)[: (len(sound) - 2 * edge) // 480 * 480]
    quiet_10_ms = loud.reshape(-1, 480).max(axis=1) < 0.1
    longest = max((len(run) for run in "".join(map(str, quiet_10_ms.astype(int))).split("0")), default=0)
    assert longest <= 5
    assert abs(len(sound) / SOUND_RATE * 1000 - prepared.duration_ms) < 60


@pytest.mark.parametrize(("form", "picture", "sound"), [KINDS[0], KINDS[2], KINDS[4]])
@pytest.mark.parametrize("share", [0.31, 0.62, 0.97])
def test_a_part_that_was_killed_keeps_every_frame_that_is_whole(
    form: str, picture: str, sound: str, share: float
) -> None:
    whole = recording(form, picture, sound, numbers=range(90))
    _, shelf = join(whole[: int(len(whole) * share)], recording(form, picture, sound, numbers=range(90, 110)))
    numbers, times = numbers_in(shelf["film"])
    kept = numbers.index(90)
    assert numbers == [*range(kept), *range(90, 110)]
    assert kept >= 90 * share * 0.6 - 15
    assert max(np.diff(times)) < 110


def test_a_camera_that_changed_is_scaled_into_the_first_ones_size() -> None:
    first = recording("webm", "libvpx", "libopus", numbers=range(20))
    second = recording("mp4", "libx264", "aac", numbers=range(20, 40), size=(320, 180))
    upright = recording("webm", "libvpx-vp9", "libopus", numbers=range(20), size=(90, 160))
    prepared, shelf = join(first, second, upright)
    assert watch(shelf["film"]).size == (160, 90) == (prepared.width, prepared.height)
    numbers, _ = numbers_in(shelf["film"])
    assert numbers[:40] == list(range(40))
    assert len(numbers) == 60
    assert "indexed" not in shelf.closed


def test_a_turned_camera_is_not_squeezed() -> None:
    parts = [recording(numbers=range(3)), recording(numbers=[4095] * 9, size=(90, 160))]
    _, shelf = join(*parts)
    import io

    with av.open(io.BytesIO(shelf["film"])) as container:
        last = [frame.to_ndarray(format="gray") for frame in container.decode(video=0)][-1]
    assert last[45, 5] < 40
    assert last[45, 80] > 200
    assert last[45, -5] < 40


def test_a_second_microphone_is_prepared_without_a_picture() -> None:
    prepared, shelf = join(
        recording("webm", None, "libopus", seconds=1.5), recording("webm", None, "libopus", seconds=1)
    )
    assert shelf.closed == ["film", "peaks"]
    assert watch(shelf["film"]).codecs == ["aac"]
    assert (prepared.width, prepared.height, prepared.poster_size) == (0, 0, None)
    assert abs(prepared.duration_ms - 2500) < 60
    assert prepared.problems.count("No small pictures of the film could be made.") == 0


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_sound_goes_on_while_the_camera_is_away(order: tuple[int, int]) -> None:
    both = [recording(numbers=range(30)), recording("webm", None, "libopus", seconds=2)]
    prepared, shelf = join(*(both[at] for at in order))
    numbers, times = numbers_in(shelf["film"])
    assert numbers == list(range(30))
    assert abs(times[0] - (0 if order == (0, 1) else 2000)) < 60
    assert abs(len(sound_in(shelf["film"])) / SOUND_RATE * 1000 - prepared.duration_ms) < 100
    assert abs(prepared.duration_ms - 3020) < 100


def test_a_part_in_which_nothing_can_be_read_has_no_length_and_loses_no_other() -> None:
    whole = recording(numbers=range(30))
    prepared, shelf = join(whole, whole[:120], b"", recording(numbers=range(30, 50)))
    assert numbers_in(shelf["film"])[0] == list(range(50))
    assert [length > 0 for _, length in prepared.parts] == [True, False, False, True]


def test_parts_that_hold_nothing_at_all_end_in_one_sentence() -> None:
    with pytest.raises(MediaError) as caught:
        join(b"", recording()[:100])
    assert caught.value.code == Code.EMPTY


def test_pictures_that_come_in_bunches_are_all_kept() -> None:
    """A busy phone hands over three pictures in a few milliseconds and none for a while after."""
    bunches = recording(numbers=range(60), step_ms=lambda place: 80 if place % 3 == 2 else 9)
    _, shelf = join(bunches)
    assert numbers_in(shelf["film"])[0] == list(range(60))

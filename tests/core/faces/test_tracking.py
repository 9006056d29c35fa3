from collections.abc import Sequence

from sidebyside.core.faces.shapes import Doubt, Key, Look, Path, Stretch
from sidebyside.core.faces.tracking import follow

SIZE = (1280, 720)
STEP_MS = 200


def key(ms: int, x: float, y: float, side: float = 40, score: float = 0.8) -> Key:
    return Key(ms, x, y, x + side, y + side, score)


def film(looks: Sequence[Sequence[Key]], seconds: int = 4) -> list[Stretch]:
    """One look every 200 ms, pictures every 40 ms."""
    times = tuple(range(0, seconds * 1000, 40))
    seen = tuple(Look(5 * n, STEP_MS * n, tuple(boxes)) for n, boxes in enumerate(looks))
    return [Stretch(0, *SIZE, times, seen)]


def test_a_face_that_walks_faster_than_its_own_size_stays_one_track() -> None:
    found = follow(film([[key(STEP_MS * n, 100 + 50 * n, 300)] for n in range(20)]))
    assert [track.seen for track in found.tracks] == [20]
    assert found.tracks[0].doubt == ()


def test_a_gap_is_filled_on_the_straight_line() -> None:
    looks = [[] if 5 <= n < 10 else [key(STEP_MS * n, 100 + 10 * n, 300)] for n in range(20)]
    (track,) = follow(film(looks)).tracks
    assert track.longest_gap_ms == 1200
    assert Doubt.GAP in track.doubt
    between = track.path.at(1400)
    assert between is not None
    assert abs(between.x0 - 170) < 3


def test_a_track_begins_before_it_was_first_seen_and_ends_after() -> None:
    looks = [[key(STEP_MS * n, 100 + 20 * n, 300)] if 5 <= n < 15 else [] for n in range(20)]
    (track,) = follow(film(looks)).tracks
    assert track.first_ms == 1000 - 300
    assert track.last_ms == 2800 + 300
    assert Doubt.LOST in track.doubt
    first = track.path.at(700)
    assert first is not None
    assert abs(first.x0 - (200 - 30)) < 6


def test_a_track_does_not_reach_beyond_the_film() -> None:
    (track,) = follow(film([[key(STEP_MS * n, 100, 300)] for n in range(20)])).tracks
    assert (track.first_ms, track.last_ms) == (0, 3960)


def test_faint_boxes_prolong_a_track_both_ways_and_begin_none() -> None:
    looks = [[key(STEP_MS * n, 100, 300, score=0.12 if n in (3, 4, 12) else 0.8)] for n in range(3, 13)]
    (track,) = follow(film([[], [], [], *looks])).tracks
    assert track.seen == 10
    faint = [[key(STEP_MS * n, 100, 300, score=0.12)] for n in range(20)]
    assert follow(film(faint)).tracks == ()


def test_two_who_pass_each_other_keep_their_ways_and_are_doubted() -> None:
    looks = [[key(STEP_MS * n, 100 + 30 * n, 300), key(STEP_MS * n, 670 - 30 * n, 310)] for n in range(20)]
    found = follow(film(looks))
    assert [track.seen for track in found.tracks] == [20, 20]
    assert all(Doubt.NEAR in track.doubt for track in found.tracks)
    ends = [track.path.keys[-2].x0 for track in found.tracks]
    assert ends[0] > 600
    assert ends[1] < 150


def test_a_box_of_one_look_is_a_track_that_is_doubted() -> None:
    (track,) = follow(film([[], [], [key(400, 100, 300, side=12, score=0.25)], *[[]] * 10])).tracks
    assert {Doubt.SHORT, Doubt.SMALL, Doubt.WEAK, Doubt.LOST} == set(track.doubt)
    assert track.smallest_px == 12


def test_a_face_far_away_is_another_face() -> None:
    looks = [[key(STEP_MS * n, 100 if n < 10 else 900, 300)] for n in range(20)]
    assert len(follow(film(looks)).tracks) == 2


def test_stretches_as_json_and_cut_anywhere_give_the_same_tracks() -> None:
    (whole,) = film([[key(STEP_MS * n, 100 + 50 * n, 300)] for n in range(20)])
    first = Stretch(0, *SIZE, whole.times_ms[:40], whole.looks[:8])
    second = Stretch(1, *SIZE, whole.times_ms[40:], whole.looks[8:])
    kept = [Stretch.from_json(stretch.to_json()) for stretch in (first, second)]
    assert follow(kept) == follow([whole])


def test_nothing_seen_is_no_track_and_no_film_is_no_error() -> None:
    assert follow(film([[]] * 20)).tracks == ()
    assert follow([]).tracks == ()


def test_a_box_drawn_by_hand_is_a_path_of_two_keys() -> None:
    path = Path((Key(1000, 0, 0, 10, 10), Key(2000, 100, 0, 110, 10)))
    assert path.at(999) is None
    assert path.at(2001) is None
    assert path.at(1500) == Key(1500, 50, 0, 60, 10)

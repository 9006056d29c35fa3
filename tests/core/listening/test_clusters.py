from itertools import pairwise

import numpy as np

from sidebyside.core.listening.clusters import cut, merges
from sidebyside.core.listening.heard import HeardWord
from sidebyside.core.listening.plan import stretches
from sidebyside.core.listening.voice_activity import joined
from sidebyside.core.listening.words import PAUSE_MS, WINDOW_MS, once, windows_of


def around(directions, count, spread=0.1, seed=0):
    chance = np.random.default_rng(seed)
    vectors = np.concatenate([chance.normal(one, spread, (count, len(one))) for one in directions])
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def apart(count):
    return [(number, 0) for number in range(count)]


def test_groups_are_those_that_lie_together():
    vectors = around(np.eye(8)[:3], 5)

    groups = cut(merges(vectors, apart(15)), 15, 3)

    assert sorted(sorted(group) for group in groups) == [
        [0, 1, 2, 3, 4],
        [5, 6, 7, 8, 9],
        [10, 11, 12, 13, 14],
    ]


def test_merges_come_nearest_first_and_end_in_one_group():
    vectors = around(np.eye(6)[:2], 20, spread=0.4)

    made = merges(vectors, apart(40))

    assert len(made) == 39
    assert all(one.distance <= other.distance + 1e-6 for one, other in pairwise(made))
    assert sorted(cut(made, 40, 1)[0]) == list(range(40))


def test_two_voices_of_one_moment_stay_apart():
    vectors = around(np.eye(4)[:1], 2, spread=0.01)

    assert merges(vectors, [(0, 0), (0, 1)])[0].distance == 2
    assert merges(vectors, [(0, 0), (1, 1)])[0].distance < 0.01


def test_one_vector_needs_no_merge():
    assert merges(around(np.eye(3)[:1], 1), apart(1)) == []
    assert cut([], 1, 1) == [[0]]


def test_stretches_hold_all_speech_and_are_cut_at_long_pauses():
    speech = [(at, at + 4000) for at in range(0, 3_600_000, 5000) if at % 290_000]
    made = stretches(speech)
    assert [region for stretch in made for region in stretch.speech] == speech
    assert all(stretch.end_ms - stretch.start_ms <= 300_000 for stretch in made)
    assert [stretch.start_ms for stretch in made[1:4]] == [295_000, 585_000, 875_000]


def test_speech_without_a_breath_is_cut_all_the_same():
    made = stretches([(0, 900_000)])
    assert made[0].start_ms == 0
    assert made[-1].end_ms == 900_000
    assert len(made) == 4
    assert stretches([]) == ()


def test_windows_shorten_long_pauses_and_find_back_to_the_sound():
    windows = windows_of([(1000, 3000), (3400, 5000), (20_000, 24_000), (40_000, 66_000)])

    assert [window.pieces for window in windows] == [
        ((1000, 5000 + PAUSE_MS // 2), (20_000 - PAUSE_MS // 2, 24_000)),
        ((40_000, 66_000),),
    ]
    assert all(window.length_ms <= WINDOW_MS for window in windows)
    assert windows[0].moment(0) == 1000
    assert windows[0].moment(4000 + PAUSE_MS) == 20_000
    assert windows[0].moment(1e9) == 24_000


def test_regions_that_touch_are_one():
    assert joined([(5, 9), (0, 3), (3, 4), (8, 12)]) == [(0, 4), (5, 12)]


def test_what_is_said_again_and_again_is_kept_once():
    said = [
        HeardWord(100 * at, 100 * at + 90, text, 0.9)
        for at, text in enumerate(["so,", *["thank", "you."] * 20])
    ]

    assert [word.text for word in once(said)] == ["so,", "thank", "you."]
    assert once(said[:6]) == said[:6]

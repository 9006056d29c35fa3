from sidebyside.core.talk.silences import silences, within


def test_between_the_first_word_and_the_last_where_nobody_speaks() -> None:
    spoken = [(1_000, 3_000), (2_000, 2_500), (8_000, 9_000), (9_000, 12_000)]
    assert list(silences(spoken)) == [(3_000, 8_000)]


def test_what_was_left_out_is_neither_talk_nor_silence() -> None:
    spoken = [(1_000, 3_000), (20_000, 21_000)]
    left_out = [(0, 500), (2_000, 5_000), (9_000, 10_000), (20_500, 30_000)]
    assert within(spoken, left_out) == [(2_000, 5_000), (9_000, 10_000), (20_500, 21_000)]
    assert list(silences(spoken, left_out)) == [(5_000, 9_000), (10_000, 20_000)]

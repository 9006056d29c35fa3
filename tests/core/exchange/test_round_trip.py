"""Whatever a talk holds, what is written is read back to the millisecond; whatever a file holds, nothing breaks."""

from hypothesis import given, settings
from hypothesis import strategies as st

from sidebyside.core.exchange import WRITERS, ExchangeError, Kind, Transcript, Turn, Word, read, sniff, write
from sidebyside.core.exchange.mending import settle
from sidebyside.core.exchange.notes import Notebook
from sidebyside.core.exchange.places import line
from sidebyside.core.exchange.shapes import Row, tidy

TIMED = (Kind.VTT, Kind.EAF, Kind.CSV, Kind.DOCX, Kind.JSON)
UNTIMED = (Kind.CSV, Kind.DOCX, Kind.JSON)
HARD = [
    "Ana: yes",
    "--> 00:01",
    "<v Eve>",
    "=1;@2",
    "'=",
    "&amp; &lt;",
    "NOTE",
    "WEBVTT",
    "[00:01] Ben:",
    "{\\i}",
    "-",
]

texts = (st.text(max_size=40) | st.sampled_from(HARD) | st.sampled_from(["mm", "so they waited"])).map(tidy)
words = texts.filter(bool)
names = st.none() | st.sampled_from(["Ana", "Ben", "Ana (2)", "unnamed speaker", "a > b", "=x"]) | words
spans = st.tuples(st.integers(0, 10_000_000), st.integers(1, 60_000)).map(lambda span: (span[0], sum(span)))


# Few of each on every run keep the suite quick; what failed so far, failed within as many.
quickly = settings(max_examples=40, deadline=None)


def talk(rows: list[Row]) -> Transcript:
    return Transcript(settle(rows, Notebook()).turns)


def read_or_refused(content: bytes, kind: Kind | None) -> Transcript | str:
    try:
        return read(content, kind)
    except ExchangeError as refused:
        return refused.sentence


@st.composite
def timed_talks(draw: st.DrawFn) -> Transcript:
    spoken = draw(st.lists(st.tuples(names, words, spans), min_size=1, max_size=12))
    return talk([Row(line(1), name, text, *span) for name, text, span in spoken])


untimed_talks = st.lists(st.tuples(names, words), min_size=1, max_size=12).map(
    lambda spoken: talk([Row(line(1), name, text) for name, text in spoken])
)


@quickly
@given(timed_talks())
def test_a_talk_with_times_comes_back_from_every_kind(given_talk: Transcript) -> None:
    for kind in TIMED:
        made = write(given_talk, kind)
        assert sniff(made) is kind
        assert read(made).turns == given_talk.turns, kind


@quickly
@given(untimed_talks)
def test_a_talk_without_times_comes_back_too(given_talk: Transcript) -> None:
    for kind in UNTIMED:
        assert read(write(given_talk, kind)).turns == given_talk.turns, kind


@quickly
@given(timed_talks())
def test_nothing_is_mended_twice(given_talk: Transcript) -> None:
    again = [Row(line(1), turn.speaker, turn.text, turn.start_ms, turn.end_ms) for turn in given_talk.turns]
    assert talk(again).turns == given_talk.turns


@quickly
@given(
    st.lists(st.sampled_from(["they", "waited", "so", "long"]), min_size=1, max_size=6), st.integers(0, 9999)
)
def test_times_of_words_come_back_from_json_and_elan(said: list[str], start: int) -> None:
    timed = tuple(Word(start + 100 * n, start + 100 * n + 90, word) for n, word in enumerate(said))
    turn = Turn("Ana", " ".join(said), start, start + 100 * len(said), timed)
    for kind in (Kind.JSON, Kind.EAF):
        assert read(write(Transcript((turn,)), kind)).turns == (turn,)


@quickly
@given(
    st.binary(max_size=300) | st.text(max_size=300).map(str.encode), st.none() | st.sampled_from(list(Kind))
)
def test_any_bytes_are_a_transcript_or_a_sentence(content: bytes, kind: Kind | None) -> None:
    transcript = read_or_refused(content, kind)
    if isinstance(transcript, Transcript):
        assert all(turn.text for turn in transcript.turns)
    else:
        assert transcript.endswith(".")


@quickly
@given(timed_talks(), st.sampled_from(list(WRITERS)), st.data())
def test_a_file_that_was_cut_or_scratched_is_a_transcript_or_a_sentence(
    given_talk: Transcript, kind: Kind, data: st.DataObject
) -> None:
    made = bytearray(write(given_talk, kind))
    for _ in range(data.draw(st.integers(1, 4))):
        made[data.draw(st.integers(0, len(made) - 1))] = data.draw(st.integers(0, 255))
    del made[data.draw(st.integers(1, len(made))) :]
    answer = read_or_refused(bytes(made), data.draw(st.sampled_from([None, kind])))
    assert isinstance(answer, Transcript) or answer.endswith(".")

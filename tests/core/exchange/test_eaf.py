"""ELAN files: tiers, slots without a time, references, words; written and read."""

import pytest

from sidebyside.core.exchange import (
    Code,
    ExchangeError,
    Kind,
    Mend,
    Transcript,
    Turn,
    Word,
    read,
    sniff,
    write,
)


def aligned(number: int, begin: str, end: str, text: str) -> str:
    return (
        f'<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a{number}" TIME_SLOT_REF1="{begin}" TIME_SLOT_REF2="{end}">'
        f"<ANNOTATION_VALUE>{text}</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>\n"
    )


def referring(number: int, to: int, text: str, follows: int | None = None) -> str:
    after = f' PREVIOUS_ANNOTATION="a{follows}"' if follows else ""
    return (
        f'<ANNOTATION><REF_ANNOTATION ANNOTATION_ID="a{number}" ANNOTATION_REF="a{to}"{after}>'
        f"<ANNOTATION_VALUE>{text}</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION>\n"
    )


def tier(name: str, *annotations: str, **attributes: str) -> str:
    given = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f'<TIER TIER_ID="{name}"{given}>\n{"".join(annotations)}</TIER>\n'


def elan(
    slots: dict[str, int | None], *tiers: str, version: str = "3.0", units: str = "milliseconds"
) -> bytes:
    timed = {slot: "" if at is None else f' TIME_VALUE="{at}"' for slot, at in slots.items()}
    order = "".join(f'<TIME_SLOT TIME_SLOT_ID="{slot}"{value}/>\n' for slot, value in timed.items())
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<ANNOTATION_DOCUMENT FORMAT="{version}">\n'
        f'<HEADER TIME_UNITS="{units}"/>\n<TIME_ORDER>\n{order}</TIME_ORDER>\n{"".join(tiers)}</ANNOTATION_DOCUMENT>'
    ).encode()


def said(content: bytes) -> list[tuple[str | None, int | None, int | None, str]]:
    return [(turn.speaker, turn.start_ms, turn.end_ms, turn.text) for turn in read(content).turns]


def mended(content: bytes) -> set[Mend]:
    return {note.mend for note in read(content).notes}


SLOTS: dict[str, int | None] = {"t1": 0, "t2": 1000, "t3": 2000, "t4": 3000}


@pytest.mark.parametrize("version", ["2.7", "2.8", "3.0"])
def test_tiers_are_speakers_by_participant_or_by_name(version: str) -> None:
    content = elan(
        SLOTS,
        tier("A", aligned(1, "t1", "t2", "Why?"), aligned(2, "t3", "t4", "Go on."), PARTICIPANT="Ben"),
        tier("Ana", aligned(3, "t2", "t3", "They waited &amp; I too.")),
        version=version,
    )
    assert sniff(content) is Kind.EAF
    assert said(content) == [
        ("Ben", 0, 1000, "Why?"),
        ("Ana", 1000, 2000, "They waited & I too."),
        ("Ben", 2000, 3000, "Go on."),
    ]
    assert read(content).notes == ()


def test_slots_without_a_time_are_shared_out_along_the_tier() -> None:
    slots: dict[str, int | None] = {"t1": 0, "t2": None, "t3": None, "t4": 3000, "t5": 4000}
    content = elan(
        slots,
        tier("Ana", aligned(1, "t1", "t2", "a"), aligned(2, "t2", "t3", "b"), aligned(3, "t3", "t4", "c")),
    )
    assert [(start, end) for _, start, end, _ in said(content)] == [(0, 1000), (1000, 2000), (2000, 3000)]
    assert mended(content) == {Mend.SLOTS}


def test_a_slot_with_no_time_on_either_side_is_refused_with_its_line() -> None:
    content = elan({"t1": 0, "t2": None}, tier("Ana", aligned(1, "t1", "t2", "a")))
    with pytest.raises(ExchangeError) as refused:
        read(content)
    assert refused.value.code is Code.EAF_SLOT
    assert refused.value.sentence.startswith("Line 9: ")


def test_a_slot_that_is_not_there_is_refused() -> None:
    with pytest.raises(ExchangeError) as refused:
        read(elan(SLOTS, tier("Ana", aligned(1, "t1", "t9", "a"))))
    assert refused.value.code is Code.EAF_SLOT


def test_words_that_refer_to_a_tier_of_times_take_its_times_in_their_order() -> None:
    content = elan(
        SLOTS,
        tier("times", aligned(1, "t1", "t3", ""), aligned(2, "t3", "t4", ""), PARTICIPANT="Ana"),
        tier(
            "words",
            referring(4, 1, "second", 3),
            referring(3, 1, "first"),
            referring(5, 2, "third"),
            PARENT_REF="times",
        ),
    )
    assert said(content) == [
        ("Ana", 0, 1000, "first"),
        ("Ana", 1000, 2000, "second"),
        ("Ana", 2000, 3000, "third"),
    ]
    assert mended(content) == {Mend.REFERENCES}


@pytest.mark.parametrize("to", [9, 3])
def test_a_reference_to_nothing_or_to_itself_is_refused(to: int) -> None:
    blank = tier("times", aligned(1, "t1", "t3", ""))
    with pytest.raises(ExchangeError) as refused:
        read(elan(SLOTS, blank, tier("words", referring(3, to, "first"), PARENT_REF="times")))
    assert refused.value.code is Code.EAF_REFERENCE


def test_codes_and_translations_are_left_out_and_this_is_said() -> None:
    content = elan(
        SLOTS,
        tier("Ana", aligned(1, "t1", "t2", "Oui."), LINGUISTIC_TYPE_REF="talk"),
        tier("in English", referring(2, 1, "Yes."), PARENT_REF="Ana", LINGUISTIC_TYPE_REF="talk"),
        tier("gestures", aligned(3, "t1", "t2", "nod"), LINGUISTIC_TYPE_REF="closed"),
        '<LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="closed" CONTROLLED_VOCABULARY_REF="CV"/>',
    )
    assert said(content) == [("Ana", 0, 1000, "Oui.")]
    assert mended(content) == {Mend.TIERS}


def test_a_tier_of_words_gives_the_words_their_times() -> None:
    words = tier("w", aligned(2, "t1", "t2", "They"), aligned(3, "t2", "t3", "waited."), PARENT_REF="Ana")
    transcript = read(elan(SLOTS, tier("Ana", aligned(1, "t1", "t3", "They waited.")), words))
    assert transcript.turns[0].words == (Word(0, 1000, "They"), Word(1000, 2000, "waited."))
    assert transcript.notes == ()


@pytest.mark.parametrize(
    ("content", "code", "place"),
    [
        (elan(SLOTS, version="1.4"), Code.EAF_FORMAT, "Line 2: "),
        (elan(SLOTS, units="PAL-frames"), Code.EAF_UNITS, "Line 3: "),
        (elan(SLOTS)[:-5], Code.BROKEN_XML, "Line 10: "),
        (elan(SLOTS).replace(b'"1000"', b'"soon"'), Code.BAD_TIME, "Line 6: "),
        (
            elan(SLOTS).replace(b"<ANN", b'<!DOCTYPE x [<!ENTITY a "b">]><ANN', 1),
            Code.XML_ENTITIES,
            "Line 2: ",
        ),
        (elan(SLOTS), Code.NO_WORDS, ""),
        (elan(SLOTS, *(tier(str(number)) for number in range(1001))), Code.TOO_MANY, "Line 2010: "),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(content: bytes, code: Code, place: str) -> None:
    with pytest.raises(ExchangeError) as refused:
        read(content)
    assert refused.value.code is code
    assert refused.value.sentence.startswith(place)


def test_who_speaks_twice_at_once_has_two_tiers_and_stays_one() -> None:
    talk = Transcript((Turn(None, "a", 0, 5000), Turn(None, "b", 1000, 2000), Turn("Ana (2)", "c", 0, 900)))
    made = write(talk, Kind.EAF)
    assert made.count(b"<TIER ") == 3
    assert set(read(made).turns) == set(talk.turns)


def test_edges_are_not_shared_between_neighbours() -> None:
    talk = Transcript((Turn("Ana", "a", 0, 1000), Turn("Ben", "b", 1000, 2000)))
    assert write(talk, Kind.EAF).count(b"<TIME_SLOT ") == 4


def test_a_turn_without_times_cannot_be_written_and_is_named() -> None:
    talk = Transcript((Turn("Ana", "a", 0, 1000), Turn("Ben", "b")))
    for kind in (Kind.EAF, Kind.VTT):
        with pytest.raises(ExchangeError) as refused:
            write(talk, kind)
        assert refused.value.sentence.startswith("Turn 2: ")

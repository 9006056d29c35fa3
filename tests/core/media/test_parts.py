import random
import uuid
from itertools import accumulate

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings
from hypothesis import strategies as st

from sidebyside.core.media import parts
from sidebyside.core.media.parts import HEADER, OpenedPart, PartBroken, PartSealer, read_header, seal_part
from tests.core.media.films import Held

SERVER = ec.generate_private_key(ec.SECP256R1())
FILM = uuid.uuid4()
pieces_of_a_film = st.lists(st.binary(max_size=300), max_size=12)


def sealed(pieces: list[bytes], *, film: uuid.UUID = FILM, number: int = 1, stopped: bool = True) -> bytes:
    return b"".join(seal_part(pieces, SERVER.public_key(), film, number, stopped=stopped))


def opened(stream: bytes, *, film: uuid.UUID = FILM, number: int = 1) -> OpenedPart:
    return OpenedPart(Held(stream), SERVER, film, number)


def whole(part: OpenedPart) -> bytes:
    return part.read_at(0, part.size)


@given(pieces_of_a_film, st.booleans(), st.data())
@settings(max_examples=60, deadline=None)
def test_any_part_gives_back_what_the_recorder_gave(
    pieces: list[bytes], stopped: bool, draw: st.DataObject
) -> None:
    part, plain = opened(sealed(pieces, stopped=stopped)), b"".join(pieces)
    assert (part.size, part.is_whole, part.torn_bytes) == (len(plain), stopped, 0)
    start = draw.draw(st.integers(0, len(plain) + 5))
    length = draw.draw(st.integers(0, len(plain) + 5))
    assert part.read_at(start, length) == plain[start : start + length]


@given(pieces_of_a_film, st.booleans(), st.data())
@settings(max_examples=100, deadline=None)
def test_a_part_torn_anywhere_keeps_every_whole_record(
    pieces: list[bytes], stopped: bool, draw: st.DataObject
) -> None:
    stream = sealed(pieces, stopped=stopped)
    cut = draw.draw(st.integers(HEADER.size, len(stream)))
    ends = list(accumulate((len(piece) + 20 for piece in pieces), initial=HEADER.size))
    kept = sum(end <= cut for end in ends) - 1
    part = opened(stream[:cut])
    assert whole(part) == b"".join(pieces[:kept])
    assert part.is_whole == (stopped and cut == len(stream))
    assert part.torn_bytes == (0 if part.is_whole else cut - ends[kept])


@given(st.lists(st.binary(min_size=1, max_size=80), min_size=10, max_size=14), st.data())
@settings(max_examples=100, deadline=None)
def test_no_changed_bit_gets_through(pieces: list[bytes], draw: st.DataObject) -> None:
    """It is told, or what it spoils is left out and counted as torn."""
    stream = bytearray(sealed(pieces))
    place = draw.draw(st.integers(0, len(stream) - 1))
    stream[place] ^= 1 << draw.draw(st.integers(0, 7))
    if 4 <= place < 8:
        assert read_header(Held(bytes(stream))).key_id != 1
        return
    plain = b"".join(pieces)
    try:
        part = opened(bytes(stream))
        found = whole(part)
    except PartBroken:
        return
    assert place >= HEADER.size
    assert plain.startswith(found)
    assert part.torn_bytes > 0
    assert not part.is_whole


@pytest.mark.parametrize("number", [0, 3])
def test_swapped_records_are_told(number: int) -> None:
    sealer = PartSealer(SERVER.public_key(), 1, FILM, 1)
    records = [sealer.record(bytes([at]) * 50) for at in range(12)]
    records[number], records[number + 1] = records[number + 1], records[number]
    part = opened(sealer.header + b"".join(records))
    with pytest.raises(PartBroken, match=f"record {number}"):
        whole(part)


def test_a_record_left_out_is_told() -> None:
    sealer = PartSealer(SERVER.public_key(), 1, FILM, 1)
    records = [sealer.record(b"x" * 50) for _ in range(12)]
    with pytest.raises(PartBroken, match="end"):
        opened(sealer.header + b"".join(records[:2] + records[3:]))


def test_nothing_can_follow_a_last_record() -> None:
    sealer = PartSealer(SERVER.public_key(), 1, FILM, 1)
    records = [sealer.record(b"a"), sealer.record(b"b", last=True), *(sealer.record(b"c") for _ in range(9))]
    with pytest.raises(PartBroken, match="record 1"):
        whole(opened(sealer.header + b"".join(records)))


def test_a_part_of_another_film_number_or_server_does_not_open() -> None:
    stream = sealed([b"picture"])
    with pytest.raises(PartBroken, match="another"):
        opened(stream, film=uuid.uuid4())
    with pytest.raises(PartBroken, match="another"):
        opened(stream, number=2)
    moved = HEADER.pack(*HEADER.unpack(stream[: HEADER.size])[:3], 2, stream[26:91]) + stream[HEADER.size :]
    with pytest.raises(PartBroken, match="end"):
        opened(moved, number=2)
    with pytest.raises(PartBroken, match="end"):
        OpenedPart(Held(stream), ec.generate_private_key(ec.SECP256R1()), FILM, 1)


@pytest.mark.parametrize("content", [b"", b"SBF1", b"\x00" * 500, b"SBF1" + b"\xff" * 600])
def test_what_is_no_part_is_told(content: bytes) -> None:
    with pytest.raises(PartBroken):
        opened(content)


def test_zeros_and_noise_that_a_power_cut_left_are_left_out() -> None:
    stream = sealed([b"a" * 100, b"b" * 100], stopped=False)
    part = opened(stream + bytes(4096))
    assert (whole(part), part.torn_bytes) == (b"a" * 100 + b"b" * 100, 4096)
    noise = opened(stream[:-60] + random.Random(1).randbytes(60))
    assert (whole(noise), noise.is_whole) == (b"a" * 100, False)


def test_a_length_that_nothing_wrote_is_told_and_not_taken_for_a_torn_end() -> None:
    stream = bytearray(sealed([b"a" * 1000] * 20))
    stream[HEADER.size + 1020 : HEADER.size + 1024] = b"\xff\x00\x00\x00"
    with pytest.raises(PartBroken, match="record 1"):
        opened(bytes(stream))


def test_a_flood_of_empty_records_ends_early(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "MOST_RECORDS", 5)
    with pytest.raises(PartBroken, match="too many"):
        opened(sealed([b""] * 6))


def test_only_the_last_few_megabytes_stay_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "KEPT_BYTES", 1000)
    part = opened(sealed([bytes([at]) * 400 for at in range(9)]))
    assert whole(part)[3200:] == b"\x08" * 400
    assert sum(map(len, part._opened.values())) <= 1000


def test_the_stream_is_what_the_filming_page_writes() -> None:
    """A fixed layout: the page's own module is tested against the same figures."""
    stream = sealed([b"abc"], number=258)
    assert HEADER.size == 91
    assert stream[:8] == b"SBF1\x00\x00\x00\x01"
    assert stream[8:24] == FILM.bytes
    assert stream[24:26] == b"\x01\x02"
    assert stream[26] == 4
    assert stream[91:95] == b"\x00\x00\x00\x13"
    assert len(stream) == 91 + 4 + 3 + 16 + 4 + 16

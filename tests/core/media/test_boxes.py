import struct
from array import array
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sidebyside.core.media.boxes import (
    UINT32,
    plan_index_first,
    read_index,
    read_layout,
    walk,
    write_index_first,
)
from sidebyside.core.media.errors import Code, MediaError
from sidebyside.core.media.probe import look_at_index, probe_stream
from tests.core.media.films import Held, film, watch

PLAIN = film(seconds=1)


def rewritten(content: bytes) -> bytes:
    source, parts = Held(content), []
    plan = plan_index_first(source, read_layout(source))
    written = write_index_first(source, plan, parts.append)
    assert written == plan.size == sum(map(len, parts))
    return b"".join(parts)


def box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", len(body) + 8, kind) + body


def test_a_film_with_its_index_last_plays_the_same_with_it_first() -> None:
    assert not read_layout(Held(PLAIN)).index_first
    moved = rewritten(PLAIN)
    seen = watch(moved)
    assert (seen.frames, seen.codecs) == (25, ["h264", "aac"])
    assert len(moved) <= len(PLAIN)


def test_moving_the_index_twice_changes_nothing_more() -> None:
    once = rewritten(PLAIN)
    assert rewritten(once) == once


def test_pictures_and_sound_are_handed_on_untouched() -> None:
    mdat = next(box for box in read_layout(Held(PLAIN)).boxes if box.kind == b"mdat")
    assert rewritten(PLAIN).endswith(PLAIN[mdat.start : mdat.end])


def test_what_is_hidden_behind_the_film_is_left_behind() -> None:
    assert b"PK\x03\x04" not in rewritten(PLAIN + b"PK\x03\x04" + bytes(100))


def test_edit_lists_are_kept() -> None:
    kinds = [kind for kind, *_ in walk(PLAIN, 0, len(PLAIN))]
    assert b"elst" in kinds
    moved = rewritten(PLAIN)
    assert [kind for kind, *_ in walk(moved, 0, len(moved))].count(b"elst") == kinds.count(b"elst")


class Vast:
    """A film of more than 4 GiB of which only the ends exist."""

    def __init__(self, mdat_size: int, offsets: list[int]) -> None:
        table = struct.pack(">II", 0, len(offsets)) + struct.pack(f">{len(offsets)}I", *offsets)
        stbl = box(b"stbl", box(b"stco", table))
        moov = box(b"moov", box(b"trak", box(b"mdia", box(b"minf", stbl))))
        self._head = box(b"ftyp", b"isom\0\0\0\0") + struct.pack(">I4sQ", 1, b"mdat", mdat_size)
        self._tail_at = len(self._head) - 16 + mdat_size
        self._tail = moov
        self.size = self._tail_at + len(moov)

    def read_at(self, offset: int, length: int) -> bytes:
        if offset >= self._tail_at:
            return self._tail[offset - self._tail_at :][:length]
        return self._head[offset : offset + length].ljust(min(length, self._tail_at - offset), b"\0")


def test_offsets_become_wide_when_they_pass_4_gib() -> None:
    offsets = [100, UINT32 - 40]
    source = Vast(UINT32 + 1000, offsets)
    plan = plan_index_first(source, read_layout(source))
    kind, payload, end = next(
        (kind, payload, end)
        for kind, _, payload, end in walk(plan.head, 0, len(plan.head))
        if kind in (b"stco", b"co64")
    )
    assert kind == b"co64"
    moved = array("Q", plan.head[payload + 8 : end])
    moved.byteswap()
    shift = len(plan.head) - plan.kept[0].start
    assert list(moved) == [offset + shift for offset in offsets]


def test_offsets_stay_narrow_below_4_gib() -> None:
    source = Vast(1_000_000, [100, 900_000])
    assert b"stco" in plan_index_first(source, read_layout(source)).head


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", Code.EMPTY),
        (PLAIN[:2000], Code.INTERRUPTED),
        (box(b"ftyp", b"heic\0\0\0\0") + box(b"mdat", bytes(50)), Code.PHOTO),
        (PLAIN.replace(b"avc1\0\0\0\0\0\0\0\1", b"encv\0\0\0\0\0\0\0\1"), Code.LOCKED),
        (b"#EXTM3U\nfile:///etc/passwd\n", Code.PLAYLIST),
        (b"hello, this is a letter", Code.NOT_MEDIA),
    ],
    ids=["empty", "cut off", "photo", "locked", "playlist", "letter"],
)
def test_what_is_no_film_is_named_before_any_decoder_sees_it(content: bytes, code: Code) -> None:
    with pytest.raises(MediaError) as caught:
        look_at_index(Held(content))
    assert caught.value.code == code


def test_a_film_with_a_track_in_another_file_is_refused() -> None:
    outside = PLAIN.replace(b"url \0\0\0\1", b"url \0\0\0\0")
    assert outside != PLAIN
    with pytest.raises(MediaError) as caught:
        look_at_index(Held(outside))
    assert caught.value.code == Code.PLAYLIST


def only_media_errors(work: Callable[[], object]) -> None:
    with suppress(MediaError):
        work()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    changes=st.lists(st.tuples(st.integers(0, len(PLAIN) - 1), st.integers(0, 255)), min_size=1, max_size=40)
)
def test_flipped_bytes_end_in_a_sentence_or_a_plan(changes: list[tuple[int, int]]) -> None:
    index_at = read_layout(Held(PLAIN)).first(b"moov")
    assert index_at is not None
    content = bytearray(PLAIN)
    for place, value in changes:
        content[index_at.start + place % index_at.size if place % 2 else place] = value

    def work() -> None:
        source = Held(bytes(content))
        layout, _ = look_at_index(source)
        if layout is not None:
            read_index(layout)
            plan_index_first(source, layout)

    only_media_errors(work)


@settings(max_examples=150, deadline=None)
@given(content=st.binary(max_size=300), mp4=st.booleans())
def test_noise_ends_in_a_sentence_or_a_plan(content: bytes, mp4: bool) -> None:
    noise = box(b"ftyp", b"isom") + box(b"moov", content) + box(b"mdat", b"x") if mp4 else content
    only_media_errors(lambda: look_at_index(Held(noise)))


def with_notes(content: bytes, notes: bytes) -> bytes:
    """The index is last, so that boxes put at its end move nothing else."""
    moov = read_layout(Held(content)).first(b"moov")
    assert moov is not None
    assert moov.end == len(content)
    size = struct.pack(">I", moov.size + len(notes))
    return content[: moov.start] + size + content[moov.start + 4 :] + notes


PLACE = b"+51.5007-000.1246/"
NOTES = [
    box(b"udta", box(b"\xa9xyz", b"\0\x12\x15\xc7" + PLACE)),
    box(b"meta", b"\0\0\0\0" + box(b"ilst", PLACE)),
    box(b"uuid", bytes(16) + PLACE),
]


@pytest.mark.parametrize("notes", NOTES, ids=["udta", "meta", "uuid"])
def test_where_a_phone_stood_is_wiped_from_the_film(notes: bytes) -> None:
    content = with_notes(PLAIN, notes)
    assert PLACE in content
    moved = rewritten(content)
    assert PLACE not in moved
    assert b"xyz" not in moved
    seen = watch(moved)
    assert (seen.frames, seen.codecs) == (25, ["h264", "aac"])


def test_a_film_with_its_index_first_is_rewritten_only_where_it_tells_more_than_pictures_and_sound() -> None:
    clean = rewritten(PLAIN)
    assert probe_stream(Held(clean)).method == "as_is"
    telling = clean.replace(b"free", b"udta", 1)
    assert telling != clean
    assert probe_stream(Held(telling)).method == "index_first"

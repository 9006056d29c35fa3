import os
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag

from sidebyside.core.media.scratch import CHUNK, SealedScratch


def test_what_was_appended_is_read_back_at_any_place(tmp_path: Path) -> None:
    scratch, content = SealedScratch(tmp_path), os.urandom(2 * CHUNK + 5000)
    for start in range(0, len(content), 300_000):
        scratch.append(content[start : start + 300_000])
    assert scratch.size == len(content)
    for offset, length in (
        (0, 10),
        (CHUNK - 5, 10),
        (CHUNK, CHUNK),
        (2 * CHUNK - 3, 4000),
        (len(content) - 1, 50),
    ):
        assert scratch.read_at(offset, length) == content[offset : offset + length]
    assert scratch.read_at(0, len(content)) == content
    scratch.close()


def test_nothing_lies_in_the_folder_and_nothing_plain_on_the_disk(tmp_path: Path) -> None:
    scratch = SealedScratch(tmp_path)
    scratch.append(b"a canary sings " * 200_000)
    assert list(tmp_path.iterdir()) == []
    raw = os.pread(scratch._file.fileno(), 4 * CHUNK, 0)
    assert len(raw) > CHUNK
    assert b"canary" not in raw
    scratch.close()


def test_a_byte_changed_on_the_disk_is_noticed(tmp_path: Path) -> None:
    scratch = SealedScratch(tmp_path)
    scratch.append(bytes(2 * CHUNK))
    os.pwrite(scratch._file.fileno(), b"\xff", 100)
    with pytest.raises(InvalidTag):
        scratch.read_at(0, 10)
    scratch.close()

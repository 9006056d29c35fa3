"""The unique word in the files that a database lies in, its journal among them: SQLite's and PostgreSQL's."""

import secrets
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from django.db import connection

from sidebyside.programme.models import Question, StrandContent
from sidebyside.trust.sealed import Ciphertext
from tests.cast import gather


def _files() -> Iterator[Path]:
    if connection.vendor == "sqlite":
        name = Path(str(connection.settings_dict["NAME"]))
        yield from name.parent.glob(f"{name.name}*")
        return
    with connection.cursor() as cursor:
        # All that is still in memory only is written.
        cursor.execute("CHECKPOINT")
        cursor.execute("SHOW data_directory")
        folder = Path(cursor.fetchone()[0])
    yield from (path for path in folder.rglob("*") if path.is_file())


def _found(words: list[bytes]) -> list[bool]:
    found = [False] * len(words)
    for path in _files():
        # A running server lets go of files of its own while they are read.
        with suppress(FileNotFoundError):
            held = path.read_bytes()
            found = [was or word in held for was, word in zip(found, words, strict=True)]
    return found


def test_the_files_of_the_database_hold_what_is_sealed_and_never_the_words(transactional_db: None) -> None:
    word = f"Zeisig{secrets.token_hex(8)}"
    cast = gather()
    StrandContent.objects.create(strand=cast.strand, owner=cast.ana, lesson=word, focus=word, why=word)
    question = Question.objects.create(strand=cast.strand, author=cast.ben, words=word)
    sealed = Question._base_manager.get(pk=question.pk).__dict__["words"]
    assert isinstance(sealed, Ciphertext)
    lies = [cast.programme.name.encode(), bytes(sealed)]
    # It is looked for where it lies: what stands open, and the sealed bytes, are found there.
    assert _found([*lies, word.encode(), word.encode("utf-16-le")]) == [True, True, False, False]

"""Words that are deleted: the ledger hears of it, and no byte of them stays in the database's file."""

import time
from pathlib import Path

import pytest
from django.conf import settings as now_settings
from django.db import connection, transaction
from tests.cast import Cast

from sidebyside.jobs import run_here
from sidebyside.programme.models import Question, StrandContent
from sidebyside.trust import clearing, keystore, ledger


def rows() -> list[str]:
    return [entry.what for entry in ledger.entries() if entry.sort == ledger.ROW]


@pytest.fixture
def content(transactional_db: None, cast: Cast, own_store: Path) -> StrandContent:
    return StrandContent.objects.create(strand=cast.strand, owner=cast.ana, focus="Thinking time " * 40)


def files() -> bytes:
    name = Path(str(now_settings.DATABASES["default"]["TEST"]["NAME"]))
    return b"".join(path.read_bytes() for path in name.parent.glob(f"{name.name}*"))


@pytest.mark.on_sqlite
def test_no_byte_of_deleted_words_is_left_in_the_file_or_its_log(content: StrandContent) -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete")
        assert cursor.fetchone() == (1,)
        cursor.execute("SELECT focus FROM programme_strandcontent")
        stored = bytes(cursor.fetchone()[0])
    assert stored in files()
    content.delete()
    left = files()
    # Whole, and by its pieces: a page may be written again in part.
    assert not [at for at in range(0, len(stored) - 16, 16) if stored[at : at + 16] in left]


def test_the_ledger_hears_of_rows_once_they_are_gone_and_knows_ids_and_times_only(
    content: StrandContent, cast: Cast
) -> None:
    kept = Question.objects.create(strand=cast.strand, author=cast.ana, words="kept")
    code = content.code
    with transaction.atomic():
        content.delete()
        transaction.set_rollback(True)
    assert rows() == []
    StrandContent.objects.get().delete()
    assert rows() == [f"programme.strandcontent:{code}"]
    assert str(kept.code) not in ledger.path().read_text()
    assert "Thinking" not in ledger.path().read_text()
    assert ledger.path().stat().st_mode & 0o077 == 0


def test_rows_of_one_act_are_noted_together(content: StrandContent, cast: Cast) -> None:
    for number in range(5):
        Question.objects.create(strand=cast.strand, author=cast.ana, words=str(number), position=number)
    Question.objects.all().delete()
    assert len(rows()) == 5


def test_a_destroyed_key_is_in_the_ledger_once(own_store: Path) -> None:
    keystore.make("recording:abc-0")
    keystore.destroy("recording:abc-0")
    keystore.destroy("recording:abc-0")
    assert [entry.what for entry in ledger.entries()] == ["recording:abc-0"]


def test_a_line_that_a_kill_cut_short_spoils_no_other(own_store: Path) -> None:
    ledger.note(ledger.KEY, "recording:aa")
    with ledger.path().open("a") as file:
        file.write("\n1700000000 key record")
    ledger.note(ledger.KEY, "recording:bb")
    assert [entry.what for entry in ledger.entries()] == ["recording:aa", "recording:bb"]


def _wait_until_counted(table: str) -> None:
    """PostgreSQL counts what has died some moments after it did."""
    deadline = time.monotonic() + 30
    with connection.cursor() as cursor:
        while table not in clearing.tables():
            assert time.monotonic() < deadline
            cursor.execute("SELECT pg_stat_force_next_flush()")
            time.sleep(0.2)


def test_postgresql_gives_the_room_of_deleted_words_back_and_sqlite_is_asked_for_nothing(
    content: StrandContent, cast: Cast, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # The server's own clearing up would come first.
            cursor.execute("ALTER TABLE programme_question SET (autovacuum_enabled = false)")
    Question.objects.bulk_create(
        Question(strand=cast.strand, author=cast.ana, words="said " * 200, position=number)
        for number in range(60)
    )
    Question.objects.all().delete()
    if connection.vendor != "postgresql":
        assert list(clearing._owed()) == []
        return
    _wait_until_counted("programme_question")
    owed = list(clearing._owed())
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_relation_size('programme_question')")
        assert cursor.fetchone()[0] > 0
        run_here(clearing.CLEAR_UP, owed[0])
        cursor.execute("SELECT pg_relation_size('programme_question')")
        assert cursor.fetchone()[0] == 0
    assert "programme_question" not in clearing.tables()
    # What lives is where it was.
    assert StrandContent.objects.get().focus == content.focus
    # Of a table that is somebody else's the operator hears; nothing is called done that was not.
    monkeypatch.setattr(clearing, "tables", lambda: {"programme_question": False})
    run_here(clearing.CLEAR_UP, owed[0])
    assert "Not cleared up: programme_question" in caplog.text

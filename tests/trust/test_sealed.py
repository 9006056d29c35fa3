import pytest
from django.db import connection
from tests.cast import Cast

from sidebyside.programme.models import Criterion, StrandContent
from sidebyside.trust import keystore
from sidebyside.trust.sealed import SealBroken

WORDS = "Who gets thinking time after I ask? 🙂 שלום"


@pytest.fixture
def content(cast: Cast) -> StrandContent:
    return StrandContent.objects.create(strand=cast.strand, owner=cast.ana, focus=WORDS)


def raw(table: str, column: str) -> list[bytes]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} ORDER BY id")
        return [bytes(row[0]) for row in cursor.fetchall()]


def test_words_come_back_as_written_and_lie_encrypted(content: StrandContent) -> None:
    assert StrandContent.objects.get().focus == WORDS
    (stored,) = raw("programme_strandcontent", "focus")
    assert b"thinking" not in stored


def test_saving_unread_words_keeps_them(content: StrandContent) -> None:
    found = StrandContent.objects.get()
    found.why = "because"
    found.save()
    assert StrandContent.objects.get().focus == WORDS


def test_a_ciphertext_moved_to_another_row_or_column_is_refused(cast: Cast, content: StrandContent) -> None:
    other = StrandContent.objects.create(strand=cast.other_strand, owner=cast.ana, focus="other", why="why")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE programme_strandcontent SET focus = %s, why = %s WHERE id = %s",
            [*raw("programme_strandcontent", "focus")[:1] * 2, other.pk],
        )
    moved = StrandContent.objects.get(pk=other.pk)
    with pytest.raises(SealBroken):
        _ = moved.focus
    with pytest.raises(SealBroken):
        _ = moved.why


def test_words_are_unreadable_once_their_authors_key_is_gone(cast: Cast, content: StrandContent) -> None:
    keystore.destroy(f"words:{cast.ana.code}")
    found = StrandContent.objects.get()
    assert found.focus == ""
    found.why = "new words under a key that is gone"
    with pytest.raises(keystore.KeyGone):
        found.save()


def test_a_bulk_update_or_a_search_of_sealed_words_is_refused(cast: Cast, content: StrandContent) -> None:
    with pytest.raises(TypeError):
        StrandContent.objects.update(focus="plain")
    with pytest.raises(TypeError):
        Criterion.objects.filter(words="plain").exists()

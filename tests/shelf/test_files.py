"""A file on the shelf: what is taken, how it lies and goes out, and that nothing of it is left once it is erased."""

import io
import time
import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone

from sidebyside.jobs import run_here
from sidebyside.jobs.kinds import kind_named
from sidebyside.people.models import Person, School
from sidebyside.programme import actions
from sidebyside.shelf import files, sweeping
from sidebyside.shelf.keeping import ItemWords, put
from sidebyside.shelf.models import Item, ItemFile
from sidebyside.trust import holdings, keystore, ledger
from sidebyside.trust.sealed import SealBroken
from sidebyside.web.backup import replaying
from tests.access.asking import bytes_of
from tests.cast import Cast, gather
from tests.pages import hidden, words_of

Browser = Callable[[Person], Client]
Committing = Callable[..., AbstractContextManager[object]]
PDF = b"%PDF-1.7\nMarzipan"


def shelf(cast: Cast) -> str:
    return f"/pair/{cast.pair.code}/shelf/"


def page_of(item: Item) -> str:
    return f"/pair/{item.partnership.code}/shelf/{item.code}/"


def sheet(name: str = "Sheet 3.pdf", body: bytes = PDF) -> SimpleUploadedFile:
    # What the browser says of it counts for nothing.
    return SimpleUploadedFile(name, body, "text/html")


def bring(browser: Client, cast: Cast, *file: Any, title: str = "Counters") -> Any:
    return browser.post(shelf(cast), {"title": title, "file": sheet(*file)})


def kept(cast: Cast, name: str = "Sheet 3.pdf") -> Item:
    return put(cast.pair, cast.ana, ItemWords(f"With {name}"), files.brought(name, PDF))


def test_both_save_it_under_its_name_and_no_browser_shows_it(cast: Cast, as_person: Browser) -> None:
    ana, ben = as_person(cast.ana), as_person(cast.ben)
    for _twice in range(2):
        assert bring(ana, cast, "../Übung <b>3</b>.pdf").status_code == 302
    item = Item.objects.get()
    assert "Save the file “b>.pdf”" in words_of(ben.get(shelf(cast)))
    answer = ben.get(f"{page_of(item)}file/")
    assert answer.content == PDF
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="b>.pdf"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "; sandbox" in answer.headers["Content-Security-Policy"]
    assert "no-store" in answer.headers["Cache-Control"]
    for stranger in (cast.dora, cast.cleo, cast.omar, cast.eve):
        assert as_person(stranger).get(f"{page_of(item)}file/").status_code == 404


def test_it_lies_sealed_under_a_key_of_its_own_its_name_too(cast: Cast) -> None:
    item = kept(cast)
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, body FROM shelf_itemfile")
        name, body = (bytes(one) for one in cursor.fetchone())
    assert b"Sheet" not in name
    assert b"Marzipan" not in body
    other = ItemFile.objects.get(item=kept(cast, "Other.pdf"))
    ItemFile.objects.filter(pk=other.pk).update(body=body)
    with pytest.raises(SealBroken):
        files.body_of(other)
    assert files.body_of(ItemFile.objects.get(item=item)) == PDF


@pytest.mark.parametrize(
    ("name", "body", "told"),
    [
        ("sheet.pdf", b"", "empty"),
        ("sheet.pdf", b"<script>alert(1)</script>", "none that the shelf takes"),
        ("page.html", b"<p>Hello", "none that the shelf takes"),
        ("drawn.svg", b"<svg/>", "none that the shelf takes"),
        ("macros.docm", b"PK\x03\x04", "none that the shelf takes"),
        ("lesson.mp4", b"\0\0\0\x18ftypmp42", "A film goes on the film’s page"),
        ("run.txt", b"MZ\0\0", "none that the shelf takes"),
        ("no-ending", PDF, "none that the shelf takes"),
        ("large.pdf", PDF + bytes(files.MOST_BYTES), "larger than 5 MB"),
        ("huge.pdf", PDF + bytes(2 * files.MOST_BYTES), "larger than 5 MB"),
    ],
)
def test_what_is_not_taken_is_said_and_the_words_stand_there_still(
    cast: Cast, as_person: Browser, name: str, body: bytes, told: str
) -> None:
    answer = bring(as_person(cast.ana), cast, name, body)
    assert answer.status_code == 422
    assert told in words_of(answer)
    assert 'value="Counters"' in answer.content.decode()
    assert not Item.objects.exists()


def test_names_lose_paths_and_what_nobody_sees_and_keep_their_ending() -> None:
    assert files.brought("C:\\Users\\ana\\a\u202e\x00b.pdf", PDF).name == "ab.pdf"
    assert files.brought(f"{'x' * 300}.pdf", PDF).name == f"{'x' * 117}.pdf"


def test_so_many_files_and_no_more_and_another_takes_the_place_of_the_first(
    cast: Cast,
    as_person: Browser,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Committing,
) -> None:
    monkeypatch.setattr(files, "MOST_FILES", 2)
    first, _second = kept(cast), kept(cast, "Other.pdf")
    ana = as_person(cast.ana)
    full = bring(ana, cast)
    assert full.status_code == 422
    assert "2 files already" in words_of(full)
    assert Item.objects.count() == 2
    old = ItemFile.objects.get(item=first)
    told = {
        "title": "Anew",
        "seen": hidden(ana.get(page_of(first)), "seen"),
        "file": sheet("New.txt", b"New"),
    }
    with django_capture_on_commit_callbacks(execute=True):
        assert ana.post(page_of(first), told).status_code == 302
    assert ana.get(f"{page_of(first)}file/").content == b"New"
    assert keystore.is_destroyed(old.sealing_key())


@pytest.mark.parametrize(("do", "left"), [("take off", 1), ("remove", 0)])
def test_it_goes_with_its_key_alone_or_with_its_thing_and_is_looked_for_again(
    cast: Cast, as_person: Browser, django_capture_on_commit_callbacks: Committing, do: str, left: int
) -> None:
    ana, item = as_person(cast.ana), kept(cast)
    file = ItemFile.objects.get(item=item)
    assert as_person(cast.ben).post(page_of(item), {"do": do}).status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        ana.post(page_of(item), {"do": do})
    assert Item.objects.count() == left
    assert not ItemFile.objects.exists()
    assert keystore.is_destroyed(file.sealing_key())
    said = ledger.path().read_text()
    assert f"key {file.sealing_key()}" in said
    assert f"row shelf.itemfile:{file.code}" in said
    assert ana.get(f"{page_of(item)}file/").status_code == 404


def test_a_key_whose_file_is_gone_is_ended_by_the_sweep_and_no_other(
    cast: Cast, django_capture_on_commit_callbacks: Committing
) -> None:
    School.objects.update(made_at=timezone.now() - timedelta(days=1))
    lost, there = (ItemFile.objects.get(item=kept(cast, name)) for name in ("Lost.pdf", "There.pdf"))
    for one in (lost, there):
        with keystore.changing() as store:
            aged = (int(time.time()) - 3700, one.sealing_key())
            store.execute("UPDATE keys SET made_at = ? WHERE name = ?", aged)
    with django_capture_on_commit_callbacks():
        ItemFile.objects.filter(pk=lost.pk).delete()
    for owed in kind_named(sweeping.END).owed():
        run_here(sweeping.END, owed)
    assert [keystore.is_destroyed(one.sealing_key()) for one in (lost, there)] == [True, False]
    assert files.body_of(there) == PDF


def test_after_leaving_each_has_their_own_file_and_not_the_others(cast: Cast, as_person: Browser) -> None:
    item = kept(cast)
    actions.leave(cast.pair, cast.ana)
    assert as_person(cast.ana).get(f"{page_of(item)}file/").content == PDF
    assert as_person(cast.ben).get(f"{page_of(item)}file/").status_code == 404


def test_it_is_taken_away_and_erased_with_all_that_is_ones_own(
    cast: Cast, as_person: Browser, django_capture_on_commit_callbacks: Committing
) -> None:
    file = ItemFile.objects.get(item=kept(cast))
    with zipfile.ZipFile(io.BytesIO(bytes_of(as_person(cast.ana).get("/film/mine.zip")))) as archive:
        assert archive.read("shelf/1.pdf") == PDF
        assert archive.read("shelf/what-is-what.txt") == b"1.pdf\nSheet 3.pdf\n\n"
    with django_capture_on_commit_callbacks(execute=True):
        assert set(holdings.erase(cast.ana).values()) == {0}
    assert keystore.is_destroyed(file.sealing_key())


def test_a_backup_that_is_put_back_brings_no_file_again(cast: Cast, as_person: Browser) -> None:
    item = kept(cast)
    file = ItemFile.objects.get(item=item)
    keystore.destroy(file.sealing_key())
    assert as_person(cast.ana).get(f"{page_of(item)}file/").status_code == 404
    # The page of a file whose key is gone still opens.
    assert as_person(cast.ana).get(shelf(cast)).status_code == 200
    gone = [ledger.Entry(int(time.time()), ledger.ROW, f"shelf.itemfile:{file.code}")]
    assert replaying.rows(gone, int(time.time()) - 60) == 1
    assert not ItemFile.objects.exists()


@pytest.mark.on_sqlite
def test_a_full_disk_says_so_and_leaves_what_was_there_as_it_was(
    transactional_db: None, as_person: Browser
) -> None:
    cast = gather()
    item = kept(cast)
    ana = as_person(cast.ana)
    ana.raise_request_exception = False
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0] + 20}")
    try:
        answer = bring(ana, cast, "Large.pdf", PDF + bytes(3 * files.MEBIBYTE), title="No room for it")
        assert answer.status_code == 507
        assert "no room left" in words_of(answer)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA max_page_count = 1073741823")
    assert [one.title for one in Item.objects.select_related("author")] == [item.title]
    assert ana.get(f"{page_of(item)}file/").content == PDF
    assert (
        bring(ana, cast, "Large.pdf", PDF + bytes(3 * files.MEBIBYTE), title="Room again").status_code == 302
    )

"""Drills: taken, deleted, put back. What was deleted cannot be read, here at once and in no backup after 35 days."""

import io
import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as now_settings
from django.core.management import CommandError, call_command
from django.db import connection, connections
from pytest_django import Settings
from tests.cast import Cast, gather
from tests.consent.registered import add_pupil, make_class, say

from sidebyside.consent import register
from sidebyside.consent.models import Pupil
from sidebyside.conversations.models import ListenerIn
from sidebyside.library.models import Addition, Interest
from sidebyside.pairing.models import Asked, Joined
from sidebyside.programme.models import Question, StrandContent
from sidebyside.programme.standing import strands
from sidebyside.recordings import deleting, store
from sidebyside.recordings.blurring.models import SecondLook
from sidebyside.recordings.models import HandOver, Recording, Rendition, Share
from sidebyside.reflection.models import Brought, DiaryEntry
from sidebyside.safeguarding.models import Opening, Period, Telling
from sidebyside.safeguarding.standing import period_at
from sidebyside.trust import keystore, master, monthly, recovery, rotating, sealed_files
from sidebyside.trust.doors import may
from sidebyside.trust.policy import Act, Kind
from sidebyside.web.backup import films, manifest, restoring, taking, turns
from sidebyside.web.commands.django_settings import CannotStart

pytestmark = pytest.mark.on_sqlite
FOCUS = "Who gets thinking time after I ask?"
FILM = b"moving pictures " * 90_000
DAY = 24 * 3600


class Killed(BaseException):
    """As `kill -9` between two steps."""


@pytest.fixture
def data(tmp_path: Path, settings: Settings) -> Iterator[Path]:
    folder = tmp_path / "data"
    settings.SIDEBYSIDE = now_settings.SIDEBYSIDE | {
        "DATA": folder,
        "ENGINE_URL": "",
        "MASTER_KEY": "",
        "KEYSTORE": folder / "keys" / "keys.sqlite3",
        "MASTER_KEY_FILE": folder / "keys" / "master.key",
        "MONTHLY_KEYS": tmp_path / "monthly",
        "LEDGER": folder / "ledger" / "deletions",
    }
    settings.STORAGES = now_settings.STORAGES | {
        "recordings": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": folder / "recordings", "file_permissions_mode": 0o600},
        }
    }
    keystore.close()
    # As ./sidebyside manage sets it.
    before = os.umask(0o077)
    yield folder
    os.umask(before)
    keystore.close()


@pytest.fixture
def cast(transactional_db: None, data: Path) -> Cast:
    return gather()


def film(cast: Cast, body: bytes = FILM, angle: int = 0) -> Recording:
    made = Recording.objects.create(
        strand=cast.strand, owner=cast.ana, state=Recording.State.READY, duration_ms=1000, angle=angle
    )
    keystore.make(made.sealing_key())
    made.file_name = "lesson.mp4"
    made.save()
    name = store.new_name(made.code)
    place = store.Place(recording=made.code, role="film", attempt=1, name=name)
    with store.create(place) as writer:
        writer.append(body)
        writer.seal()
    Rendition.objects.create(
        recording=made, role="film", attempt=1, name=name, size=len(body), published_at=made.made_at
    )
    Share.objects.create(recording=made, whole=True, opening=cast.strand.cycle.opening)
    return made


def watched(made: Recording) -> bytes:
    rendition = made.renditions.get()
    place = store.Place(recording=made.code, role="film", attempt=1, name=rendition.name)
    with store.read(place) as reader:
        return reader.read_at(0, reader.size)


@pytest.fixture
def school(cast: Cast) -> Recording:
    StrandContent.objects.create(strand=cast.strand, owner=cast.ana, focus=FOCUS)
    Question.objects.create(strand=cast.strand, author=cast.ana, words="And who does not?")
    return film(cast)


@pytest.fixture
def to(tmp_path: Path) -> Path:
    return tmp_path / "backups"


def backup(to: Path, *options: str) -> str:
    said = io.StringIO()
    call_command("backup", "--to", str(to), *options, stdout=said)
    return said.getvalue()


def restore(to: Path, *options: str) -> str:
    said = io.StringIO()
    keystore.close()
    call_command("restore", "--from", str(to), *options, stdout=said)
    return said.getvalue()


def lose(data: Path) -> None:
    """The disk broke: the master key comes from its recovery copy, the tables are empty."""
    kept = (data / "keys" / "master.key").read_text()
    keystore.close()
    connections.close_all()
    shutil.rmtree(data)
    (data / "keys").mkdir(parents=True)
    (data / "keys" / "master.key").write_text(kept)
    name = Path(str(connection.settings_dict["NAME"]))
    for end in ("", "-wal", "-shm"):
        name.with_name(name.name + end).unlink(missing_ok=True)


def newest(to: Path) -> Path:
    return manifest.backups(to)[-1]


def everything_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


# Taken, checked, put back.


def test_a_school_comes_back_on_a_new_machine(school: Recording, data: Path, to: Path) -> None:
    said = backup(to, "--check")
    assert "its database is sound" in said
    assert "1 files of films are as they were" in said
    lose(data)
    with pytest.raises(CommandError, match="ledger of deletions is not at"):
        restore(to)
    restore(to, "--without-ledger")
    assert StrandContent.objects.get().focus == FOCUS
    assert watched(Recording.objects.get()) == FILM
    assert Recording.objects.get().file_name == "lesson.mp4"
    assert not (data / turns.UNFINISHED).exists()
    assert (Path(str(connection.settings_dict["NAME"]))).stat().st_mode & 0o077 == 0


def test_nothing_in_a_backup_lies_in_the_open(school: Recording, cast: Cast, data: Path, to: Path) -> None:
    backup(to)
    found = everything_in(to)
    (wrapped,) = keystore.look().execute("SELECT wrapped FROM keys LIMIT 1").fetchone()
    for words in (cast.ana.email.encode(), cast.school.name.encode(), FOCUS.encode(), FILM[:64], wrapped):
        assert words not in found
    for path in to.rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path
    month = next(iter(monthly.folder().glob("*.key"))).stem
    assert monthly.opened(month).key not in found
    assert not list((data / "run").glob("*.copy"))


def test_films_are_copied_once_and_what_is_damaged_is_found_and_copied_anew(
    school: Recording, to: Path
) -> None:
    backup(to)
    (path,) = [path for path in (to / "films").rglob("*") if path.is_file()]
    before = path.stat()
    backup(to)
    assert path.stat().st_ino == before.st_ino
    assert path.stat().st_mtime_ns == before.st_mtime_ns
    body = bytearray(path.read_bytes())
    body[500] ^= 1
    path.write_bytes(body)
    with pytest.raises(CommandError, match="1 of 1 files of films"):
        backup(to, "--only-check")
    assert "as they were" in backup(to, "--check")


def test_a_damaged_film_is_put_aside_until_it_is_copied_anew(school: Recording, to: Path) -> None:
    backup(to)
    (path,) = [path for path in (to / "films").rglob("*") if path.is_file()]
    path.write_bytes(b"x")
    with pytest.raises(CommandError, match="1 of 1 files of films"):
        backup(to, "--only-check")
    aside = path.with_name(f"{path.name}.damaged")
    assert aside.read_bytes() == b"x"
    assert not path.exists()
    films.clear_up(to / "films", {f"{path.parent.name}/{path.name}"})
    assert aside.exists()
    backup(to, "--check")
    assert path.exists()
    assert not aside.exists()


def test_one_damaged_film_keeps_nothing_else_from_coming_back(
    school: Recording, cast: Cast, data: Path, to: Path
) -> None:
    other = film(cast, b"another lesson " * 1000, angle=1)
    backup(to)
    (path,) = (to / "films" / school.code.hex).iterdir()
    path.write_bytes(b"x")
    lose(data)
    said = restore(to, "--without-ledger")
    assert "1 files of films are back" in said
    assert f"Not back are 1 files of films that are missing or damaged in {to / 'films'}" in said
    assert f"{path.parent.name}/{path.name}" in said
    assert watched(Recording.objects.get(code=other.code)) == b"another lesson " * 1000
    assert store.names(school.code) == []
    assert not (data / turns.UNFINISHED).exists()


def test_a_restore_without_the_folder_of_films_is_refused(school: Recording, to: Path) -> None:
    backup(to)
    (to / "films").rename(to / "elsewhere")
    with pytest.raises(CommandError, match="Put that folder back"):
        restore(to, "--over-what-is-there")


def test_a_check_waits_for_its_turn(school: Recording, data: Path, to: Path) -> None:
    backup(to)
    turn = turns.alone(data, "backup")
    with pytest.raises(CommandError, match="A backup is being made already"):
        backup(to, "--only-check")
    os.close(turn)
    assert "as they were" in backup(to, "--only-check")


def test_files_of_other_programs_in_the_folder_of_films_stay(school: Recording, to: Path) -> None:
    backup(to)
    (to / "films" / ".DS_Store").write_bytes(b"1")
    (to / "films" / school.code.hex / "folder").mkdir()
    backup(to)
    assert (to / "films" / ".DS_Store").exists()
    assert len(manifest.backups(to)) == 2


def test_a_deleted_film_leaves_the_folder_of_backups(school: Recording, to: Path) -> None:
    backup(to)
    assert (to / "films" / school.code.hex).exists()
    deleting.destroy(school.code)
    backup(to, "--check")
    assert not (to / "films" / school.code.hex).exists()


@pytest.mark.parametrize("file", [*manifest.SEALED, manifest.FILE])
def test_a_backup_that_was_changed_is_refused(school: Recording, to: Path, file: str) -> None:
    backup(to)
    path = newest(to) / file
    body = path.read_bytes()
    path.write_bytes(body.replace(b"sqlite", b"sqlit3") if file == manifest.FILE else body[:-9] + b"x" * 9)
    with pytest.raises(CommandError, match="Choose another"):
        backup(to, "--only-check")
    with pytest.raises(CommandError, match="Choose another"):
        restore(to, "--over-what-is-there")
    assert StrandContent.objects.get().focus == FOCUS


def test_places_that_would_be_lost_together_are_refused(
    school: Recording, data: Path, to: Path, settings: Settings
) -> None:
    with pytest.raises(CommandError, match="data folder lie in one another"):
        backup(data / "backups")
    settings.SIDEBYSIDE |= {"MONTHLY_KEYS": to / "monthly"}
    with pytest.raises(CommandError, match="must not lie where backups do"):
        backup(to)
    settings.SIDEBYSIDE |= {"MONTHLY_KEYS": data / "keys" / "monthly"}
    assert "if this disk breaks" in backup(to)


def test_a_school_that_is_there_or_at_work_is_not_overwritten(
    school: Recording, data: Path, to: Path
) -> None:
    backup(to)
    with pytest.raises(CommandError, match="over-what-is-there"):
        restore(to)
    held = turns.share(data)
    with pytest.raises(CommandError, match="Stop serve and every worker"):
        restore(to, "--over-what-is-there")
    os.close(held)


# Deleted means unreadable.


def test_what_is_deleted_cannot_be_read_from_a_copy_of_database_and_files(
    school: Recording, data: Path, tmp_path: Path
) -> None:
    """As somebody copies them by hand, without the key store."""
    database = Path(str(connection.settings_dict["NAME"]))
    with sqlite3.connect(database) as live, sqlite3.connect(tmp_path / "copy") as copy:
        live.backup(copy)
    live.close()
    copy.close()
    shutil.copytree(data / "recordings", tmp_path / "films")
    deleting.destroy(school.code)
    connections.close_all()
    for end in ("-wal", "-shm"):
        database.with_name(database.name + end).unlink(missing_ok=True)
    shutil.copy(tmp_path / "copy", database)
    shutil.copytree(tmp_path / "films", data / "recordings", dirs_exist_ok=True)
    found = Recording.objects.get()
    assert found.state == Recording.State.READY
    assert found.file_name == ""
    with pytest.raises(keystore.KeyGone):
        watched(found)


def test_an_older_backup_comes_back_without_what_was_deleted_since(school: Recording, to: Path) -> None:
    backup(to)
    deleting.destroy(school.code)
    Question.objects.all().delete()
    said = restore(to, "--over-what-is-there")
    assert "deleted again" in said
    found = Recording.objects.get()
    assert found.state == Recording.State.DELETED
    assert not found.renditions.exists()
    assert keystore.is_destroyed(found.sealing_key())
    assert store.names(found.code) == []
    assert not Question.objects.exists()
    assert StrandContent.objects.get().focus == FOCUS


def test_with_the_ledger_lost_the_newest_backup_beside_it_knows(
    school: Recording, data: Path, to: Path
) -> None:
    backup(to)
    oldest = newest(to).name
    deleting.destroy(school.code)
    Question.objects.all().delete()
    backup(to)
    lose(data)
    restore(to, "--backup", oldest, "--without-ledger")
    assert Recording.objects.get().state == Recording.State.DELETED
    assert keystore.is_destroyed(school.sealing_key())
    assert not Question.objects.exists()


def state_of(pupil: Pupil) -> str:
    return register.state_of(Pupil.objects.get(code=pupil.code))


def test_a_no_said_since_a_backup_stays_a_no_where_the_backup_has_no_yes(cast: Cast, to: Path) -> None:
    """Their rows are as they were before the no, and no yes is there that the ledger could name."""
    found = make_class(cast.school)
    first, own, again, other = [add_pupil(found, name) for name in ("Ada B", "Bo S", "Cy D", "Di E")]
    say(again, False)
    say(again, True)
    add_two = add_pupil(found, "Ed F", "One", "Two")
    backup(to)
    say(first, False)
    register.opt_out(own, cast.ana, out=True)
    say(again, False)
    say(add_two, False, 1)
    said = restore(to, "--over-what-is-there")
    assert "4 pupils are not to be filmed" in said
    assert (state_of(first), state_of(own), state_of(again)) == ("again", "own-no", "again")
    assert state_of(other) == "waiting"
    # One yes is not enough for whom another guardian had said no: nobody knows which of them it was.
    say(add_two, True, 0)
    assert state_of(add_two) == "again"
    say(own, True)
    assert state_of(own) == "own-no"
    say(first, True)
    assert state_of(first) == "yes"


def test_shares_and_sessions_of_before_do_not_come_back(school: Recording, to: Path) -> None:
    backup(to)
    school.shares.update(withdrawn_at=school.made_at)
    assert "1 shares" in restore(to, "--over-what-is-there")
    assert not Share.objects.filter(withdrawn_at=None).exists()


def test_nothing_that_somebody_was_let_into_before_comes_back(
    school: Recording, cast: Cast, to: Path
) -> None:
    SecondLook.objects.create(recording=school, person=cast.cleo, asked_by=cast.ana)
    ListenerIn.objects.create(
        strand=cast.strand, person=cast.nina, asked_by=cast.ana, approved_at=school.made_at
    )
    Addition.objects.create(
        author=cast.ana, guide="feedback", version=1, words="Wait", shown_at=school.made_at
    )
    Interest.objects.create(person=cast.ana, words="Questions", shown_at=school.made_at)
    entry = DiaryEntry.objects.create(author=cast.ana, layer="beliefs", asked="Why?", words="Nougat")
    Brought.objects.create(entry=entry, strand=cast.strand)
    period = Period.objects.create(school=cast.school, on_by=cast.dora)
    Opening.objects.create(
        period=period, strand=cast.strand, what=Opening.What.LESSON, opened_at=school.made_at
    )
    HandOver.objects.create(strand=cast.strand, to=cast.ben)
    Joined.objects.create(programme=cast.programme, person=cast.ana, subject="History", rank=0)
    Asked.objects.create(programme=cast.programme, by=cast.ana, about=cast.nina)
    backup(to)
    said = restore(to, "--over-what-is-there")
    assert "exception for safeguarding" in said
    assert not HandOver.objects.filter(ended_at=None).exists()
    assert Joined.objects.filter(person=cast.ana, subject="", rank=None).exists()
    assert not Asked.objects.exists()
    assert not SecondLook.objects.filter(ended_at=None).exists()
    assert not ListenerIn.objects.filter(ended_at=None).exists()
    assert [one.shown_at for one in Addition.objects.all()] == [None]
    assert [one.shown_at for one in Interest.objects.all()] == [None]
    row = Brought.objects.select_related("entry__author").get()
    row.strand = strands().get(pk=cast.strand.pk)
    assert may(cast.ana, Act.SEE, Kind.BROUGHT, row)
    assert not may(cast.ben, Act.SEE, Kind.BROUGHT, row)
    assert not Opening.objects.filter(ended_at=None).exists()
    assert period_at(cast.school.pk) is None
    told = Telling.objects.filter(sort=Telling.Sort.OFF, mailed_at=None)
    assert set(told.values_list("person", flat=True)) == {
        one.pk for one in cast.school.people.filter(is_active=True)
    }


def test_a_key_store_put_back_by_hand_loses_its_dead_keys_before_doors_open(
    school: Recording, data: Path
) -> None:
    keystore.close()
    old = (data / "keys" / "keys.sqlite3").read_bytes()
    deleting.destroy(school.code)
    keystore.close()
    (data / "keys" / "keys.sqlite3").write_bytes(old)
    for end in ("-wal", "-shm"):
        (data / "keys" / f"keys.sqlite3{end}").unlink(missing_ok=True)
    assert len(keystore.key(school.sealing_key())) == 32
    recovery.confirm(recovery.copy_text())
    call_command("check_keys", stdout=io.StringIO())
    assert keystore.is_destroyed(school.sealing_key())


# After 35 days.


def test_last_months_backup_opens_for_nobody_once_its_key_is_gone(
    school: Recording, data: Path, to: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup(to)
    old, now = newest(to).name, time.time()
    deleting.destroy(school.code)
    monkeypatch.setattr("time.time", lambda: now + 35 * DAY + 60)
    said = backup(to)
    assert f"Delete: {old}" in said
    with pytest.raises(CommandError, match="Monthly keys are destroyed after 35 days"):
        restore(to, "--backup", old, "--over-what-is-there")
    # Not even with the master key and every key that is left.
    sealed = (to / old / manifest.KEYS).read_bytes()
    held = [master.from_text((data / "keys" / "master.key").read_text())]
    held += [monthly.opened(path.stem).key for path in monthly.folder().glob("*.key")]
    for key in held:
        with pytest.raises(sealed_files.NotWhole):
            list(sealed_files.unseal(io.BytesIO(sealed), key, f"{old}/{manifest.KEYS}"))
    restore(to, "--over-what-is-there")
    assert Recording.objects.get().state == Recording.State.DELETED


def test_a_backup_of_before_a_rotation_opens_with_the_master_key_of_now(
    school: Recording, data: Path, to: Path
) -> None:
    backup(to)
    rotating.rotate_school_key()
    rotating.rotate_master()
    restore(to, "--over-what-is-there")
    assert watched(Recording.objects.get()) == FILM


# Killed.


@pytest.mark.faults
@pytest.mark.parametrize(
    "where",
    [
        (restoring.ledger, "add"),
        (restoring.store_copies, "put_back"),
        (restoring.database, "put_back"),
        (restoring.films, "put_back"),
        (restoring, "_forget_work"),
        (restoring.replaying, "keys"),
        (restoring.replaying, "recordings"),
        (restoring.replaying, "end_what_may_have_been_taken_back"),
    ],
    ids=lambda where: where[1],
)
def test_killed_anywhere_no_door_opens_and_a_second_run_ends_it(
    school: Recording, data: Path, to: Path, where: tuple[object, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    backup(to)
    deleting.destroy(school.code)
    Question.objects.all().delete()

    def killed(*_given: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(*where, killed)
        with pytest.raises(Killed):
            restore(to, "--over-what-is-there")
    with pytest.raises(CannotStart, match="Run it again"):
        turns.share(data)
    restore(to)
    os.close(turns.share(data))
    assert Recording.objects.get().state == Recording.State.DELETED
    assert keystore.is_destroyed(school.sealing_key())
    assert not Question.objects.exists()
    assert StrandContent.objects.get().focus == FOCUS


@pytest.mark.faults
@pytest.mark.parametrize(
    "where", [(taking.database, "copy_to"), (taking.films, "copy_all"), (taking, "sync")]
)
def test_a_backup_that_is_killed_is_none_and_the_next_clears_it_away(
    school: Recording, to: Path, where: tuple[object, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_given: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(*where, killed)
        # As a kill leaves it: nobody clears up.
        patch.setattr(taking.shutil, "rmtree", lambda *_given, **_more: None)
        with pytest.raises(Killed):
            backup(to)
    assert manifest.backups(to) == []
    backup(to, "--check")
    assert len(manifest.backups(to)) == 1
    assert not list(to.glob(".*.new"))


def test_a_school_that_opens_takes_away_copies_that_a_kill_left_and_spares_those_at_work(
    tmp_path: Path,
) -> None:
    run = tmp_path / "run"
    (run / "check-abc").mkdir(parents=True)
    left = [run / "check-abc" / "database", run / "backup-database.copy", run / "restore-database.copy"]
    kept = [run / "worker.sock", tmp_path / "check-abc"]
    for path in (*left, *kept):
        path.touch()
    turn = turns.alone(tmp_path, "backup")
    turns.clear_all_copies(tmp_path)
    assert [path.exists() for path in left] == [True, True, False]
    os.close(turn)
    turns.clear_all_copies(tmp_path)
    assert not any(path.exists() for path in (*left, run / "check-abc"))
    assert all(path.exists() for path in kept)


def test_a_full_disk_is_said_and_leaves_nothing(
    school: Recording, to: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_given: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(films, "copy_all", full)
    with pytest.raises(CommandError, match="No space left on device"):
        backup(to)
    assert not [path for path in to.iterdir() if path.name != "films"]


# Films on an S3 service, and PostgreSQL.


def test_films_in_a_bucket_are_named_and_not_copied(school: Recording, to: Path, settings: Settings) -> None:
    bucket = {"bucket_name": "coaching-films", "endpoint_url": "https://s3.test"}
    settings.STORAGES = now_settings.STORAGES | {
        "recordings": {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": bucket}
    }
    assert "Not copied: films in the bucket coaching-films at https://s3.test" in backup(to)


def test_what_is_needed_for_postgresql_is_said(
    db: None, data: Path, to: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking.database, "vendor", lambda: "postgresql")
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(CommandError, match="pg_dump is needed") as refused:
        backup(to)
    assert "\n" not in str(refused.value)

"""Three levels of keys: upgraded where they lie, each of them rotated, killed at every step."""

import base64
import io
import os
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from pytest_django import Settings
from tests.trust.conftest import Killed, at_step, first_version, made, opened

from sidebyside.trust import keystore, master, monthly, recovery, rotating, rotation_turn

pytestmark = pytest.mark.usefixtures("own_store")


@pytest.fixture(autouse=True)
def few_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotating, "AT_ONCE", 25)


def rows(statement: str) -> list[tuple[object, ...]]:
    return keystore.look().execute(statement).fetchall()


# A store of the first version.


def test_a_store_of_the_first_version_is_read_and_brought_up_where_it_lies(own_store: Path) -> None:
    before = first_version(own_store)
    with sqlite3.connect(own_store / "keys.sqlite3") as connection:
        old = [
            row[0] for row in connection.execute("SELECT wrapped FROM keys WHERE wrapped NOT NULL LIMIT 20")
        ]
    connection.close()
    assert opened(list(before)) == before
    assert keystore.is_destroyed("recording:gone")
    with pytest.raises(keystore.KeyGone):
        keystore.make("words:gone")
    assert rows("SELECT DISTINCT under FROM keys WHERE wrapped NOT NULL") == [(1,)]
    files = [file.read_bytes() for file in own_store.glob("keys.sqlite3*")]
    assert not [one for one in old if any(one in file for file in files)]


# Runs until it says that it is at work, and is killed a moment later.
UPGRADE = """
import django, sys, time
django.setup()
from pathlib import Path
from django.conf import settings
folder = Path(sys.argv[1])
settings.SIDEBYSIDE |= {"KEYSTORE": folder / "keys.sqlite3", "MASTER_KEY_FILE": folder / "master.key", "MASTER_KEY": ""}
from sidebyside.trust import keystore
whole, wrapped = keystore.wrap, 0
def slow(*given):
    global wrapped
    wrapped += 1
    if wrapped == 200:
        print("half", flush=True)
        time.sleep(60)
    return whole(*given)
keystore.wrap = slow
keystore.key("recording:1")
"""


def test_a_kill_in_the_middle_leaves_the_store_as_it_was(own_store: Path) -> None:
    before = first_version(own_store)
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", UPGRADE, str(own_store)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"half\n"
        process.send_signal(signal.SIGKILL)
    with sqlite3.connect(own_store / "keys.sqlite3") as connection:
        assert not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'school_keys'").fetchall()
    connection.close()
    assert opened(list(before)) == before


def test_the_wrong_master_key_changes_nothing(own_store: Path) -> None:
    before = first_version(own_store, 3)
    right = (own_store / "master.key").read_text()
    (own_store / "master.key").write_text(master.as_text(bytes(32)))
    with pytest.raises(ImproperlyConfigured, match="does not open the key store"):
        keystore.key("recording:1")
    (own_store / "master.key").write_text(right)
    assert opened(list(before)) == before


def test_a_process_of_the_first_version_can_write_no_key_under_a_master_that_may_go(own_store: Path) -> None:
    keystore.make("words:a")
    with sqlite3.connect(own_store / "keys.sqlite3") as old:
        with pytest.raises(sqlite3.IntegrityError, match="newer version"):
            old.execute("INSERT INTO keys (name, wrapped, made_at) VALUES ('words:b', x'00', 1)")
        # It may still delete.
        old.execute("INSERT INTO keys (name, wrapped, made_at, destroyed_at) VALUES ('words:c', NULL, 1, 1)")
    old.close()


# The school key.


def test_the_school_key_is_rotated_and_the_old_one_is_nowhere(own_store: Path) -> None:
    before = made()
    ((old,),) = rows("SELECT wrapped FROM school_keys")
    rotating.rotate_school_key()
    assert opened(list(before)) == before
    assert rows("SELECT number FROM school_keys") == [(2,)]
    assert isinstance(old, bytes)
    assert all(old not in file.read_bytes() for file in own_store.glob("keys.sqlite3*"))
    rotating.rotate_school_key()
    assert rows("SELECT number FROM school_keys") == [(3,)]


@pytest.mark.parametrize("step", range(5))
def test_killed_after_any_step_it_reads_and_goes_on(step: int) -> None:
    before = made()
    keystore.destroy("words:7")
    with pytest.raises(Killed):
        rotating.rotate_school_key(at_step(step))
    left = [name for name in before if name != "words:7"]
    assert opened(left) == {name: before[name] for name in left}
    keystore.make("words:made in between")
    keystore.destroy("words:8")
    left.remove("words:8")
    if rotating.school_key_rotates():
        rotating.rotate_school_key()
    assert rows("SELECT number FROM school_keys") == [(2,)]
    assert opened(left) == {name: before[name] for name in left}
    assert len(keystore.key("words:made in between")) == 32
    for name in ("words:7", "words:8"):
        with pytest.raises(keystore.KeyGone):
            keystore.key(name)


def test_keys_made_and_destroyed_while_it_is_rotated_are_kept_and_gone() -> None:
    before = made(80)
    going, added, wrong = threading.Event(), [], []

    def work() -> None:
        try:
            number = 0
            while not going.is_set():
                keystore.make(f"pair:{number}")
                added.append((f"pair:{number}", keystore.key(f"pair:{number}")))
                if number < 40:
                    keystore.destroy(f"words:{number}")
                number += 1
        except BaseException as error:
            wrong.append(error)
        finally:
            keystore._local.store.connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    for _ in range(4):
        rotating.rotate_school_key()
    going.set()
    thread.join()
    assert not wrong
    assert added
    assert opened([name for name, _key in added]) == dict(added)
    gone = [name for name in before if keystore.is_destroyed(name)]
    assert gone
    left = [name for name in before if name not in gone]
    assert opened(left) == {name: before[name] for name in left}


# The master key.


def test_the_master_key_in_its_file_is_rotated(own_store: Path) -> None:
    before, old = made(5), (own_store / "master.key").read_text()
    month = monthly.for_sealing()
    rotating.rotate_master()
    assert (own_store / "master.key").read_text() != old
    assert not master.next_file().exists()
    assert stat.S_IMODE((own_store / "master.key").stat().st_mode) == 0o600
    assert opened(list(before)) == before
    assert monthly.opened(month.name) == month
    (own_store / "master.key").write_text(old)
    keystore.close()
    with pytest.raises(ImproperlyConfigured, match="does not open the key store"):
        keystore.key("words:1")


@pytest.mark.parametrize("step", range(4))
def test_killed_after_any_step_every_key_opens_and_a_second_run_ends_it(own_store: Path, step: int) -> None:
    before, month = made(5), monthly.for_sealing()
    old = (own_store / "master.key").read_text()
    with pytest.raises(Killed):
        rotating.rotate_master(at_step(step))
    assert opened(list(before)) == before
    assert monthly.opened(month.name) == month
    keystore.make("words:made in between")
    if rotating.master_rotates():
        rotating.rotate_master()
    assert (own_store / "master.key").read_text() != old
    assert not master.next_file().exists()
    assert opened(list(before)) == before
    assert monthly.opened(month.name) == month
    assert len(keystore.key("words:made in between")) == 32


def test_pages_go_on_while_the_master_key_is_rotated() -> None:
    before = made(5)
    going, wrong = threading.Event(), []

    def work() -> None:
        try:
            while not going.is_set():
                keystore._school_keys.clear()
                keystore._local.__dict__.pop("store", keystore._store()).connection.close()
                assert keystore.key("words:1") == before["words:1"]
        except BaseException as error:
            wrong.append(error)
        finally:
            keystore._store().connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    for _ in range(15):
        rotating.rotate_master()
    going.set()
    thread.join()
    assert not wrong


def test_a_master_key_of_the_environment_moves_by_a_second_setting(settings: Settings) -> None:
    first, second = master.as_text(os.urandom(32)), master.as_text(os.urandom(32))
    whole = settings.SIDEBYSIDE | {"MASTER_KEY": first}
    settings.SIDEBYSIDE = whole
    before = made(5)
    with pytest.raises(CommandError, match="SIDEBYSIDE_NEXT_MASTER_KEY"):
        call_command("rotate_keys", "--master")
    settings.SIDEBYSIDE = whole | {"NEXT_MASTER_KEY": second}
    said = io.StringIO()
    call_command("rotate_keys", "--master", stdout=said)
    assert "take the one with NEXT out" in said.getvalue()
    assert opened(list(before)) == before
    settings.SIDEBYSIDE = whole | {"MASTER_KEY": second}
    assert opened(list(before)) == before
    settings.SIDEBYSIDE = whole
    keystore.close()
    with pytest.raises(ImproperlyConfigured, match="does not open the key store"):
        keystore.key("words:1")


# Two rotations at once.


def test_a_second_rotation_is_refused_and_changes_nothing(own_store: Path) -> None:
    before = made(5)
    kept = (own_store / "master.key").read_text(), rows("SELECT * FROM school_keys")
    with rotation_turn.alone(), pytest.raises(CommandError, match="A rotation is at work already") as refused:
        call_command("rotate_keys")
    assert "\n" not in str(refused.value)
    assert kept == ((own_store / "master.key").read_text(), rows("SELECT * FROM school_keys"))
    call_command("rotate_keys", stdout=io.StringIO())
    assert rows("SELECT number FROM school_keys") == [(2,)]
    assert opened(list(before)) == before


def test_a_next_master_key_that_is_another_one_is_not_taken(own_store: Path) -> None:
    before = made(5)
    old = (own_store / "master.key").read_text()

    def put_another(step: str) -> None:
        if step == "monthly":
            whole.append(master.next_file().read_text())
            master.next_file().write_text(master.as_text(bytes(32)))

    whole: list[str] = []
    with pytest.raises(ImproperlyConfigured, match="run the rotation again"):
        rotating.rotate_master(put_another)
    assert (own_store / "master.key").read_text() == old
    master.next_file().write_text(whole[0])
    rotating.rotate_master()
    assert opened(list(before)) == before


def test_the_old_master_key_stays_while_a_school_key_lies_under_it(
    own_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = made(5)
    # As a process of the version before this one does.
    monkeypatch.setattr(keystore, "master_in_use", lambda: master.current(lambda: False))
    old = (own_store / "master.key").read_text()

    def add_one(step: str) -> None:
        if step == "monthly":
            rotating._new_school_key()

    with pytest.raises(ImproperlyConfigured, match="The old one was kept"):
        rotating.rotate_master(add_one)
    assert (own_store / "master.key").read_text() == old
    rotating.rotate_master()
    assert opened(list(before)) == before


# A key service.

SERVICE = """#!{python}
import base64, pathlib, sys
from cryptography.fernet import Fernet
kept = pathlib.Path(__file__).with_name("service.key")
kept.exists() or kept.write_bytes(Fernet.generate_key())
what, name = sys.argv[1:]
given = base64.b64decode(sys.stdin.read())
fernet = Fernet(kept.read_bytes())
if what == "wrap":
    answer = fernet.encrypt(name.encode() + b"/" + given)
else:
    bound, _, answer = fernet.decrypt(given).partition(b"/")
    assert bound == name.encode()
print(base64.b64encode(answer).decode())
"""


@pytest.fixture
def service(tmp_path: Path) -> str:
    program = tmp_path / "key service"
    program.write_text(SERVICE.format(python=sys.executable))
    program.chmod(0o700)
    return f"'{program}'"


def test_a_key_service_wraps_and_no_master_key_lies_here(
    own_store: Path, settings: Settings, service: str
) -> None:
    settings.SIDEBYSIDE |= {"KEY_SERVICE": service}
    before = made(5)
    assert opened(list(before)) == before
    assert not (own_store / "master.key").exists()
    rotating.rotate_school_key()
    rotating.rotate_master()
    assert opened(list(before)) == before


def test_a_file_moves_to_a_key_service_and_back(own_store: Path, settings: Settings, service: str) -> None:
    whole = settings.SIDEBYSIDE
    before, month = made(5), monthly.for_sealing()
    settings.SIDEBYSIDE = whole | {"NEXT_KEY_SERVICE": service}
    rotating.rotate_master()
    settings.SIDEBYSIDE = whole | {"KEY_SERVICE": service}
    (own_store / "master.key").unlink()
    assert opened(list(before)) == before
    assert monthly.opened(month.name) == month
    settings.SIDEBYSIDE |= {"NEXT_MASTER_KEY": master.as_text(bytes(32))}
    rotating.rotate_master()
    settings.SIDEBYSIDE = whole | {"MASTER_KEY": master.as_text(bytes(32))}
    assert opened(list(before)) == before


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("/no/such/program", "does not"),
        ("false", "does not"),
        ("cat", "does not|not give back"),
        ("sh -c 'echo AAAA'", "does not give back"),
    ],
)
def test_a_key_service_that_is_away_or_lies_is_named_and_nothing_is_made(
    own_store: Path, settings: Settings, command: str, words: str
) -> None:
    settings.SIDEBYSIDE |= {"KEY_SERVICE": command}
    with pytest.raises(ImproperlyConfigured, match=words):
        keystore.make("words:a")
    settings.SIDEBYSIDE |= {"KEY_SERVICE": ""}
    keystore.make("words:a")


def test_a_service_that_fails_when_keys_move_to_it_changes_nothing(settings: Settings) -> None:
    before, whole = made(3), settings.SIDEBYSIDE
    settings.SIDEBYSIDE = whole | {"NEXT_KEY_SERVICE": "sh -c 'echo AAAA'"}
    with pytest.raises(ImproperlyConfigured, match="does not give back"):
        rotating.rotate_master()
    settings.SIDEBYSIDE = whole
    assert opened(list(before)) == before


def test_two_places_for_one_master_key_are_refused(settings: Settings) -> None:
    settings.SIDEBYSIDE |= {"KEY_SERVICE": "cat", "MASTER_KEY": master.as_text(bytes(32))}
    with pytest.raises(ImproperlyConfigured, match="take one of them out"):
        keystore.make("words:a")


def test_a_store_of_the_first_version_does_not_go_to_a_service_unopened(
    own_store: Path, settings: Settings, service: str
) -> None:
    before, whole = first_version(own_store, 3), settings.SIDEBYSIDE
    settings.SIDEBYSIDE = whole | {"KEY_SERVICE": service}
    with pytest.raises(ImproperlyConfigured, match="Start once with that one"):
        keystore.key("recording:1")
    settings.SIDEBYSIDE = whole
    assert opened(list(before)) == before


# The recovery copy.


def recovery_copy(*options: str) -> str:
    said = io.StringIO()
    call_command("recovery_copy", *options, stdout=said)
    return said.getvalue()


def test_a_school_opens_only_when_the_copy_was_shown(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="manage recovery-copy") as refused:
        call_command("check_keys")
    assert "\n" not in str(refused.value)
    copy = tmp_path.parent / f"{tmp_path.name}-copy.txt"
    assert str(copy) in recovery_copy("--to", str(copy))
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with pytest.raises(CommandError):
        call_command("check_keys")
    recovery_copy("--confirm", str(copy))
    call_command("check_keys", stdout=io.StringIO())
    assert "was saved" in recovery_copy()


def test_a_new_master_key_wants_a_new_copy(tmp_path: Path) -> None:
    recovery.confirm(recovery.copy_text())
    rotating.rotate_master()
    assert not recovery.is_confirmed()


def test_a_wrong_copy_or_one_beside_the_data_is_refused(own_store: Path, tmp_path: Path) -> None:
    keystore.make("words:a")
    with pytest.raises(CommandError, match="data folder"):
        recovery_copy("--to", str(own_store / "copy.txt"))
    wrong = tmp_path / "wrong.txt"
    wrong.write_text("Some words\n" + base64.b64encode(bytes(32)).decode())
    with pytest.raises(CommandError, match="not the master key"):
        recovery_copy("--confirm", str(wrong))
    with pytest.raises(CommandError, match="cannot be read"):
        recovery_copy("--confirm", str(tmp_path / "none.txt"))
    with pytest.raises(CommandError, match="No key service is set"):
        recovery_copy("--confirm-service")
    assert not recovery.is_confirmed()


def test_a_copy_that_cannot_be_written_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keystore.make("words:a")
    copy = tmp_path.parent / f"{tmp_path.name}-copy.txt"

    def full(_file: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("sidebyside.trust.management.commands.recovery_copy.os.fsync", full)
    with pytest.raises(CommandError, match="could not be written: No space left on device"):
        recovery_copy("--to", str(copy))
    assert not copy.exists()


def test_what_a_key_service_keeps_is_copied_there(settings: Settings, service: str, tmp_path: Path) -> None:
    settings.SIDEBYSIDE |= {"KEY_SERVICE": service}
    assert "--confirm-service" in recovery_copy()
    with pytest.raises(CommandError, match="there"):
        recovery_copy("--show")
    copy = tmp_path.parent / f"{tmp_path.name}-copy.txt"
    with pytest.raises(CommandError, match="there"):
        recovery_copy("--to", str(copy))
    assert not copy.exists()
    recovery_copy("--confirm-service")
    call_command("check_keys", stdout=io.StringIO())

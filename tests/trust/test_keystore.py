import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from sidebyside.trust import keystore


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path, settings: Settings) -> Path:
    folder = tmp_path / "keys"
    settings.SIDEBYSIDE = settings.SIDEBYSIDE | {
        "KEYSTORE": folder / "keys.sqlite3",
        "MASTER_KEY": "",
        "MASTER_KEY_FILE": folder / "master.key",
    }
    return folder


def test_a_key_stays_the_same_and_differs_from_others() -> None:
    keystore.make("recording:a")
    keystore.make("recording:b")
    assert len(keystore.key("recording:a")) == 32
    assert keystore.key("recording:a") == keystore.key("recording:a")
    assert keystore.key("recording:a") != keystore.key("recording:b")


def test_no_data_key_lies_open_in_the_file(own_store: Path) -> None:
    keystore.make("recording:a")
    secret = keystore.key("recording:a")
    assert all(secret not in file.read_bytes() for file in own_store.iterdir())


def test_a_destroyed_key_is_gone_from_every_byte_of_the_store_and_never_made_again(own_store: Path) -> None:
    keystore.make("recording:a")
    wrapped = keystore._store().connection.execute("SELECT wrapped FROM keys").fetchone()[0]
    keystore.destroy("recording:a")
    with pytest.raises(keystore.KeyGone):
        keystore.key("recording:a")
    with pytest.raises(keystore.KeyGone):
        keystore.make("recording:a")
    assert keystore.is_destroyed("recording:a")
    assert all(wrapped not in file.read_bytes() for file in own_store.iterdir())


def test_a_key_destroyed_by_another_process_is_gone_here_at_once(own_store: Path) -> None:
    keystore.make("recording:a")
    keystore.key("recording:a")
    elsewhere = (
        "import django; django.setup()\n"
        "from pathlib import Path\n"
        "from django.conf import settings\n"
        f"folder = Path({str(own_store)!r})\n"
        "settings.SIDEBYSIDE['KEYSTORE'] = folder / 'keys.sqlite3'\n"
        "settings.SIDEBYSIDE['MASTER_KEY_FILE'] = folder / 'master.key'\n"
        "from sidebyside.trust import keystore; keystore.destroy('recording:a')\n"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run([sys.executable, "-c", elsewhere], check=True, env=environment)
    with pytest.raises(keystore.KeyGone):
        keystore.key("recording:a")


def test_a_lost_master_key_stops_everything_with_a_sentence(own_store: Path) -> None:
    keystore.make("recording:a")
    (own_store / "master.key").unlink()
    keystore._local.master = None
    keystore.close()
    with pytest.raises(ImproperlyConfigured, match="master key is missing"):
        keystore.key("recording:a")


def test_the_wrong_master_key_is_named_as_such(own_store: Path, settings: Settings) -> None:
    keystore.make("recording:a")
    settings.SIDEBYSIDE = settings.SIDEBYSIDE | {"MASTER_KEY": "A" * 43 + "="}
    keystore.close()
    with pytest.raises(ImproperlyConfigured, match="does not open the key store"):
        keystore.key("recording:a")


def test_the_files_are_the_servers_alone(own_store: Path) -> None:
    keystore.make("recording:a")
    for file in (own_store / "keys.sqlite3", own_store / "master.key"):
        assert file.stat().st_mode & 0o077 == 0

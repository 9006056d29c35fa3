"""What the operator runs: whether chains are whole, by themselves and beside what a backup wrote down."""

import io
import uuid
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from tests.cast import Cast
from tests.web.test_backup import backup, cast, data, film, newest, restore, to  # noqa: F401

from sidebyside.recordings import deleting
from sidebyside.recordings.models import Recording
from sidebyside.trust import audit
from sidebyside.trust.models import Access, Chain, Deed, Link

pytestmark = pytest.mark.on_sqlite


def check(*options: str) -> str:
    said = io.StringIO()
    call_command("check_audit", *options, stdout=said)
    return said.getvalue()


@pytest.fixture
def watched(cast: Cast) -> Recording:  # noqa: F811
    made = film(cast)
    audit.saw(cast.ben.code, made.code, uuid.uuid4(), 0, 60_000)
    return made


def test_whole_chains_are_said_to_be_whole_also_beside_a_backup(
    watched: Recording,
    cast: Cast,  # noqa: F811
    to: Path,  # noqa: F811
) -> None:
    assert check() == "The chains of 1 owners are whole.\n"
    backup(to)
    # It goes on after the backup, and still fits it.
    audit.saw(cast.ben.code, watched.code, uuid.uuid4(), 0, 1000)
    assert "whole and fit the backup" in check("--backup", str(to))
    assert "whole and fit the backup" in check("--backup", str(newest(to)))


def test_a_list_that_was_cut_or_wiped_whole_shows_beside_the_backup(
    watched: Recording,
    to: Path,  # noqa: F811
) -> None:
    backup(to)
    for model in (Link, Chain, Access, Deed):
        model.objects.all().delete()
    assert "whole" in check()
    with pytest.raises(CommandError, match="1 things are wrong"):
        check("--backup", str(to))


def test_a_changed_entry_shows_without_a_backup(watched: Recording) -> None:
    Access.objects.update(person=uuid.uuid4())
    with pytest.raises(CommandError, match="tell the owners"):
        check()


def test_a_manifest_that_was_changed_is_no_witness(watched: Recording, to: Path) -> None:  # noqa: F811
    backup(to)
    path = newest(to) / "manifest.json"
    (head,) = Chain.objects.values_list("head", flat=True)
    assert head in path.read_text()
    path.write_text(path.read_text().replace(head, "0" * 64))
    with pytest.raises(CommandError, match="was changed"):
        check("--backup", str(to))


def test_chains_are_whole_after_a_restore_that_deletes_again(
    watched: Recording,
    cast: Cast,  # noqa: F811
    to: Path,  # noqa: F811
) -> None:
    backup(to)
    deleting.delete_film(watched, cast.ana)
    restore(to, "--over-what-is-there")
    assert "whole and fit the backup" in check("--backup", str(to))
    assert Deed.objects.filter(act="deleted", object=watched.code).exists()

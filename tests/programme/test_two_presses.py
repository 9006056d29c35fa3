"""Two partners press close in the same moment: on a database file of its own, with real threads."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.tables import lay_in

RACE = """
import threading
import django
django.setup()
from django.core.management import call_command
from django.db import connection
call_command("migrate", verbosity=0)
from sidebyside.programme.actions import close
from sidebyside.programme.models import Cycle, Strand, StrandPart
from sidebyside.programme.standing import strands
from sidebyside.trust.models import Deed
from tests.cast import gather

cast = gather()
for number in range(1, 6):
    strand_pk = Strand.objects.get(cycle__partnership=cast.pair, cycle__number=number).pk
    together = threading.Barrier(4)
    failed = []

    def press(person):
        try:
            strand = strands().get(pk=strand_pk)
            together.wait()
            close(strand, person)
        except Exception as problem:
            failed.append(problem)
        finally:
            connection.close()

    presses = [threading.Thread(target=press, args=(one,)) for one in (cast.ana, cast.ben) * 2]
    for one in presses:
        one.start()
    for one in presses:
        one.join()
    assert failed == [], failed
    assert Cycle.objects.filter(partnership=cast.pair).count() == number + 1
    assert StrandPart.objects.filter(strand__cycle__partnership=cast.pair).count() == 2 * (number + 1)
assert Deed.objects.filter(act="closed").count() == 5
print("one next cycle each time")
"""


@pytest.mark.faults
def test_presses_in_the_same_moment_open_one_next_cycle(tmp_path: Path) -> None:
    root = Path(__file__).resolve().parents[2]
    environment = {name: value for name, value in os.environ.items() if name != "SIDEBYSIDE_DATABASE_URL"}
    environment |= {
        "DJANGO_SETTINGS_MODULE": "sidebyside.web.settings.test",
        "SIDEBYSIDE_DATA": str(tmp_path),
        "PYTHONPATH": os.pathsep.join((str(root / "src"), str(root))),
    }
    lay_in(tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", RACE], env=environment, cwd=root, capture_output=True, text=True, timeout=240
    )
    assert done.returncode == 0, done.stderr
    assert "one next cycle each time" in done.stdout

"""What a co-ordinator and a leader are let in to see names no content table, whatever a pair has done."""

import pytest

from tests.access.scenes import Scene
from tests.access.table import TABLE
from tests.access.test_sql import watch

pytestmark = pytest.mark.django_db


def test_the_co_ordinators_pages_name_no_content_in_any_state(scene: Scene, untouched: None) -> None:
    for row in TABLE:
        if row.method == "GET" and row.route.split(":")[0] in {"home", "overview", "people", "programme"}:
            for who in ("dora", "leo") if row.place in {"", "programme"} else ("dora",):
                status, named = watch(scene, who, row)
                assert not named, f"{row} as {who} ({status}): {named[0][:300]}"

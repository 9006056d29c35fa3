"""Where a programme films nothing, a pair's pages do not speak of films."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from tests.cast import Cast

from sidebyside.people.models import Person
from sidebyside.programme import plans

Browser = Callable[[Person], Client]


@pytest.mark.parametrize("plan", [plans.SIDE_BY_SIDE, plans.FLOW])
def test_no_page_of_a_pair_that_films_nothing_speaks_of_films(
    cast: Cast, as_person: Browser, plan: plans.Plan
) -> None:
    cast.programme.plan = plans.as_kept(plan)
    cast.programme.save()
    pair, cycle = f"/pair/{cast.pair.code}/", f"/cycle/{cast.strand.code}/"
    pages = [pair, f"{pair}agreement/", f"{pair}leave/", f"{pair}check/", f"{cycle}times/", f"{cycle}steps/"]
    asked = [(cast.ana, page) for page in [*pages, cycle, f"{cycle}notes/", f"{cycle}talk/"]]
    for person, page in [*asked, (cast.dora, f"/programme/{cast.programme.code}/")]:
        answer = as_person(person).get(page)
        assert answer.status_code == 200, page
        found = re.search(r"<main.*</main>", answer.content.decode(), re.DOTALL)
        assert found
        # What scripts may say is the same everywhere.
        shown = re.sub(r"<script.*?</script>|<[^>]*>", " ", found[0], flags=re.DOTALL)
        shown = shown.replace("Nothing is filmed in this programme.", "")
        told = re.findall(r"[^.]*\bfilm[^.]*", shown, re.IGNORECASE)
        assert not told, (page, told)


def test_where_lessons_are_filmed_they_do(cast: Cast, as_person: Browser) -> None:
    for page in (f"/pair/{cast.pair.code}/leave/", f"/cycle/{cast.strand.code}/notes/"):
        main = as_person(cast.ana).get(page).content.decode().split("<main")[1]
        assert "film" in main.lower()

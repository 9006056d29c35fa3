"""The diary is its owner's alone; one entry may be brought to one meeting, and taken back."""

from collections.abc import Callable
from datetime import UTC, datetime

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from tests.cast import Cast
from tests.pages import heading, hidden, words_of

from sidebyside.people.models import Person
from sidebyside.programme import actions
from sidebyside.programme.models import Cycle
from sidebyside.programme.standing import strands
from sidebyside.reflection import diary
from sidebyside.reflection.models import DiaryEntry, Pulse
from sidebyside.reflection.prompts import PROMPTS, layer_to_visit, prompt_in
from sidebyside.trust.doors import may
from sidebyside.trust.policy import Act, Kind

Browser = Callable[[Person], Client]


def brought(cast: Cast) -> str:
    return f"/cycle/{cast.strand.code}/brought/"


def write(browser: Client, words: str, **more: str) -> DiaryEntry:
    assert (
        browser.post("/diary/", {"words": words, "layer": "beliefs", "number": "0"} | more).status_code == 302
    )
    return DiaryEntry.objects.select_related("author").order_by("-pk")[0]


def test_the_prompt_goes_where_one_has_not_been_for_longest() -> None:
    layers = list(DiaryEntry.Layer.values)
    assert layer_to_visit([]) == layers[0]
    at = [datetime(2026, 1, day, tzinfo=UTC) for day in range(1, 8)]
    seen = list(zip(layers, at, strict=False))
    assert layer_to_visit(seen[:3]) == layers[3]
    assert layer_to_visit(seen) == layers[0]
    assert layer_to_visit([*seen, (layers[0], at[6])]) == layers[1]


def test_prompts_vary_and_go_round() -> None:
    for layer in DiaryEntry.Layer.values:
        asked = [prompt_in(layer, number)[1] for number in range(len(PROMPTS[layer]))]
        assert len(set(asked)) == len(asked) >= 5
        assert prompt_in(layer, len(asked)) == (0, asked[0])


def test_each_entry_brings_another_prompt(cast: Cast, as_person: Browser) -> None:
    ana, asked = as_person(cast.ana), []
    for number in range(7):
        page = ana.get("/diary/")
        asked.append(heading(page))
        told = {"layer": hidden(page, "layer"), "number": hidden(page, "number"), "words": f"Day {number}"}
        assert ana.post("/diary/", told).status_code == 302
    assert len(set(asked)) == 7
    assert set(DiaryEntry.objects.values_list("layer", flat=True)) == set(DiaryEntry.Layer.values)
    assert DiaryEntry.objects.select_related("author").order_by("pk")[0].asked == asked[0]
    assert "2 of 7" in words_of(ana.get("/diary/"))


def test_nobody_but_its_owner_reads_an_entry(cast: Cast, as_person: Browser) -> None:
    entry = write(as_person(cast.ana), "Marzipan")
    for person in (cast.ben, cast.cleo, cast.dora, cast.leo, cast.nina, cast.eve):
        other = as_person(person)
        assert other.get(f"/diary/{entry.code}/").status_code == 404
        assert other.post(f"/diary/{entry.code}/", {"do": "erase"}).status_code == 404
        for page in ("/diary/", "/"):
            assert b"Marzipan" not in other.get(page).content
    assert b"Marzipan" not in as_person(cast.ben).get(brought(cast)).content


def test_an_entry_is_changed_and_erased_and_two_tabs_lose_nothing(cast: Cast, as_person: Browser) -> None:
    ana = as_person(cast.ana)
    url = f"/diary/{write(ana, 'First').code}/"
    seen = hidden(ana.get(url), "seen")
    assert ana.post(url, {"words": "Second", "seen": seen}).status_code == 302
    late = ana.post(url, {"words": "Third", "seen": seen})
    assert late.status_code == 409
    assert "Second" in words_of(late)
    assert "Third" in late.content.decode()
    assert ana.post(url, {"words": "", "seen": seen}).status_code == 422
    assert ana.post(url, {"do": "erase"}).status_code == 302
    assert not DiaryEntry.objects.exists()


def test_pressed_twice_it_is_one_entry(cast: Cast, as_person: Browser) -> None:
    ana = as_person(cast.ana)
    write(ana, "Once")
    write(ana, "Once")
    assert DiaryEntry.objects.count() == 1


def test_two_presses_in_one_moment_come_one_after_the_other(cast: Cast) -> None:
    with CaptureQueriesContext(connection) as asked:
        diary.begin(cast.ana, "beliefs", "", "Once", "")
    first, second = [one["sql"] for one in asked if one["sql"].startswith("SELECT")][:2]
    # The author's row is held before their last entries are looked at.
    assert 'FROM "people_person"' in first
    assert 'FROM "reflection_diaryentry"' in second
    if connection.features.has_select_for_no_key_update:
        assert "FOR NO KEY UPDATE" in first


def test_threads_bring_entries_together_for_their_owner(cast: Cast, as_person: Browser) -> None:
    ana = as_person(cast.ana)
    write(ana, "Monday’s silence", thread="waiting")
    write(ana, "Something else")
    write(ana, "Friday’s silence", thread="waiting")
    assert "waiting (2)" in words_of(ana.get("/diary/"))
    said = words_of(ana.get("/diary/?thread=waiting"))
    assert "Friday’s silence" in said
    assert "Something else" not in said


def test_one_entry_is_shown_to_the_partner_and_taken_back(cast: Cast, as_person: Browser) -> None:
    ana, ben = as_person(cast.ana), as_person(cast.ben)
    shown, hidden_one = write(ana, "Marzipan"), write(ana, "Nougat")
    assert b"Marzipan" not in ben.get(brought(cast)).content
    ana.post(brought(cast), {"entry": str(shown.code)})
    page = words_of(ben.get(brought(cast)))
    assert "Marzipan" in page
    assert "Nougat" not in page
    # The page of the entry itself stays its owner's.
    assert ben.get(f"/diary/{shown.code}/").status_code == 404
    assert as_person(cast.cleo).get(brought(cast)).status_code == 404
    ana.post(brought(cast), {"entry": str(hidden_one.code)})
    page = words_of(ben.get(brought(cast)))
    assert "Marzipan" not in page
    assert "Nougat" in page
    ana.post(brought(cast), {})
    assert "Nougat" not in words_of(ben.get(brought(cast)))


def test_nobody_brings_anothers_entry(cast: Cast, as_person: Browser) -> None:
    entry = write(as_person(cast.ana), "Marzipan")
    ben = as_person(cast.ben)
    assert ben.post(brought(cast), {"entry": str(entry.code)}).status_code == 302
    assert not entry.brought.exists()
    assert b"Marzipan" not in ben.get(brought(cast)).content


def test_what_was_brought_goes_with_the_cycle_and_with_the_partnership(
    cast: Cast, as_person: Browser
) -> None:
    ana, ben = as_person(cast.ana), as_person(cast.ben)
    one, other = write(ana, "Marzipan"), write(ben, "Nougat")
    ana.post(brought(cast), {"entry": str(one.code)})
    ben.post(brought(cast), {"entry": str(other.code)})
    assert "Nougat" in words_of(ana.get(brought(cast)))
    Cycle.objects.filter(pk=cast.cycle.pk).update(paused_at=timezone.now())
    assert "Nougat" not in words_of(ana.get(brought(cast)))
    assert "Marzipan" not in words_of(ben.get(brought(cast)))
    assert ana.post(brought(cast), {}).status_code == 409
    Cycle.objects.filter(pk=cast.cycle.pk).update(paused_at=None)
    actions.leave(cast.pair, cast.ben)
    assert "Nougat" not in words_of(ana.get(brought(cast)))
    assert ben.get(brought(cast)).status_code == 404


def test_a_cycle_that_is_opened_again_shows_nothing_until_its_author_brings_it_anew(
    cast: Cast, as_person: Browser
) -> None:
    ana, ben = as_person(cast.ana), as_person(cast.ben)
    entry = write(ana, "Marzipan")
    ana.post(brought(cast), {"entry": str(entry.code)})
    assert "Marzipan" in words_of(ben.get(brought(cast)))
    for act in ("close", "reopen"):
        assert ben.post(f"/cycle/{cast.strand.code}/{act}/").status_code == 302
    assert Cycle.objects.get(pk=cast.cycle.pk).is_running
    assert "Marzipan" not in words_of(ben.get(brought(cast)))
    # The door itself stays shut, however the row is come by.
    row = entry.brought.select_related("entry__author", "strand__cycle").get()
    row.strand = strands().get(pk=row.strand_id)
    assert not may(cast.ben, Act.SEE, Kind.BROUGHT, row)
    assert "checked" not in ana.get(brought(cast)).content.decode()
    ana.post(brought(cast), {"entry": str(entry.code)})
    assert "Marzipan" in words_of(ben.get(brought(cast)))
    assert entry.brought.count() == 1


def test_three_taps_are_their_persons_alone(cast: Cast, as_person: Browser) -> None:
    url = f"/cycle/{cast.strand.code}/pulse/"
    ana, ben = as_person(cast.ana), as_person(cast.ben)
    assert ana.post(url, {"safe": "yes", "challenged": "no"}).status_code == 302
    assert ben.post(url, {"will_try": "partly"}).status_code == 302
    assert Pulse.objects.count() == 2
    assert 'value="yes" id="id_safe_0" checked' in ana.get(url).content.decode()
    of_safety = ben.get(url).content.decode().split("challenged")[0]
    assert of_safety.count("checked") == 1
    assert 'value="" id="id_safe_3" checked' in of_safety
    assert as_person(cast.dora).get(url).status_code == 404
    assert ana.post(url, {"safe": "wholly"}).status_code == 422
    assert ana.post(url, {}).status_code == 302
    assert Pulse.objects.get().person_id == cast.ben.pk


def test_pages_cost_the_same_however_full_the_diary_is(
    cast: Cast, as_person: Browser, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    ana = as_person(cast.ana)
    entries = [write(ana, f"Day {number}") for number in range(23)]
    ana.post(brought(cast), {"entry": [str(one.code) for one in entries[-5:]]})
    ben = as_person(cast.ben)
    with django_assert_max_num_queries(8):
        ana.get("/diary/?page=2")
    with django_assert_max_num_queries(16):
        ben.get(brought(cast))
    with django_assert_max_num_queries(15):
        ana.get(f"/cycle/{cast.strand.code}/pulse/")

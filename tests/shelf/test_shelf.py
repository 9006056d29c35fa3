"""A pair's shelf: both put things there, each keeps their own, and one plan is written by both."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sidebyside.people.models import Person
from sidebyside.programme import actions
from sidebyside.programme.models import Cycle
from sidebyside.programme.seen import stamp
from sidebyside.programme.standing import strands
from sidebyside.shelf.forms import ItemForm
from sidebyside.shelf.keeping import MOST_ITEMS, ItemWords, change, put
from sidebyside.shelf.models import Item, LessonPlan, OnTable
from sidebyside.trust import ledger
from sidebyside.web.backup import replaying
from tests.cast import Cast
from tests.pages import heading, hidden, words_of

Browser = Callable[[Person], Client]
TASK = {"title": "Counters", "link": "example.org/counters", "words": "Give them out first."}


def shelf(cast: Cast) -> str:
    return f"/pair/{cast.pair.code}/shelf/"


def plan(cast: Cast) -> str:
    return f"/cycle/{cast.strand.code}/plan/"


def write(browser: Client, page: str, words: str, seen: str | None = None) -> int:
    told = {"words": words, "seen": hidden(browser.get(page), "seen") if seen is None else seen}
    return browser.post(page, told).status_code


def test_both_read_what_either_puts_there_and_a_second_press_puts_it_once(
    cast: Cast, as_person: Browser
) -> None:
    ana, ben = as_person(cast.ana), as_person(cast.ben)
    assert "empty" in heading(ana.get(shelf(cast)))
    for _twice in range(2):
        assert ana.post(shelf(cast), TASK).status_code == 302
    assert Item.objects.count() == 1
    page = ben.get(shelf(cast))
    assert "Give them out first." in words_of(page)
    assert 'href="https://example.org/counters" rel="noopener noreferrer nofollow"' in page.content.decode()


def test_a_change_locks_the_pair_before_the_thing_as_laying_out_does(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    thing = put(cast.pair, cast.ana, ItemWords("Counters"))
    order: list[str] = []
    lock = QuerySet.select_for_update

    def noting(rows: QuerySet[Any], *more: Any, **named: Any) -> Any:
        order.append(rows.model.__name__)
        return lock(rows, *more, **named)

    monkeypatch.setattr(QuerySet, "select_for_update", noting)
    change(thing, ItemWords("Dice"), stamp(["Counters", "", ""]))
    assert order == ["Partnership", "Item"]


def test_only_its_author_changes_or_removes_a_thing(cast: Cast, as_person: Browser) -> None:
    thing = put(cast.pair, cast.ana, ItemWords("Counters"))
    page = f"{shelf(cast)}{thing.code}/"
    assert as_person(cast.ben).post(page, {"do": "remove"}).status_code == 404
    ana = as_person(cast.ana)
    seen = hidden(ana.get(page), "seen")
    assert ana.post(page, TASK | {"seen": seen}).status_code == 302
    # Another tab still shows what stood there before.
    late = ana.post(page, TASK | {"title": "Dice", "seen": seen})
    assert late.status_code == 409
    assert "Dice" in late.content.decode()
    assert "Counters" in words_of(late)
    assert Item.objects.select_related("author").get().title == "Counters"
    assert ana.post(page, {"do": "remove"}).status_code == 302
    assert not Item.objects.exists()


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "file:///etc/passwd", "https://me:secret@example.org/", "two words"]
)
def test_what_is_no_web_address_is_refused_in_words(link: str) -> None:
    form = ItemForm({"title": "Counters", "link": link})
    assert not form.is_valid()
    assert "address" in str(form.errors["link"])


def test_a_full_shelf_says_so_and_keeps_what_was_typed(cast: Cast, as_person: Browser) -> None:
    for number in range(MOST_ITEMS):
        Item.objects.create(partnership=cast.pair, author=cast.ana, title=str(number))
    answer = as_person(cast.ana).post(shelf(cast), TASK)
    assert answer.status_code == 422
    assert "Give them out first." in answer.content.decode()
    # The other's part has room.
    assert as_person(cast.ben).post(shelf(cast), TASK).status_code == 302


def test_after_leaving_each_has_their_own_and_nothing_of_the_others(cast: Cast, as_person: Browser) -> None:
    put(cast.pair, cast.ana, ItemWords("Anas counters"))
    put(cast.pair, cast.ben, ItemWords("Bens dice"))
    actions.leave(cast.pair, cast.ben)
    for person, own, others in ((cast.ana, "Anas", "Bens"), (cast.ben, "Bens", "Anas")):
        page = words_of(as_person(person).get(shelf(cast)))
        assert own in page
        assert others not in page
    assert as_person(cast.ben).post(shelf(cast), TASK).status_code == 404
    assert f"/pair/{cast.pair.code}/shelf/" in as_person(cast.ben).get("/").content.decode()


def test_one_plan_is_written_by_both_and_no_late_save_wins_silently(cast: Cast, as_person: Browser) -> None:
    ana, ben = as_person(cast.ana), as_person(cast.ben)
    old = hidden(ana.get(plan(cast)), "seen")
    assert write(ben, plan(cast), "First a question.") == 302
    assert "Ben wrote here last" in words_of(ana.get(plan(cast)))
    assert write(ana, plan(cast), "First a story.", old) == 409
    assert write(ana, plan(cast), "First a question, then a story.") == 302
    assert LessonPlan.objects.select_related("owner").get().owner == cast.ana
    actions.close(strands().get(pk=cast.strand.pk), cast.ana)
    assert write(ana, plan(cast), "Too late", "") == 409
    assert "then a story" in words_of(ana.get(plan(cast)))


def test_what_is_laid_on_the_table_is_shown_with_the_plan_until_it_is_put_back(
    cast: Cast, as_person: Browser
) -> None:
    ana, ben = as_person(cast.ana), as_person(cast.ben)
    thing = put(cast.pair, cast.ana, ItemWords("Counters"))
    assert ben.post(plan(cast), {"do": "table", "item": str(thing.code)}).status_code == 302
    assert "On the table for this lesson" in words_of(ana.get(plan(cast)))
    assert plan(cast) in ana.get(f"/cycle/{cast.strand.code}/focus/").content.decode()
    # A page that was made before Ben laid it out takes nothing off.
    assert ana.post(plan(cast), {"do": "table"}).status_code == 302
    assert OnTable.objects.count() == 1
    assert hidden(ana.get(plan(cast)), "lay") == str(thing.code)
    assert ana.post(plan(cast), {"do": "table", "lay": str(thing.code)}).status_code == 302
    assert not OnTable.objects.exists()


def test_a_cycle_with_a_plan_is_not_taken_for_untouched(cast: Cast, as_person: Browser) -> None:
    following = actions.close(strands().get(pk=cast.strand.pk), cast.ana)
    assert following is not None
    assert actions.is_untouched(following)
    assert write(as_person(cast.ben), f"/cycle/{following.strands.get().code}/plan/", "Early") == 302
    assert not actions.is_untouched(following)


def test_a_longer_shelf_costs_no_more_questions(cast: Cast, as_person: Browser) -> None:
    ana = as_person(cast.ana)

    def asked(page: str) -> int:
        with CaptureQueriesContext(connection) as told:
            assert ana.get(page).status_code == 200
        return len(told)

    put(cast.pair, cast.ana, ItemWords("One"))
    LessonPlan.objects.create(strand=cast.strand, owner=cast.ana, words="First")
    before = {page: asked(page) for page in (shelf(cast), plan(cast))}
    for author in (cast.ana, cast.ben):
        for number in range(5):
            put(cast.pair, author, ItemWords(f"Thing {number}"))
    assert {page: asked(page) for page in before} == before
    assert list(before.values()) == [17, 15]


def test_what_was_removed_stays_removed_when_an_old_backup_is_put_back(
    cast: Cast, as_person: Browser
) -> None:
    thing = put(cast.pair, cast.ana, ItemWords("Counters"))
    as_person(cast.ana).post(f"{shelf(cast)}{thing.code}/", {"do": "remove"})
    again = Item.objects.create(code=thing.code, partnership=cast.pair, author=cast.ana, title="Counters")
    entries = [one for one in ledger.entries() if one.what.startswith("shelf.item:")]
    assert replaying.rows(entries, since=0) == 1
    assert not Item.objects.filter(code=again.code).exists()


def test_who_left_before_any_cycle_finds_their_things_from_home(cast: Cast, as_person: Browser) -> None:
    Cycle.objects.filter(partnership=cast.pair).delete()
    actions.leave(cast.pair, cast.ben)
    ben = as_person(cast.ben)
    assert shelf(cast) not in ben.get("/").content.decode()
    put(cast.pair, cast.ben, ItemWords("Bens dice"))
    assert shelf(cast) in ben.get("/").content.decode()

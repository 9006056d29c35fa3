"""A poster is its author's until they show it, a pair's only with both, and anybody's no longer than both want."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from sidebyside.events import actions, paper
from sidebyside.events.access import own_poster
from sidebyside.events.models import Answer, Beside, Event, Poster
from sidebyside.people.models import Person
from sidebyside.programme.models import Membership, StrandContent
from sidebyside.reflection.models import NextStep
from sidebyside.trust import holdings
from sidebyside.web.backup.replaying import end_what_may_have_been_taken_back
from tests.cast import Cast
from tests.events.test_events import made
from tests.pages import hidden, words_of

Browser = Callable[[Person], Client]
WORDS = {"title": "Ten seconds", "tried": "We waited", "saw": "Longer answers", "take": "We go on"}


@pytest.fixture
def carousel(cast: Cast) -> Event:
    return made(cast, "carousel", whole_school=True)


def at(event: Event) -> str:
    return f"/events/{event.code}/poster/"


def write(client: Client, event: Event, **more: object) -> int:
    told = WORDS | {"do": "show", "seen": hidden(client.get(at(event)), "seen")} | more
    return client.post(at(event), told).status_code


def reads(client: Client, event: Event) -> bool:
    return "Longer answers" in words_of(client.get(f"/events/{event.code}/"))


def _say(client: Client, event: Event, do: str) -> None:
    poster = Poster.objects.get()
    told = {"do": do, "poster": str(poster.code), "seen": hidden(client.get(at(event)), "seen")}
    assert client.post(at(event), told).status_code == 302


def test_a_draft_is_read_by_nobody_else_and_what_hangs_by_whom_the_carousel_is_for(
    cast: Cast, as_person: Browser, carousel: Event
) -> None:
    ana = as_person(cast.ana)
    assert write(ana, carousel, do="keep") == 302
    for who in (cast.ben, cast.dora, cast.tim):
        assert not reads(as_person(who), carousel)
        assert as_person(who).get(f"/events/{carousel.code}/mine.pdf").status_code == 404
    assert write(ana, carousel) == 302
    for who in (cast.ben, cast.dora, cast.tim):
        assert reads(as_person(who), carousel)
    assert as_person(cast.eve).get(f"/events/{carousel.code}/").status_code == 404
    ana.post(at(carousel), {"do": "back"})
    assert not reads(as_person(cast.dora), carousel)
    assert "Longer answers" in ana.get(at(carousel)).content.decode(), "it is hers still"


def test_a_pairs_poster_hangs_only_when_both_say_yes_and_either_takes_it_back(
    cast: Cast, as_person: Browser, carousel: Event
) -> None:
    ana, ben, dora = as_person(cast.ana), as_person(cast.ben), as_person(cast.dora)
    assert write(ana, carousel, beside=str(cast.ben.code)) == 302
    assert not reads(dora, carousel)
    assert "Longer answers" in words_of(ben.get(at(carousel)))
    assert "Longer answers" not in words_of(as_person(cast.cleo).get(at(carousel)))
    _say(ben, carousel, "yes")
    assert reads(dora, carousel)
    assert "Ana and Ben" in words_of(dora.get(f"/events/{carousel.code}/"))
    _say(ben, carousel, "no")
    assert not reads(dora, carousel)
    _say(ben, carousel, "yes")
    assert reads(dora, carousel)
    ana.post(at(carousel), {"do": "back"})
    assert not reads(dora, carousel)
    assert write(ana, carousel, beside=str(cast.ben.code)) == 302
    assert not reads(dora, carousel), "Ben's yes was to what hung before"


def test_other_words_or_other_people_need_every_yes_anew(
    cast: Cast, as_person: Browser, carousel: Event
) -> None:
    ana, ben = as_person(cast.ana), as_person(cast.ben)
    write(ana, carousel, beside=str(cast.ben.code))
    seen = hidden(ben.get(at(carousel)), "seen")
    write(ana, carousel, beside=str(cast.ben.code), tried="We waited, and Ben laughed")
    poster = Poster.objects.get()
    ben.post(at(carousel), {"do": "yes", "poster": str(poster.code), "seen": seen})
    assert Beside.objects.get().yes_at is None, "a yes is to the words that were read"
    _say(ben, carousel, "yes")
    assert Poster.objects.get().shown_at is not None
    write(ana, carousel, do="keep", tried="We waited, and Ben laughed")
    assert Poster.objects.get().shown_at is None, "Ben's name is off, so Ana says again that it hangs"


def test_a_stranger_cannot_be_put_on_a_poster_nor_speak_for_one(
    cast: Cast, as_person: Browser, carousel: Event
) -> None:
    ana = as_person(cast.ana)
    assert write(ana, carousel, beside=str(cast.cleo.code)) == 422
    write(ana, carousel, beside=str(cast.ben.code))
    poster = Poster.objects.get()
    for do in ("yes", "no", "aside"):
        told = {"do": do, "poster": str(poster.code), "seen": ""}
        as_person(cast.cleo).post(at(carousel), told)
    assert Beside.objects.get().yes_at is None


def test_who_closes_their_account_takes_the_poster_along(
    cast: Cast, as_person: Browser, carousel: Event
) -> None:
    ana, ben, dora = as_person(cast.ana), as_person(cast.ben), as_person(cast.dora)
    write(ana, carousel, beside=str(cast.ben.code))
    _say(ben, carousel, "yes")
    Person.objects.filter(pk=cast.ben.pk).update(is_active=False)
    assert not reads(dora, carousel)


def test_who_leaves_takes_the_poster_along(cast: Cast, as_person: Browser, carousel: Event) -> None:
    Event.objects.update(whole_school=False)
    write(as_person(cast.ana), carousel)
    dora = as_person(cast.dora)
    assert reads(dora, carousel)
    Membership.objects.filter(person=cast.ana).update(left_at=timezone.now())
    assert not reads(dora, carousel)
    assert as_person(cast.ana).get(at(carousel)).status_code == 404
    assert holdings.taken_away(cast.ana)["Poster"][0]["saw"] == "Longer answers"


def test_erasing_leaves_nothing_that_hangs(cast: Cast, as_person: Browser, carousel: Event) -> None:
    ana, ben = as_person(cast.ana), as_person(cast.ben)
    write(ana, carousel, beside=str(cast.ben.code))
    _say(ben, carousel, "yes")
    actions.answer(carousel, cast.ben, comes=True, moves=0)
    assert holdings.taken_away(cast.ana)["Poster"][0]["saw"] == "Longer answers"
    holdings.erase(cast.ben)
    poster = Poster.objects.get()
    assert poster.shown_at is None
    assert not Beside.objects.exists()
    assert not Answer.objects.exists()
    assert poster.saw == "Longer answers", "it is Ana's"
    holdings.erase(cast.ana)
    assert not Poster.objects.exists()


def test_a_restored_backup_shows_no_poster_again(cast: Cast, as_person: Browser, carousel: Event) -> None:
    ana, ben = as_person(cast.ana), as_person(cast.ben)
    write(ana, carousel, beside=str(cast.ben.code))
    _say(ben, carousel, "yes")
    end_what_may_have_been_taken_back()
    assert not reads(as_person(cast.dora), carousel)
    _say(as_person(cast.ben), carousel, "yes")
    assert not reads(as_person(cast.dora), carousel), "Ana is asked as well"


def test_own_focus_and_steps_are_copied_by_a_press_and_a_partners_never(
    cast: Cast, as_person: Browser, carousel: Event
) -> None:
    mine = StrandContent.objects.create(strand=cast.strand, owner=cast.ana, focus="Quiet pupils")
    NextStep.objects.create(
        strand=cast.strand, owner=cast.ana, what="Ask Year 9 first", came_of_it="They spoke"
    )
    ana, ben = as_person(cast.ana), as_person(cast.ben)
    page = words_of(ana.get(at(carousel)))
    assert "Quiet pupils" in page
    assert "Ask Year 9 first" in page
    assert "They spoke" in page
    assert not Poster.objects.exists(), "nothing comes of itself"
    assert "Quiet pupils" not in words_of(ben.get(at(carousel)))
    ben.post(at(carousel), {"do": "copy", "own": f"{mine.code}:tried"})
    assert not Poster.objects.exists()
    ana.post(at(carousel), {"do": "copy", "own": f"{mine.code}:tried"})
    poster = Poster.objects.get()
    assert (poster.author, poster.tried, poster.shown_at) == (cast.ana, "Quiet pupils", None)


def test_a_late_tab_never_wins_and_too_much_is_said(cast: Cast, as_person: Browser, carousel: Event) -> None:
    ana = as_person(cast.ana)
    early = hidden(ana.get(at(carousel)), "seen")
    write(ana, carousel)
    assert write(ana, carousel, seen=early, saw="Other") == 409
    long = ana.post(at(carousel), WORDS | {"tried": "x" * 901})
    assert long.status_code == 422
    assert "901 characters; 900 fit" in words_of(long)
    assert own_poster(cast.ana, carousel).saw == "Longer answers"


def test_a_held_account_reads_no_poster(cast: Cast, as_person: Browser, carousel: Event) -> None:
    write(as_person(cast.ana), carousel)
    Person.objects.filter(pk=cast.ben.pk).update(held_since=timezone.now())
    ben = as_person(cast.ben)
    assert not reads(ben, carousel)
    for page in (at(carousel), f"/events/{carousel.code}/posters.pdf"):
        assert ben.get(page).status_code == 404


def test_a_meet_has_no_posters(cast: Cast, as_person: Browser) -> None:
    assert as_person(cast.ana).get(at(made(cast))).status_code == 404


def test_the_paper_has_a_page_of_a3_for_each_poster_that_hangs_and_runs_no_command(
    cast: Cast, as_person: Browser, carousel: Event
) -> None:
    Person.objects.filter(pk=cast.ana.pk).update(name="Оксана Ґудзь #panic()")
    write(as_person(cast.ana), carousel, title='#panic("x") *Λόγος*', tried="$x$ " + "long " * 170)
    write(as_person(cast.ben), carousel)
    write(as_person(cast.cleo), carousel, do="keep")
    answer = as_person(cast.dora).get(f"/events/{carousel.code}/posters.pdf")
    assert answer.headers["Cache-Control"] == "private, no-store"
    boxes = re.findall(rb"/MediaBox ?\[([^\]]+)\]", answer.content)
    assert [[round(float(one)) for one in box.split()] for box in boxes] == [[0, 0, 1191, 842]] * 2
    assert paper.as_pdf(carousel, []).startswith(b"%PDF")


def test_a_carousel_costs_the_same_however_many_posters_hang(
    cast: Cast, as_person: Browser, django_assert_max_num_queries: DjangoAssertNumQueries, carousel: Event
) -> None:
    for number in range(8):
        author = Person.objects.create_person(f"p{number}@harbour.test", f"P{number}", cast.school, "x")
        poster = Poster.objects.create(
            event=carousel,
            author=author,
            title=f"T{number}",
            ready_at=timezone.now(),
            shown_at=timezone.now(),
        )
        Beside.objects.create(poster=poster, person=cast.ben, yes_at=timezone.now())
    dora, ben = as_person(cast.dora), as_person(cast.ben)
    with django_assert_max_num_queries(20):
        assert "8 posters hang" in words_of(dora.get(f"/events/{carousel.code}/"))
    with django_assert_max_num_queries(32):
        ben.get(at(carousel))

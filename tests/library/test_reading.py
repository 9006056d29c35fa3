"""Requests for a reading: whose name is shown, who answers, and that a focus is never where they come from."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from sidebyside.library.models import ReadingAnswer, ReadingKeeper, ReadingRequest
from sidebyside.people.models import Person
from sidebyside.programme.models import StrandContent
from sidebyside.trust import holdings
from tests.cast import Cast

Browser = Callable[[Person], Client]
WORDS = "Something short about questioning"


def text(client: Client) -> str:
    answer = client.get("/reading/")
    assert answer.status_code == 200
    return answer.content.decode()


def ask(client: Client, **more: str) -> ReadingRequest:
    assert client.post("/reading/", {"do": "ask", "words": WORDS} | more).status_code == 302
    return ReadingRequest.objects.get()


def answer(client: Client, found: ReadingRequest, **more: str) -> int:
    told = {"do": "answer", "request": str(found.code), "title": "Wait time, M. Rowe"}
    return client.post("/reading/", told | more).status_code


def test_whoever_answers_sees_it_without_a_name_and_nobody_else_does(cast: Cast, as_person: Browser) -> None:
    StrandContent.objects.create(strand=cast.strand, owner=cast.ana, focus="Hands down in the back row")
    ana = as_person(cast.ana)
    assert "Hands down" not in text(ana)
    found = ask(ana)
    dora = text(as_person(cast.dora))
    assert WORDS in dora
    assert "a colleague" in dora
    assert "Hands down" not in dora
    assert str(cast.ana.code) not in dora.split("Colleagues ask for")[1].split("</section>")[0]
    assert "Ana" not in dora.split("Colleagues ask for")[1].split("</section>")[0]
    for who in (cast.ben, cast.cleo, cast.leo, cast.eve):
        assert WORDS not in text(as_person(who))
        assert answer(as_person(who), found) == 404
    assert answer(as_person(cast.dora), found, link="https://example.org/rowe") == 302
    page = text(ana)
    assert "Wait time, M. Rowe" in page
    # Dora reads what she named; whoever else answers reads that somebody did.
    assert "Wait time, M. Rowe" in text(as_person(cast.dora))
    assert (
        as_person(cast.dora).post("/reading/", {"do": "name", "person": str(cast.tim.code)}).status_code
        == 302
    )
    tim = text(as_person(cast.tim))
    assert WORDS in tim
    assert "has named one already" in tim
    assert "Wait time" not in tim
    assert 'href="https://example.org/rowe"' in page


def test_all_colleagues_by_choice_and_a_name_by_choice(cast: Cast, as_person: Browser) -> None:
    ana = as_person(cast.ana)
    found = ask(ana, to_all="yes", by_name="on")
    cleo = text(as_person(cast.cleo))
    assert WORDS in cleo
    assert "<small>Ana</small>" in cleo
    assert WORDS not in text(as_person(cast.eve))
    assert answer(as_person(cast.cleo), found) == 302
    assert ana.post("/reading/", {"do": "hide", "request": str(found.code)}).status_code == 302
    assert WORDS not in text(as_person(cast.cleo))
    assert answer(as_person(cast.cleo), found) == 404


def test_the_co_ordinator_names_who_answers(cast: Cast, as_person: Browser) -> None:
    told = {"do": "name", "person": str(cast.leo.code)}
    assert as_person(cast.ben).post("/reading/", told).status_code == 404
    ana = as_person(cast.ana)
    ask(ana)
    assert as_person(cast.dora).post("/reading/", told).status_code == 302
    assert WORDS in text(as_person(cast.leo))
    assert "Dora, Leo" in text(ana)
    as_person(cast.dora).post("/reading/", told | {"do": "unname"})
    assert not ReadingKeeper.objects.exists()
    assert WORDS not in text(as_person(cast.leo))
    # Another school's person is nobody to name.
    as_person(cast.dora).post("/reading/", {"do": "name", "person": str(cast.eve.code)})
    assert not ReadingKeeper.objects.exists()


def test_a_guest_sees_nothing_and_asks_nobody(cast: Cast, as_person: Browser) -> None:
    Person.objects.filter(pk=cast.cleo.pk).update(is_guest=True)
    guest = as_person(cast.cleo)
    assert guest.get("/reading/").status_code == 404
    assert guest.post("/reading/", {"do": "ask", "words": WORDS}).status_code == 404


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "not an address", "ftp://example.org/x", "https://me:secret@example.org/"]
)
def test_only_the_address_of_a_page_is_a_link(cast: Cast, as_person: Browser, link: str) -> None:
    found = ask(as_person(cast.ana))
    assert answer(as_person(cast.dora), found, link=link) == 422
    assert not ReadingAnswer.objects.exists()
    assert answer(as_person(cast.dora), found, link="example.org/x") == 302
    assert ReadingAnswer.objects.get().link == "https://example.org/x"


def test_only_its_author_takes_it_back_or_erases_it(cast: Cast, as_person: Browser) -> None:
    found = ask(as_person(cast.ana), to_all="yes")
    answer(as_person(cast.dora), found)
    given = {"do": "erase answer", "answer": str(ReadingAnswer.objects.get().code)}
    for who in (cast.ana, cast.ben):
        assert as_person(who).post("/reading/", given).status_code == 404
    for do in ("hide", "show", "erase"):
        for who in (cast.dora, cast.ben, cast.eve):
            told = {"do": do, "request": str(found.code)}
            assert as_person(who).post("/reading/", told).status_code == 404
    assert as_person(cast.dora).post("/reading/", given).status_code == 302
    assert not ReadingAnswer.objects.exists()


@pytest.mark.parametrize("way", ["by press", "by erasing all"])
def test_an_answer_outlives_its_request_for_its_author_alone(
    cast: Cast, as_person: Browser, way: str
) -> None:
    found = ask(as_person(cast.ana), to_all="yes")
    assert answer(as_person(cast.cleo), found) == 302
    title, cleo = "Wait time, M. Rowe", as_person(cast.cleo)
    assert "is not asked any more" not in text(cleo)
    if way == "by press":
        as_person(cast.ana).post("/reading/", {"do": "erase", "request": str(found.code)})
    else:
        holdings.erase(cast.ana)
    assert not ReadingRequest.objects.exists()
    for who in (cast.ben, cast.dora, cast.leo):
        assert title not in text(as_person(who))
    assert title in text(cleo)
    given = {"do": "erase answer", "answer": str(ReadingAnswer.objects.get().code)}
    assert as_person(cast.ben).post("/reading/", given).status_code == 404
    assert cleo.post("/reading/", given).status_code == 302
    assert title not in text(cleo)


def test_an_answer_to_what_was_taken_back_can_be_erased(cast: Cast, as_person: Browser) -> None:
    found = ask(as_person(cast.ana), to_all="yes")
    answer(as_person(cast.cleo), found)
    as_person(cast.ana).post("/reading/", {"do": "hide", "request": str(found.code)})
    page = text(as_person(cast.cleo))
    assert "Wait time, M. Rowe" in page
    assert WORDS not in page
    assert str(ReadingAnswer.objects.get().code) in page


def test_whoever_closes_their_account_takes_their_answers_along(cast: Cast, as_person: Browser) -> None:
    found = ask(as_person(cast.ana), to_all="yes")
    answer(as_person(cast.cleo), found)
    assert "Wait time, M. Rowe" in text(as_person(cast.ana))
    Person.objects.filter(pk=cast.cleo.pk).update(is_active=False)
    for who in (cast.ana, cast.ben, cast.dora):
        assert "Wait time, M. Rowe" not in text(as_person(who))


def test_two_presses_bring_one_answer(cast: Cast, as_person: Browser) -> None:
    found = ask(as_person(cast.ana), to_all="yes")
    for _press in range(2):
        assert answer(as_person(cast.cleo), found) == 302
    assert ReadingAnswer.objects.count() == 1
    assert answer(as_person(cast.cleo), found, words="Chapter 2") == 302
    assert answer(as_person(cast.ben), found) == 302
    assert ReadingAnswer.objects.count() == 3


def test_the_page_costs_the_same_for_one_and_for_many(
    cast: Cast, as_person: Browser, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    for n in range(8):
        as_person(cast.ana).post("/reading/", {"do": "ask", "words": f"{WORDS} {n}", "to_all": "yes"})
    for one in ReadingRequest.objects.all():
        answer(as_person(cast.cleo), one)
    dora = as_person(cast.dora)
    dora.get("/reading/")
    with django_assert_max_num_queries(16):
        dora.get("/reading/")

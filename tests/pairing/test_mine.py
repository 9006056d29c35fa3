"""A person's own page."""

import io
import zipfile
from typing import Any

import pytest

from sidebyside.pairing.models import Asked, Joined, Setting, Wishes
from sidebyside.people.models import Person
from sidebyside.programme.models import Partnership
from sidebyside.timetable.models import Period, PersonPeriod, Year
from sidebyside.trust import holdings
from tests.cast import Cast
from tests.pages import words_of
from tests.pairing.conftest import As, show, write

FACTS = {
    "subject": "Maths",
    "phase": "secondary",
    "site": "",
    "experience": "4",
    "rank": "",
    "focus": "Waiting",
    "interests": "",
}


@pytest.fixture
def at(cast: Cast) -> str:
    Partnership.objects.all().delete()
    Setting.objects.create(programme=cast.programme)
    return f"/programme/{cast.programme.code}/partner/"


def test_somebody_joins_with_what_they_choose_to_show(cast: Cast, as_person: As, at: str) -> None:
    browser = as_person(cast.ana)
    assert "Find a partner" in words_of(browser.get(at))
    assert browser.post(at, FACTS)["Location"] == at
    joined = Joined.objects.get()
    assert (joined.subject, joined.experience, joined.rank, joined.focus) == ("Maths", 4, None, "Waiting")
    assert "You are looking for a partner" in words_of(browser.get(at))


def test_a_form_that_is_not_right_is_shown_again_and_keeps_nothing(
    cast: Cast, as_person: As, at: str
) -> None:
    answer = as_person(cast.ana).post(at, FACTS | {"experience": "9"})
    assert answer.status_code == 422
    assert not Joined.objects.exists()


def test_everybody_who_joins_has_a_private_row(cast: Cast, as_person: As, at: str) -> None:
    """Else there being one would say that somebody wished for something."""
    as_person(cast.ana).post(at, FACTS, follow=True)
    assert Wishes.objects.get().person == cast.ana


def test_wishes_are_kept_changed_and_erased(cast: Cast, as_person: As, at: str) -> None:
    show(cast.programme, cast.ana)
    browser = as_person(cast.ana)
    browser.post(f"{at}private/", {"person": cast.ben.code, "do": "would_like"})
    browser.post(f"{at}private/", {"person": cast.cleo.code, "do": "would_not"})
    browser.post(f"{at}private/", {"focus": "Behaviour at the door", "rests": "on"})
    row = Wishes.objects.get()
    assert (row.liked, row.not_liked, row.focus, row.rests) == ("Ben", "Cleo", "Behaviour at the door", "yes")
    page = words_of(browser.get(at))
    assert "Ben" in page
    browser.post(f"{at}private/", {"person": cast.ben.code, "do": "would_not"})
    row = Wishes.objects.get()
    assert (row.liked, row.not_liked) == ("", "Cleo, Ben")
    browser.post(f"{at}private/", {"person": cast.cleo.code, "do": "off"})
    assert Wishes.objects.get().not_liked == "Ben"
    browser.post(f"{at}private/", {"do": "erase"})
    row = Wishes.objects.get()
    assert not any((row.liked, row.not_liked, row.focus, row.rests))


def test_five_wishes_are_the_most(cast: Cast, as_person: As, at: str) -> None:
    show(cast.programme, cast.ana)
    browser = as_person(cast.ana)
    for other in (cast.ben, cast.cleo, cast.idris, cast.leo, cast.tim, cast.nina):
        page = browser.post(f"{at}private/", {"person": other.code, "do": "would_like"}, follow=True)
    assert Wishes.objects.get().liked == "Ben, Cleo, Idris, Leo, Tim"
    assert "You have named five already" in words_of(page)


def test_who_has_not_joined_has_nothing_in_private(cast: Cast, as_person: As, at: str) -> None:
    answer = as_person(cast.ana).post(f"{at}private/", {"person": cast.ben.code, "do": "would_like"})
    assert answer.status_code == 404
    assert not Wishes.objects.exists()


def test_a_stranger_cannot_be_named(cast: Cast, as_person: As, at: str) -> None:
    show(cast.programme, cast.ana)
    as_person(cast.ana).post(f"{at}private/", {"person": cast.eve.code, "do": "would_like"})
    assert Wishes.objects.get().liked == ""


def test_another_schools_programme_is_not_there(cast: Cast, as_person: As, at: str) -> None:
    for address in (at, f"{at}private/", f"{at}ask/"):
        assert as_person(cast.eve).post(address, FACTS).status_code == 404


def test_leaving_erases_what_was_written(cast: Cast, as_person: As, at: str) -> None:
    show(cast.programme, cast.ana)
    write(cast.ana, would_not=[cast.ben])
    as_person(cast.ana).post(at, {"do": "leave"})
    assert not Joined.objects.exists()
    assert not Wishes.objects.exists()


@pytest.fixture
def both(cast: Cast, at: str) -> tuple[Person, Person]:
    for one in (cast.ana, cast.ben):
        show(cast.programme, one)
    return cast.ana, cast.ben


def test_two_who_choose_each_other_are_a_pair(
    cast: Cast, as_person: As, at: str, both: tuple[Person, Person]
) -> None:
    ana, ben = both
    as_person(ana).post(f"{at}ask/", {"person": ben.code, "do": "ask"})
    assert not Partnership.objects.exists()
    assert "Ana asks to be your partner" in words_of(as_person(ben).get(at))
    answer = as_person(ben).post(f"{at}ask/", {"person": ana.code, "do": "yes"})
    pair = Partnership.objects.get()
    assert answer["Location"] == f"/pair/{pair.code}/"
    assert pair.origin.way == "chosen"
    assert all(one.is_in for one in pair.memberships.all())
    assert pair.agreements.count() == 1


def test_asking_each_other_is_a_yes(cast: Cast, as_person: As, at: str, both: tuple[Person, Person]) -> None:
    for one, other in (both, both[::-1]):
        as_person(one).post(f"{at}ask/", {"person": other.code, "do": "ask"})
    assert Partnership.objects.count() == 1


def test_a_no_is_told_to_nobody(cast: Cast, as_person: As, at: str, both: tuple[Person, Person]) -> None:
    ana, ben = both
    browser = as_person(ana)
    browser.post(f"{at}ask/", {"person": ben.code, "do": "ask"})
    browser.get(at)
    before = words_of(browser.get(at))
    as_person(ben).post(f"{at}ask/", {"person": ana.code, "do": "no"})
    assert words_of(browser.get(at)) == before
    assert "asks to be your partner" not in words_of(as_person(ben).get(at))
    browser.post(f"{at}ask/", {"person": ben.code, "do": "ask"})
    assert "asks to be your partner" not in words_of(as_person(ben).get(at))


def test_a_question_that_was_taken_back_makes_no_pair(
    cast: Cast, as_person: As, at: str, both: tuple[Person, Person]
) -> None:
    ana, ben = both
    as_person(ana).post(f"{at}ask/", {"person": ben.code, "do": "ask"})
    as_person(ana).post(f"{at}ask/", {"person": ben.code, "do": "take back"})
    as_person(ben).post(f"{at}ask/", {"person": ana.code, "do": "yes"})
    assert not Partnership.objects.exists()
    assert not Asked.objects.exists()


def test_where_pairs_are_arranged_only_nobody_is_asked(
    cast: Cast, as_person: As, at: str, both: tuple[Person, Person]
) -> None:
    Setting.objects.update(way="arranged")
    ana, ben = both
    assert "Ask somebody yourself" not in words_of(as_person(ana).get(at))
    as_person(ana).post(f"{at}ask/", {"person": ben.code, "do": "ask"})
    assert not Asked.objects.exists()


def test_home_leads_to_an_open_group_until_there_is_a_partner(
    cast: Cast, as_person: As, at: str, both: tuple[Person, Person]
) -> None:
    ana, _ben = both
    assert f'href="{at}"' in as_person(ana).get("/").content.decode()
    assert f'href="{at}"' in as_person(cast.nina).get("/").content.decode()
    assert at not in as_person(cast.eve).get("/").content.decode()
    for one, other in (both, both[::-1]):
        as_person(one).post(f"{at}ask/", {"person": other.code, "do": "ask"})
    assert f'href="{at}"' not in as_person(ana).get("/").content.decode()


def test_whoever_erases_everything_is_out_of_the_group(
    cast: Cast, at: str, both: tuple[Person, Person]
) -> None:
    ana, ben = both
    write(ana, would_like=[ben])
    Asked.objects.create(programme=cast.programme, by=ben, about=ana)
    assert holdings.left(ana)["Wishes"] == 1
    assert not any(holdings.erase(ana).values())
    assert list(Joined.objects.values_list("person", flat=True)) == [ben.pk]
    assert not Asked.objects.exists()


def test_somebody_takes_their_wishes_away_by_name(cast: Cast, at: str, both: tuple[Person, Person]) -> None:
    ana, ben = both
    write(ana, would_like=[ben], focus="Waiting")
    (taken,) = holdings.taken_away(ana)["Wishes"]
    assert (taken["liked"], taken["not_liked"], taken["focus"]) == ("Ben", "", "Waiting")


def test_who_was_never_in_a_pair_takes_away_and_erases_what_they_showed_and_wrote(
    cast: Cast, as_person: As, at: str
) -> None:
    show(cast.programme, cast.tim, subject="Maths, and more", experience=4, interests="Waiting")
    write(cast.tim, would_not=[cast.ben])
    browser = as_person(cast.tim)
    answer: Any = browser.get("/film/mine.zip")
    assert answer.status_code == 200
    found = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    shown = found.read("shown-to-find-a-partner.csv").decode()
    assert '"Maths, and more"' in shown
    assert "over 20 years" in shown
    assert "Ben" not in shown
    assert "Ben" in found.read("sidebyside.json").decode()
    assert browser.post("/yours/leave/", {"what": "erase"}).status_code == 302
    assert not Joined.objects.filter(person=cast.tim).exists()
    assert not Wishes.objects.exists()


@pytest.mark.parametrize("what", ["shown", "a week"])
def test_who_only_said_something_of_themselves_takes_that_away_too(
    cast: Cast, as_person: As, at: str, what: str
) -> None:
    browser = as_person(cast.tim)
    assert browser.get("/film/mine.zip").status_code == 302
    if what == "shown":
        show(cast.programme, cast.tim)
    else:
        year = Year.objects.create(school=cast.school)
        period = Period.objects.create(year=year, name="1", begins=540, ends=600)
        PersonPeriod.objects.create(person=cast.tim, period=period, weekday=0, use="teaching")
    answer: Any = browser.get("/film/mine.zip")
    assert answer.status_code == 200
    names = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))).namelist()
    assert {"shown-to-find-a-partner.csv", "week.csv"} & set(names)

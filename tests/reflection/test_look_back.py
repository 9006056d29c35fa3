from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client
from django.utils import timezone
from tests.cast import Cast
from tests.pages import hidden, words_of

from sidebyside.people.models import Person
from sidebyside.programme.focus import FocusWords, focus_words, write_focus, write_questions
from sidebyside.programme.models import Criterion, Cycle, Question
from sidebyside.programme.seen import stamp
from sidebyside.reflection.models import LookBack

Browser = Callable[[Person], Client]


@pytest.fixture
def agreed(cast: Cast) -> list[str]:
    """The names of the form's fields: one criterion, the coachee's question, the coach's question."""
    words = FocusWords(
        "", "Who answers after I ask?", criteria=("I wait",), questions=("Whom do I look at?",)
    )
    write_focus(cast.strand, words, stamp(FocusWords().in_order()))
    write_questions(cast.strand, cast.ben, ("Who is quiet?",), stamp([]))
    codes = [Criterion.objects.get().code, Question.objects.get(author=cast.ana).code]
    return [f"about_{code.hex}" for code in [*codes, Question.objects.get(author=cast.ben).code]]


def _url(cast: Cast) -> str:
    return f"/cycle/{cast.strand.code}/look-back/"


def _seen(browser: Client, cast: Cast) -> str:
    return hidden(browser.get(f"/cycle/{cast.strand.code}/steps/"), "seen", _url(cast))


def _keep(browser: Client, cast: Cast, sent: dict[str, str]):
    return browser.post(_url(cast), {"seen": _seen(browser, cast)} | sent)


def test_each_writes_their_own_and_both_see_both(cast: Cast, as_person: Browser, agreed: list[str]) -> None:
    ana, ben = as_person(cast.ana), as_person(cast.ben)
    assert _keep(ana, cast, {agreed[0]: "I waited twice."}).status_code == 302
    assert (
        _keep(ben, cast, {agreed[0]: "Four hands went up.", agreed[2]: "Two at the back."}).status_code == 302
    )
    for browser in (ana, ben):
        page = words_of(browser.get(f"/cycle/{cast.strand.code}/steps/"))
        assert "I waited twice." in page
        assert "Four hands went up." in page
        assert "Who is quiet?" in page
    assert LookBack.objects.count() == 3


def test_emptying_ones_words_takes_them_back(cast: Cast, as_person: Browser, agreed: list[str]) -> None:
    ana, ben = as_person(cast.ana), as_person(cast.ben)
    _keep(ben, cast, {agreed[0]: "Ben's"})
    _keep(ana, cast, {agreed[0]: "Ana's"})
    _keep(ana, cast, {agreed[0]: ""})
    assert [row.words for row in LookBack.objects.all()] == ["Ben's"]


def test_partners_writing_at_once_do_not_clash(cast: Cast, as_person: Browser, agreed: list[str]) -> None:
    ana, ben = as_person(cast.ana), as_person(cast.ben)
    seen = _seen(ana, cast)
    _keep(ben, cast, {agreed[0]: "Ben's"})
    assert ana.post(_url(cast), {agreed[0]: "Ana's", "seen": seen}).status_code == 302
    assert LookBack.objects.count() == 2


def test_two_tabs_of_one_person_lose_nothing(cast: Cast, as_person: Browser, agreed: list[str]) -> None:
    ana = as_person(cast.ana)
    seen = _seen(ana, cast)
    _keep(ana, cast, {agreed[0]: "First tab"})
    late = ana.post(_url(cast), {agreed[0]: "Second tab", "seen": seen})
    assert late.status_code == 409
    assert "First tab" in words_of(late)
    assert "Second tab" in late.content.decode()


def test_words_about_something_that_was_never_agreed_go_nowhere(
    cast: Cast, as_person: Browser, agreed: list[str]
) -> None:
    _keep(as_person(cast.ana), cast, {"about_" + "0" * 32: "x"})
    assert not LookBack.objects.exists()


def test_after_closing_the_words_can_be_read_and_no_longer_changed(
    cast: Cast, as_person: Browser, agreed: list[str]
) -> None:
    ana, ben = as_person(cast.ana), as_person(cast.ben)
    _keep(ana, cast, {agreed[0]: "I waited twice."})
    seen = _seen(ana, cast)
    Cycle.objects.filter(pk=cast.cycle.pk).update(closed_at=timezone.now())
    assert ana.post(_url(cast), {agreed[0]: "Changed", "seen": seen}).status_code == 409
    assert LookBack.objects.get().words == "I waited twice."
    assert "I waited twice." in words_of(ben.get(f"/cycle/{cast.strand.code}/steps/"))


def test_strangers_find_nothing(cast: Cast, as_person: Browser, agreed: list[str]) -> None:
    for person in (cast.cleo, cast.dora, cast.leo, cast.tim, cast.nina, cast.omar, cast.eve):
        assert as_person(person).post(_url(cast), {agreed[0]: "x"}).status_code == 404
    assert as_person(cast.ana).get(_url(cast)).status_code == 405


def test_what_was_said_of_a_criterion_stays_when_it_is_taken_off_the_list(
    cast: Cast, as_person: Browser, agreed: list[str]
) -> None:
    ana, ben = as_person(cast.ana), as_person(cast.ben)
    _keep(ben, cast, {agreed[0]: "Four hands went up."})
    saved = focus_words(cast.strand)
    write_focus(cast.strand, replace(saved, criteria=("I stand still",)), stamp(saved.in_order()))
    saved = focus_words(cast.strand)
    assert LookBack.objects.get().about == Criterion.objects.get().code
    write_focus(cast.strand, replace(saved, criteria=()), stamp(saved.in_order()))
    for browser in (ana, ben):
        page = words_of(browser.get(f"/cycle/{cast.strand.code}/steps/"))
        assert "Four hands went up." in page
        assert "No longer on your list" in page
    _keep(ben, cast, {agreed[0]: "Five hands went up."})
    assert LookBack.objects.get().words == "Five hands went up."
    _keep(ben, cast, {agreed[0]: ""})
    assert not LookBack.objects.exists()


def test_words_on_what_was_just_taken_off_the_list_come_back(
    cast: Cast, as_person: Browser, agreed: list[str]
) -> None:
    ben = as_person(cast.ben)
    seen = _seen(ben, cast)
    saved = focus_words(cast.strand)
    write_focus(cast.strand, replace(saved, criteria=()), stamp(saved.in_order()))
    late = ben.post(_url(cast), {"seen": seen, agreed[0]: "Four hands went up."})
    assert late.status_code == 409
    assert "Four hands went up." in words_of(late)
    assert "taken off your list while you wrote" in words_of(late)
    assert not LookBack.objects.exists()

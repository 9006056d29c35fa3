from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from tests.cast import Cast
from tests.pages import heading, hidden, words_of

from sidebyside.people.models import Person
from sidebyside.programme.models import Cycle, StrandStep
from sidebyside.programme.seen import stamp
from sidebyside.reflection.afterwards import StepWords, in_order, step_words, steps_of, write_steps
from sidebyside.reflection.models import NextStep

Browser = Callable[[Person], Client]
FIRST = {"what_1": "Count to five after I ask", "by_when_1": "Friday", "how_we_know_1": "three more hands"}


def _url(cast: Cast) -> str:
    return f"/cycle/{cast.strand.code}/steps/"


def _seen(browser: Client, cast: Cast) -> str:
    return hidden(browser.get(_url(cast)), "seen", _url(cast))


def _keep(browser: Client, cast: Cast, **sent: str):
    return browser.post(_url(cast), {"seen": _seen(browser, cast)} | sent)


def test_the_coachee_writes_next_steps_and_the_step_is_reached(cast: Cast, as_person: Browser) -> None:
    answer = _keep(as_person(cast.ana), cast, **FIRST)
    assert answer.url == f"/cycle/{cast.strand.code}/"
    [step] = steps_of(cast.strand)
    assert (step.what, step.by_when, step.how_we_know) == tuple(FIRST.values())
    assert step.owner == cast.ana
    assert StrandStep.objects.filter(strand=cast.strand, key="steps").exists()


def test_the_coach_reads_them_and_cannot_change_them(cast: Cast, as_person: Browser) -> None:
    _keep(as_person(cast.ana), cast, **FIRST)
    ben = as_person(cast.ben)
    page = ben.get(_url(cast))
    assert heading(page) == "Ana’s next steps"
    assert "Count to five after I ask" in words_of(page)
    assert ben.post(_url(cast), FIRST).status_code == 404


def test_everybody_else_finds_nothing(cast: Cast, as_person: Browser) -> None:
    _keep(as_person(cast.ana), cast, **FIRST)
    for person in (cast.cleo, cast.dora, cast.leo, cast.tim, cast.nina, cast.omar, cast.eve):
        assert as_person(person).get(_url(cast)).status_code == 404
        assert as_person(person).post(_url(cast), FIRST).status_code == 404


def test_a_step_without_its_what_gets_a_sentence_and_loses_nothing(cast: Cast, as_person: Browser) -> None:
    answer = _keep(as_person(cast.ana), cast, by_when_1="Friday", how_we_know_2="hands")
    assert answer.status_code == 422
    assert words_of(answer).count("Say what you will do") >= 2
    assert 'value="Friday"' in answer.content.decode()
    assert not NextStep.objects.exists()


def test_emptied_steps_go_and_the_others_keep_their_identity(cast: Cast, as_person: Browser) -> None:
    ana = as_person(cast.ana)
    _keep(ana, cast, **FIRST, what_2="Cards for who asks next")
    second = NextStep.objects.get(strand=cast.strand, position=1)
    _keep(ana, cast, what_2="Cards for who asks next, on Monday")
    [kept] = steps_of(cast.strand)
    assert kept.code == second.code
    assert kept.what == "Cards for who asks next, on Monday"
    _keep(ana, cast)
    assert steps_of(cast.strand) == []
    assert not StrandStep.objects.filter(key="steps").exists()


def test_a_late_save_from_another_tab_shows_both_versions(cast: Cast, as_person: Browser) -> None:
    ana = as_person(cast.ana)
    seen = _seen(ana, cast)
    _keep(ana, cast, **FIRST)
    late = ana.post(_url(cast), {"what_1": "Wait with my hands on the desk", "seen": seen})
    assert late.status_code == 409
    assert "Count to five after I ask" in words_of(late)
    assert "Wait with my hands on the desk" in late.content.decode()
    again = {"what_1": "Wait with my hands on the desk", "seen": hidden(late, "seen", _url(cast))}
    assert ana.post(_url(cast), again).status_code == 302


@pytest.mark.parametrize("at_rest", ["closed_at", "paused_at"])
def test_a_cycle_at_rest_refuses_and_shows_what_was_typed(
    cast: Cast, as_person: Browser, at_rest: str
) -> None:
    ana = as_person(cast.ana)
    seen = _seen(ana, cast)
    Cycle.objects.filter(pk=cast.cycle.pk).update(**{at_rest: timezone.now()})
    answer = ana.post(_url(cast), FIRST | {"seen": seen})
    assert answer.status_code == 409
    assert "Count to five after I ask" in answer.content.decode()
    assert not NextStep.objects.exists()


def test_the_words_lie_sealed(cast: Cast) -> None:
    write_steps(cast.strand, [StepWords("Count to five", "Friday", "hands")], stamp([]))
    with connection.cursor() as cursor:
        cursor.execute("SELECT what, by_when, how_we_know FROM reflection_nextstep")
        for column in cursor.fetchone():
            assert b"Count" not in bytes(column)
            assert b"Friday" not in bytes(column)
    assert in_order(step_words(steps_of(cast.strand))) == ["Count to five", "Friday", "hands"]


def test_an_account_that_is_held_is_kept_out(cast: Cast, as_person: Browser) -> None:
    Person.objects.filter(pk=cast.ana.pk).update(held_since=timezone.now())
    assert as_person(cast.ana).get(_url(cast)).status_code == 404


def test_the_page_offers_to_close_once_all_is_done(cast: Cast, as_person: Browser) -> None:
    page = as_person(cast.ana).get(_url(cast)).content.decode()
    assert f"/cycle/{cast.strand.code}/close/" in page
    assert page.count('class="button go"') == 1
    for key in ("focus", "time", "film", "prepare", "talk", "steps"):
        StrandStep.objects.create(strand=cast.strand, key=key)
    page = as_person(cast.ana).get(_url(cast)).content.decode()
    assert page.count('class="button go"') == 1
    assert 'class="button go">Close this cycle' in page

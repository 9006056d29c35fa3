from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone
from tests.cast import Cast
from tests.pages import heading, hidden, words_of

from sidebyside.people.models import Person
from sidebyside.programme.focus import focus_words
from sidebyside.programme.models import Criterion, Cycle, Question, StrandContent, StrandStep
from sidebyside.programme.stages import reach

Browser = Callable[[Person], Client]
CLEAR = {
    "lesson": "Year 8, fractions",
    "focus": "Who gets thinking time after I ask?",
    "why": "The same four answer.",
    "would_see": "Three seconds of quiet",
    "criterion_1": "I wait",
    "criterion_2": "More hands",
    "question_1": "Whom do I look at?",
    "question_2": "What do I say next?",
}


def _url(cast: Cast) -> str:
    return f"/cycle/{cast.strand.code}/focus/"


def _keep(browser: Client, cast: Cast, **changes: str):
    seen = hidden(browser.get(_url(cast)), "seen")
    return browser.post(_url(cast), CLEAR | {"seen": seen} | changes)


def test_the_coachee_writes_a_focus_and_the_step_is_reached(cast: Cast, as_person: Browser) -> None:
    answer = _keep(as_person(cast.ana), cast)
    assert answer.url == f"/cycle/{cast.strand.code}/"
    words = focus_words(cast.strand)
    assert words.focus == CLEAR["focus"]
    assert words.criteria == ("I wait", "More hands")
    assert words.questions == ("Whom do I look at?", "What do I say next?")
    assert StrandStep.objects.filter(strand=cast.strand, key="focus").count() == 1


def test_the_coach_reads_it_and_cannot_change_it(cast: Cast, as_person: Browser) -> None:
    _keep(as_person(cast.ana), cast)
    ben = as_person(cast.ben)
    page = ben.get(_url(cast))
    assert heading(page) == "Ana would like to look at this"
    for words in ("Who gets thinking time", "The same four answer.", "More hands", "Whom do I look at?"):
        assert words in words_of(page)
    assert 'name="focus"' not in page.content.decode()
    assert ben.post(_url(cast), CLEAR | {"focus": "Mine"}).status_code == 404
    assert focus_words(cast.strand).focus == CLEAR["focus"]


def test_everybody_else_finds_nothing(cast: Cast, as_person: Browser) -> None:
    _keep(as_person(cast.ana), cast)
    for person in (cast.cleo, cast.idris, cast.dora, cast.leo, cast.tim, cast.nina, cast.omar, cast.eve):
        assert as_person(person).get(_url(cast)).status_code == 404
        assert as_person(person).post(_url(cast), CLEAR).status_code == 404
        assert as_person(person).post(f"/cycle/{cast.strand.code}/questions/").status_code == 404


def test_a_vague_focus_is_kept_and_nudged(cast: Cast, as_person: Browser) -> None:
    ana = as_person(cast.ana)
    answer = _keep(ana, cast, focus="behaviour")
    assert answer.url == _url(cast)
    page = ana.get(_url(cast))
    assert "Could it be a little closer?" in words_of(page)
    assert StrandStep.objects.filter(strand=cast.strand, key="focus").exists()
    assert "Could it be a little closer?" not in words_of(as_person(cast.ben).get(_url(cast)))


def test_a_clear_focus_is_not_nudged(cast: Cast, as_person: Browser) -> None:
    ana = as_person(cast.ana)
    _keep(ana, cast)
    assert "Could it be a little closer?" not in words_of(ana.get(_url(cast)))


def test_a_focus_without_anything_to_look_for_is_kept_but_not_set(cast: Cast, as_person: Browser) -> None:
    ana = as_person(cast.ana)
    answer = _keep(ana, cast, criterion_1="", criterion_2="")
    assert answer.status_code == 302
    assert focus_words(cast.strand).focus == CLEAR["focus"]
    assert not StrandStep.objects.filter(strand=cast.strand).exists()
    assert "Add one thing to look for" in words_of(ana.get(_url(cast)))


def test_a_focus_that_lost_what_to_look_for_waits_for_it_again(cast: Cast, as_person: Browser) -> None:
    ana = as_person(cast.ana)
    _keep(ana, cast)
    _keep(ana, cast, criterion_1="", criterion_2="")
    assert not StrandStep.objects.filter(strand=cast.strand, key="focus").exists()
    _keep(ana, cast)
    assert StrandStep.objects.filter(strand=cast.strand, key="focus").exists()


def test_an_empty_focus_comes_back_with_everything_typed(cast: Cast, as_person: Browser) -> None:
    answer = _keep(as_person(cast.ana), cast, focus="  ")
    assert answer.status_code == 422
    assert "what should you both look at?" in words_of(answer)
    assert CLEAR["why"] in words_of(answer)
    assert not StrandContent.objects.exists()


def test_a_late_save_from_another_tab_shows_both_versions(cast: Cast, as_person: Browser) -> None:
    ana = as_person(cast.ana)
    seen = hidden(ana.get(_url(cast)), "seen")
    _keep(ana, cast)
    late = ana.post(_url(cast), CLEAR | {"focus": "How long I wait before I speak", "seen": seen})
    assert late.status_code == 409
    page = late.content.decode()
    assert "How long I wait before I speak" in page
    assert "Who gets thinking time after I ask?" in page
    assert focus_words(cast.strand).focus == CLEAR["focus"]
    again = ana.post(
        _url(cast), CLEAR | {"focus": "How long I wait before I speak", "seen": hidden(late, "seen")}
    )
    assert again.status_code == 302
    assert focus_words(cast.strand).focus == "How long I wait before I speak"


def test_a_double_click_is_no_conflict(cast: Cast, as_person: Browser) -> None:
    ana = as_person(cast.ana)
    seen = hidden(ana.get(_url(cast)), "seen")
    for _twice in range(2):
        assert ana.post(_url(cast), CLEAR | {"seen": seen}).status_code == 302
    assert Criterion.objects.count() == 2


def test_a_row_keeps_its_identity_when_another_is_emptied(cast: Cast, as_person: Browser) -> None:
    ana = as_person(cast.ana)
    _keep(ana, cast, criterion_3="A third")
    codes = [row.code for row in Criterion.objects.filter(strand=cast.strand)]
    _keep(ana, cast, criterion_1="", criterion_3="A third, changed")
    assert [row.code for row in Criterion.objects.filter(strand=cast.strand)] == codes[1:]
    assert focus_words(cast.strand).criteria == ("More hands", "A third, changed")


@pytest.mark.parametrize("at_rest", ["closed_at", "paused_at", "skipped_at"])
def test_a_cycle_at_rest_refuses_and_loses_nothing(cast: Cast, as_person: Browser, at_rest: str) -> None:
    ana = as_person(cast.ana)
    seen = hidden(ana.get(_url(cast)), "seen")
    Cycle.objects.filter(pk=cast.cycle.pk).update(**{at_rest: timezone.now()})
    answer = ana.post(_url(cast), CLEAR | {"seen": seen})
    assert answer.status_code == 409
    assert CLEAR["focus"] in words_of(answer) or CLEAR["focus"] in answer.content.decode()
    assert not StrandContent.objects.exists()


def test_what_was_talked_about_stays_as_it_was(cast: Cast, as_person: Browser) -> None:
    ana = as_person(cast.ana)
    _keep(ana, cast)
    seen = hidden(ana.get(_url(cast)), "seen")
    reach(cast.strand, "talk")
    assert heading(ana.get(_url(cast))) == "This is what you looked at"
    assert ana.post(_url(cast), CLEAR | {"focus": "Another", "seen": seen}).status_code == 409
    assert focus_words(cast.strand).focus == CLEAR["focus"]


@pytest.mark.parametrize(
    "words",
    [
        "מי עונה אחרי שאני שואלת",
        "من يجيب بعد أن أسأل",
        "🙂 who laughs 🙂 when I ask",
        '<b>bold</b> & "quoted"',
    ],
)
def test_any_script_and_any_sign_is_kept_as_written(cast: Cast, as_person: Browser, words: str) -> None:
    ana = as_person(cast.ana)
    assert _keep(ana, cast, focus=words).status_code == 302
    assert focus_words(cast.strand).focus == words
    assert "<b>bold" not in ana.get(_url(cast)).content.decode()


def test_ten_thousand_characters_are_kept(cast: Cast, as_person: Browser) -> None:
    long = "Because it matters.\r\n" * 500
    _keep(as_person(cast.ana), cast, why=long)
    assert focus_words(cast.strand).why == long.replace("\r\n", "\n").strip()


def test_too_many_words_come_back_with_a_sentence(cast: Cast, as_person: Browser) -> None:
    answer = _keep(as_person(cast.ana), cast, focus="word " * 1000)
    assert answer.status_code == 422
    assert "word word" in words_of(answer) or "word word" in answer.content.decode()


def test_the_coach_adds_questions_beside_the_coachees(cast: Cast, as_person: Browser) -> None:
    _keep(as_person(cast.ana), cast)
    ben, url = as_person(cast.ben), f"/cycle/{cast.strand.code}/questions/"
    seen = hidden(ben.get(_url(cast)), "seen", url)
    answer = ben.post(url, {"coach_question_1": "What would Kofi say?", "seen": seen})
    assert answer.url == _url(cast)
    assert Question.objects.get(author=cast.ben).words == "What would Kofi say?"
    assert "What would Kofi say?" in words_of(as_person(cast.ana).get(_url(cast)))
    assert focus_words(cast.strand).questions == ("Whom do I look at?", "What do I say next?")


def test_a_coach_in_two_tabs_loses_no_question(cast: Cast, as_person: Browser) -> None:
    ben, url = as_person(cast.ben), f"/cycle/{cast.strand.code}/questions/"
    seen = hidden(ben.get(_url(cast)), "seen", url)
    ben.post(url, {"coach_question_1": "First tab?", "seen": seen})
    late = ben.post(url, {"coach_question_1": "Second tab?", "seen": seen})
    assert late.status_code == 409
    assert "First tab?" in words_of(late)
    assert "Second tab?" in late.content.decode()


def test_the_coachee_has_no_form_for_the_coachs_questions(cast: Cast, as_person: Browser) -> None:
    ana = as_person(cast.ana)
    assert ana.post(f"/cycle/{cast.strand.code}/questions/", {"coach_question_1": "x"}).status_code == 404


def test_the_title_holds_no_word_from_inside(cast: Cast, as_person: Browser) -> None:
    ana = as_person(cast.ana)
    _keep(ana, cast)
    title = ana.get(_url(cast)).content.decode().split("<title>")[1].split("</title>")[0]
    assert title == "Focus · Sidebyside"

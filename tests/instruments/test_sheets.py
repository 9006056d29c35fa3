"""Filling in: kept as it stands, finished, erased; the version stays; nobody else has it."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from sidebyside.instruments.access import when_of
from sidebyside.instruments.answering import answers_of, mark_of
from sidebyside.instruments.built_in import built_in
from sidebyside.instruments.group import closed_answers
from sidebyside.instruments.models import FormVersion, Sheet
from sidebyside.people.models import Person
from tests.cast import Cast
from tests.pages import hidden, words_of

Browser = Callable[[Person], Client]
FIRST, LAST, REVIEW = "/forms/interview-first/", "/forms/interview-last/", "/forms/interim-review/"


def send(browser: Client, url: str, **given: Any) -> Any:
    page = browser.get(url)
    told = {"seen": hidden(page, "seen"), "form": hidden(page, "form"), "do": "keep"} | given
    return browser.post(url, told)


def kept(key: str) -> Sheet:
    return Sheet.objects.select_related("person", "version").get(key=key)


def test_a_draft_is_kept_as_it_stands_and_finished_later(cast: Cast, as_person: Browser) -> None:
    ana = as_person(cast.ana)
    assert send(ana, FIRST, **{"q-career": "By accident"}).status_code == 302
    assert kept("interview-first").done_at is None
    page = ana.get(FIRST)
    assert "By accident" in page.content.decode()
    assert "Last kept on" in words_of(page)
    assert send(ana, FIRST, **{"q-career": "By accident", "do": "finish"}).status_code == 302
    assert kept("interview-first").done_at is not None
    assert "finished on" in words_of(ana.get("/forms/"))


def test_nobody_else_reads_a_word_of_it(cast: Cast, as_person: Browser) -> None:
    send(as_person(cast.ana), FIRST, **{"q-career": "Marzipan", "do": "finish"})
    for person in (cast.ben, cast.dora, cast.leo, cast.nina, cast.eve):
        for url in (FIRST, "/forms/", LAST, f"{LAST}beside/"):
            assert b"Marzipan" not in as_person(person).get(url).content
    assert as_person(cast.dora).get("/forms/interview-first/words/").status_code == 200


def test_the_first_stands_beside_the_last(cast: Cast, as_person: Browser) -> None:
    ana = as_person(cast.ana)
    assert "Nothing to put beside" in words_of(ana.get(f"{LAST}beside/"))
    send(ana, FIRST, **{"q-coaching": "Football", "q-film": "1", "do": "finish"})
    assert "Only the first" in words_of(ana.get(f"{LAST}beside/"))
    send(ana, LAST, **{"q-coaching": "Being asked", "q-film": "4", "q-helped": "Ben", "do": "finish"})
    said = words_of(ana.get(f"{LAST}beside/"))
    for words in ("Football", "Being asked", "Ben", "1 (I would rather not", "4 (I would rather not"):
        assert words in said
    assert said.index("Football") < said.index("Being asked")


def test_two_tabs_lose_nothing(cast: Cast, as_person: Browser) -> None:
    ana = as_person(cast.ana)
    page = ana.get(FIRST)
    told = {"seen": hidden(page, "seen"), "form": hidden(page, "form"), "do": "keep"}
    assert ana.post(FIRST, told | {"q-career": "One tab"}).status_code == 302
    late = ana.post(FIRST, told | {"q-career": "Another tab"})
    assert late.status_code == 409
    assert "Another tab" in late.content.decode()
    assert answers_of(kept("interview-first")) == {"career": "One tab"}
    # The same words pressed twice are no clash.
    assert ana.post(FIRST, told | {"q-career": "One tab"}).status_code == 302


def test_answers_stay_with_the_version_they_were_given_to(cast: Cast, as_person: Browser) -> None:
    ana, ben, dora = as_person(cast.ana), as_person(cast.ben), as_person(cast.dora)
    send(ana, FIRST, **{"q-career": "Begun before"})
    edit(dora, "interview-first", **{"ask-career": "How come you are here?", "out-now": "on"})
    assert "How did you come to teaching" in words_of(ana.get(FIRST))
    assert "How come you are here?" in words_of(ben.get(FIRST))
    assert "a good day at work" not in words_of(ben.get(FIRST))
    send(ben, FIRST, **{"q-career": "Begun after"})
    assert {one.version.number for one in Sheet.objects.select_related("version")} == {1, 2}
    dora.post("/forms/interview-first/words/", {"do": "ours"})
    assert "How come you are here?" in words_of(ben.get(FIRST))
    assert "How did you come to teaching" in words_of(as_person(cast.cleo).get(FIRST))


def edit(browser: Client, key: str, **given: Any) -> Any:
    """As a browser sends the page: every field as it stands, but for what is changed."""
    from sidebyside.instruments.editor import EditorForm
    from sidebyside.instruments.versions import current_form

    school = Person.objects.get(email="dora@harbour.test").school_id
    form = current_form(school, key)
    page = EditorForm(form=form)
    told = {name: page[name].value() or "" for name in page.fields if not name.startswith("out-")}
    told["form"] = mark_of(form)
    return browser.post(f"/forms/{key}/words/", told | given)


def test_a_form_that_changed_while_somebody_wrote_loses_no_word(cast: Cast, as_person: Browser) -> None:
    ana, dora = as_person(cast.ana), as_person(cast.dora)
    page = ana.get(FIRST)
    told = {"seen": hidden(page, "seen"), "form": hidden(page, "form"), "do": "finish"}
    assert edit(dora, "interview-first", **{"out-career": "on"}).status_code == 302
    answer = ana.post(FIRST, told | {"q-career": "Under a question that is gone", "q-now": "Quiet"})
    assert answer.status_code == 409
    assert "Under a question that is gone" in words_of(answer)
    assert "Quiet" in answer.content.decode()
    assert not Sheet.objects.exists()


def test_a_school_adds_a_question_with_answers_to_choose_from(cast: Cast, as_person: Browser) -> None:
    dora, ana = as_person(cast.dora), as_person(cast.ana)
    new = {"new-0": "Which days suit you?", "new-sort-0": "several", "new-options-0": "Monday\nTuesday\n"}
    assert edit(dora, "interim-review", **new).status_code == 302
    said = words_of(ana.get(REVIEW))
    assert "Which days suit you?" in said
    assert "Tuesday" in said
    few = edit(dora, "interim-review", **(new | {"new-options-0": "Monday"}))
    assert few.status_code == 422
    assert "needs between two and" in words_of(few)
    assert edit(dora, "interim-review", **{"ask-role": ""}).status_code == 422


def test_two_who_edit_at_once_do_not_overwrite_each_other(cast: Cast, as_person: Browser) -> None:
    dora = as_person(cast.dora)
    before = mark_of(built_in("interim-review"))
    assert edit(dora, "interim-review", **{"ask-keep": "What must stay?"}).status_code == 302
    late = edit(dora, "interim-review", **{"ask-keep": "What may stay?", "form": before})
    assert late.status_code == 409
    assert "What may stay?" in late.content.decode()
    assert "What must stay?" in words_of(as_person(cast.ana).get(REVIEW))


def test_a_choice_once_kept_can_be_taken_back(cast: Cast, as_person: Browser) -> None:
    ana = as_person(cast.ana)
    assert "no answer" not in words_of(ana.get(LAST))
    send(ana, LAST, **{"q-again": "1", "q-helped": "Ben"})
    assert "no answer" in words_of(ana.get(LAST))
    send(ana, LAST, **{"q-again": "", "q-helped": "Ben"})
    assert answers_of(kept("interview-last")) == {"helped": "Ben"}


def test_only_the_co_ordinator_of_a_school_edits_its_forms_and_only_its_own(
    cast: Cast, as_person: Browser
) -> None:
    for person in (cast.ana, cast.leo, cast.nina):
        assert as_person(person).get("/forms/interim-review/words/").status_code == 404
    edit(as_person(cast.eve), "interim-review", **{"ask-change": "x"})
    assert FormVersion.objects.get().school == cast.eve.school
    assert "x" not in built_in("interim-review").blocks[0].title
    assert as_person(cast.dora).get("/forms/no-such-form/words/").status_code == 404


def test_the_programmes_reply_stands_above_the_form_for_its_own_school(
    cast: Cast, as_person: Browser
) -> None:
    dora = as_person(cast.dora)
    dora.post("/forms/interim-review/words/", {"do": "reply", "words": "Wednesdays are kept free."})
    assert "Wednesdays are kept free." in words_of(as_person(cast.ana).get(REVIEW))
    assert "Wednesdays" not in words_of(as_person(cast.eve).get(REVIEW))
    Person.objects.filter(pk=cast.tim.pk).update(is_guest=True)
    assert "Wednesdays" not in words_of(as_person(cast.tim).get(REVIEW))
    dora.post("/forms/interim-review/words/", {"do": "reply", "words": ""})
    assert "Wednesdays" not in words_of(as_person(cast.ana).get(REVIEW))


def test_erased_answers_are_gone(cast: Cast, as_person: Browser) -> None:
    ana = as_person(cast.ana)
    send(ana, FIRST, **{"q-career": "Gone"})
    assert ana.post(FIRST, {"do": "erase"}).status_code == 302
    assert not Sheet.objects.exists()
    assert ana.post(FIRST, {"do": "erase"}).status_code == 302


def test_a_persons_archive_has_their_questions_and_answers(cast: Cast, as_person: Browser) -> None:
    import io
    import zipfile

    # Tim is in no pair, and has made something all the same.
    tim = as_person(cast.tim)
    send(tim, FIRST, **{"q-career": "By way of the cellar"})
    body = b"".join(tim.get("/film/mine.zip").streaming_content)  # type: ignore[attr-defined]
    found = zipfile.ZipFile(io.BytesIO(body))
    text = found.read("forms/interview-first.txt").decode()
    assert "How did you come to teaching" in text
    assert "By way of the cellar" in text
    assert tim.post("/yours/leave/", {"what": "erase"}).status_code == 302
    assert not Sheet.objects.exists()


def test_who_is_held_finds_neither_old_answers_nor_a_page_to_write_on(cast: Cast, as_person: Browser) -> None:
    send(as_person(cast.ana), FIRST, **{"q-career": "Before"})
    Person.objects.filter(pk=cast.ana.pk).update(held_since=timezone.now())
    ana = as_person(cast.ana)
    assert ana.get(FIRST).status_code == 404
    assert ana.post(FIRST, {"do": "erase"}).status_code == 404
    assert "closed for now" in words_of(ana.get("/forms/"))
    assert Sheet.objects.exists()


@pytest.mark.parametrize(
    ("key", "day", "when"),
    [
        ("interview-first", date(2027, 2, 1), (0, 0)),
        ("interim-review", date(2026, 7, 31), (2025, 0)),
        ("interim-review", date(2026, 8, 1), (2026, 0)),
        ("success-look-back", date(2026, 12, 31), (2026, 1)),
        ("success-look-back", date(2028, 2, 29), (2027, 2)),
        ("success-look-back", date(2027, 4, 1), (2026, 3)),
    ],
)
def test_which_year_and_term_a_day_belongs_to(key: str, day: date, when: tuple[int, int]) -> None:
    assert when_of(built_in(key), day) == when


def _answered(cast: Cast, how_many: int) -> FormVersion:
    version = FormVersion.objects.create(
        school=cast.school, key="interim-review", number=1, body=built_in("interim-review").as_kept()
    )
    for number in range(how_many):
        person = Person.objects.create_person(f"p{number}@harbour.test", f"P{number}", cast.school, None)
        answers = {"role": number % 2, "change": f"Private words of {number}"}
        Sheet.objects.create(
            person=person,
            version=version,
            key=version.key,
            year=2026,
            answers=json.dumps(answers),
            done_at=timezone.now() if number else None,
        )
    return version


def test_the_one_door_gives_closed_answers_without_names_and_nothing_of_a_few(cast: Cast) -> None:
    version = _answered(cast, 6)
    everybody = dict.fromkeys(Sheet.objects.values_list("person", flat=True), 7)
    now = timezone.now()
    begins, ends = now - timedelta(1), now + timedelta(1)
    found = closed_answers(version, begins, ends, everybody)
    # One has not finished.
    assert len(found) == 5
    assert all(one.keys() == {"role"} for _pair, one in found)
    # The pair is a number drawn for this once, no key of theirs.
    assert {pair for pair, _one in found} == {0}
    assert "Private" not in str(found)
    assert closed_answers(version, begins, ends, dict(list(everybody.items())[:4])) == []
    assert closed_answers(version, begins - timedelta(9), begins, everybody) == []


def test_no_page_of_this_product_opens_that_door() -> None:
    from pathlib import Path

    import sidebyside

    source = Path(sidebyside.__file__).parent
    callers = [
        file.relative_to(source).as_posix()
        for file in source.rglob("*.py")
        if "closed_answers" in file.read_text("utf-8")
    ]
    assert sorted(callers) == ["figures/freezing.py", "instruments/group.py"]


def test_pages_cost_the_same_however_much_there_is(
    cast: Cast, as_person: Browser, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    ana = as_person(cast.ana)
    for url in (FIRST, LAST, "/forms/coaching-review/", REVIEW):
        send(ana, url, do="finish", **{"q-now": "x", "q-change": "y", "q-content": "3"})
    with django_assert_max_num_queries(9):
        ana.get("/forms/")
    with django_assert_max_num_queries(9):
        ana.get("/forms/coaching-review/")
    with django_assert_max_num_queries(9):
        ana.get(f"{LAST}beside/")

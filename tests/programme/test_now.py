from datetime import timedelta

import pytest
from django.utils import timezone, translation
from tests.cast import Cast

from sidebyside.people.models import Person
from sidebyside.programme.models import Strand
from sidebyside.programme.now import now_for
from sidebyside.programme.stages import reach
from sidebyside.programme.standing import strands
from sidebyside.programme.strip import strip_of
from sidebyside.programme.when import day_words, short_day


def _at(cast: Cast, *keys: str) -> Strand:
    for key in keys:
        reach(cast.strand, key)
    return strands().get(pk=cast.strand.pk)


def _said(person: Person, strand: Strand, *ready: Person) -> tuple[str, str]:
    now = now_for(person, strand, {one.pk for one in ready})
    return now.heading, now.part


BEFORE_FILM = ("focus", "time")


def test_the_focus_is_asked_of_the_coachee_and_told_to_the_coach(cast: Cast) -> None:
    strand = _at(cast)
    assert _said(cast.ana, strand) == ("Choose what to look at in your lesson", "focus")
    assert _said(cast.ben, strand) == ("Ana is choosing a focus", "")


def test_times_are_asked_of_both(cast: Cast) -> None:
    strand = _at(cast, "focus")
    for person in (cast.ana, cast.ben):
        assert _said(person, strand) == ("Agree a lesson time and a meeting time", "times")


def test_the_film_is_asked_with_its_day_before_the_lesson_and_without_after(cast: Cast) -> None:
    Strand.objects.filter(pk=cast.strand.pk).update(lesson_at=timezone.now() + timedelta(days=1))
    strand = _at(cast, *BEFORE_FILM)
    assert _said(cast.ana, strand) == ("Film your lesson tomorrow", "film")
    assert _said(cast.ben, strand) == ("Ana films tomorrow", "")
    Strand.objects.filter(pk=cast.strand.pk).update(lesson_at=timezone.now() - timedelta(days=1))
    strand = strands().get(pk=strand.pk)
    assert _said(cast.ana, strand) == ("Bring the film of your lesson", "film")
    assert _said(cast.ben, strand) == ("Ana brings the film next", "")


def test_preparing_is_asked_of_whoever_is_not_ready(cast: Cast) -> None:
    strand = _at(cast, *BEFORE_FILM, "film")
    assert _said(cast.ana, strand) == ("Watch and mark, each alone", "prepare")
    assert _said(cast.ana, strand, cast.ana) == ("You are ready; Ben is still preparing", "")
    assert _said(cast.ben, strand, cast.ana)[1] == "prepare"


def test_the_talk_is_asked_of_both(cast: Cast) -> None:
    strand = _at(cast, *BEFORE_FILM, "film", "prepare")
    assert _said(cast.ana, strand) == ("It is time for your talk with Ben", "meet")
    assert _said(cast.ben, strand) == ("It is time for your talk with Ana", "meet")


def test_next_steps_are_the_coachees_and_the_coach_notes_a_takeaway(cast: Cast) -> None:
    strand = _at(cast, *BEFORE_FILM, "film", "prepare", "talk")
    assert _said(cast.ana, strand) == ("Write down your next steps", "steps")
    assert _said(cast.ben, strand) == ("Ana writes the next steps", "steps")


def test_when_all_is_done_closing_is_left(cast: Cast) -> None:
    strand = _at(cast, *BEFORE_FILM, "film", "prepare", "talk", "steps")
    for person in (cast.ana, cast.ben):
        assert _said(person, strand)[1] == "close"


def test_a_step_reached_out_of_order_leaves_the_first_open_one_next(cast: Cast) -> None:
    strand = _at(cast, "time", "film")
    assert _said(cast.ana, strand)[1] == "focus"


def test_what_was_left_out_before_the_talk_is_no_longer_waited_for(cast: Cast) -> None:
    strand = _at(cast, "film", "talk")
    assert _said(cast.ana, strand) == ("Write down your next steps", "steps")
    strand = _at(cast, "steps")
    assert _said(cast.ana, strand)[1] == "close"


@pytest.mark.parametrize(
    ("at_rest", "heading"),
    [
        ("closed_at", "Cycle 1 is closed"),
        ("paused_at", "Cycle 1 is resting"),
        ("skipped_at", "Cycle 1 is skipped"),
    ],
)
def test_a_cycle_at_rest_asks_nothing(cast: Cast, at_rest: str, heading: str) -> None:
    type(cast.cycle).objects.filter(pk=cast.cycle.pk).update(**{at_rest: timezone.now()})
    strand = strands().get(pk=cast.strand.pk)
    for person in (cast.ana, cast.ben):
        assert _said(person, strand) == (heading, "")


def test_the_strip_says_each_step_and_gives_the_coach_no_way_to_the_films_page(cast: Cast) -> None:
    strand = _at(cast, "focus")
    own, coachs = strip_of(strand, cast.ana), strip_of(strand, cast.ben)
    assert [step.state for step in own] == ["done", "now", "todo", "todo", "todo", "todo"]
    assert own[0].words.startswith("focus set, ")
    assert own[2].url.endswith("/film/")
    assert coachs[2].url == ""


def test_days_are_said_as_colleagues_say_them() -> None:
    noon = timezone.localtime().replace(hour=12)
    with translation.override("en-gb"):
        assert day_words(noon) == "today"
        assert day_words(noon + timedelta(days=1)) == "tomorrow"
        assert day_words(noon - timedelta(days=1)) == "yesterday"
        assert day_words(noon + timedelta(days=3)).startswith("on ")
        assert day_words(noon - timedelta(days=3)).startswith("last ")
        assert str((noon + timedelta(days=400)).year) in day_words(noon + timedelta(days=400))
        assert len(short_day(noon)) == 3
        assert any(digit.isdigit() for digit in short_day(noon + timedelta(days=30)))

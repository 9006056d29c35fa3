"""Planning a lesson together as a step: who is asked, when it counts as done, and what a co-ordinator sees."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from sidebyside.overview.progress import waits_longest
from sidebyside.people.models import Person
from sidebyside.programme import actions, plans
from sidebyside.programme.models import SchoolTemplate, Strand, StrandStep
from sidebyside.programme.plans.copies import steps_offered
from sidebyside.programme.stages import reach, stage_of
from sidebyside.programme.standing import strands
from tests.cast import Cast
from tests.pages import heading, hidden, words_of

Browser = Callable[[Person], Client]
WORDS = "First a story, then counters."


@pytest.fixture
def strand(cast: Cast) -> Strand:
    """Ana's, in a programme whose cycles have the step; what comes before it is done."""
    cast.programme.plan = plans.as_kept(replace(plans.VIDEO_DYAD, steps=steps_offered(plans.VIDEO_DYAD)))
    cast.programme.save()
    for key in ("focus", "time"):
        reach(cast.strand, key)
    return cast.strand


def awaited(strand: Strand) -> str:
    step = stage_of(strands().get(pk=strand.pk)).next_step
    return step.key if step else ""


def keep(browser: Client, strand: Strand, words: str) -> None:
    page = f"/cycle/{strand.code}/plan/"
    told = {"words": words, "seen": hidden(browser.get(page), "seen")}
    assert browser.post(page, told).status_code == 302


def test_either_is_led_to_the_plan_and_keeping_it_is_the_step(
    cast: Cast, as_person: Browser, strand: Strand
) -> None:
    ana, ben = as_person(cast.ana), as_person(cast.ben)
    assert heading(ana.get(f"/cycle/{strand.code}/")) == "Plan your lesson together"
    home = ben.get("/").content.decode()
    assert "Plan Ana’s lesson together" in home
    assert f"/cycle/{strand.code}/plan/" in home
    keep(ben, strand, WORDS)
    assert awaited(strand) == "film"
    assert "lesson planned together" in words_of(ana.get(f"/cycle/{strand.code}/"))
    assert "We have planned it" not in words_of(ana.get(f"/cycle/{strand.code}/plan/"))
    # Emptied, there is no plan again.
    keep(ana, strand, "")
    assert awaited(strand) == "plan"


def test_a_pair_that_plans_on_paper_says_so_and_goes_on(
    cast: Cast, as_person: Browser, strand: Strand
) -> None:
    page = f"/cycle/{strand.code}/plan/"
    assert as_person(cast.dora).post(page, {"do": "planned"}).status_code == 404
    assert awaited(strand) == "plan"
    for _twice in range(2):
        assert as_person(cast.ben).post(page, {"do": "planned"}).status_code == 302
    assert awaited(strand) == "film"
    actions.pause(strand, cast.ana)
    assert as_person(cast.ana).post(page, {"do": "planned"}).status_code == 409


def test_nobody_is_asked_to_plan_a_lesson_that_has_been_seen(strand: Strand) -> None:
    reach(strand, "film")
    assert awaited(strand) == "prepare"


def test_where_it_is_no_step_nothing_is_reached_and_nobody_is_asked(cast: Cast, as_person: Browser) -> None:
    ana = as_person(cast.ana)
    assert ana.post(f"/cycle/{cast.strand.code}/plan/", {"do": "planned"}).status_code == 302
    assert not cast.strand.steps.exists()
    assert "We have planned it" not in words_of(ana.get(f"/cycle/{cast.strand.code}/plan/"))


def test_the_shelf_leads_to_the_lessons_that_were_planned(
    cast: Cast, as_person: Browser, strand: Strand
) -> None:
    keep(as_person(cast.ana), strand, WORDS)
    shelf, plan = f"/pair/{cast.pair.code}/shelf/", f"/cycle/{strand.code}/plan/"
    assert "Your lesson in cycle 1" in words_of(as_person(cast.ana).get(shelf))
    assert "Ana’s lesson in cycle 1" in words_of(as_person(cast.ben).get(shelf))
    actions.leave(cast.pair, cast.ben)
    assert plan in as_person(cast.ana).get(shelf).content.decode()
    # A plan is the coachee's, and whoever leaves has only their own.
    assert plan not in as_person(cast.ben).get(shelf).content.decode()


def test_a_co_ordinator_sees_that_it_is_waited_for_and_nothing_of_it(
    cast: Cast, as_person: Browser, strand: Strand
) -> None:
    dora, overview = as_person(cast.dora), f"/programme/{cast.programme.code}/"
    assert "the lesson to be planned together" in words_of(dora.get(overview))
    keep(as_person(cast.ana), strand, WORDS)
    page = words_of(dora.get(overview))
    assert WORDS not in page
    assert "the lesson to be planned together" not in page
    assert dora.get(f"/cycle/{strand.code}/plan/").status_code == 404


def test_where_the_step_is_none_of_the_programmes_no_date_of_a_text_shows(
    cast: Cast, as_person: Browser
) -> None:
    reach(cast.strand, "focus")
    before = waits_longest([cast.programme])
    keep(as_person(cast.ana), cast.strand, WORDS)
    assert not StrandStep.objects.filter(strand=cast.strand, key="plan").exists()
    # Nor one that was noted before that was so.
    for one in (cast.strand, cast.other_strand):
        StrandStep.objects.create(strand=one, key="plan", done_at=timezone.now() + timedelta(days=1))
    assert before is not None
    assert waits_longest([cast.programme]) == before


def test_a_school_adds_the_step_to_a_copy_and_takes_it_out_again(cast: Cast, as_person: Browser) -> None:
    dora, page = as_person(cast.dora), "/programme/template/video-dyad/own/"
    assert "with_plan" in dora.get(page).content.decode()
    assert "with_plan" not in dora.get("/programme/template/side-by-side/own/").content.decode()
    told = {
        "name": "Ours",
        "cycles": "6",
        "lesson_minutes": "60",
        "meeting_minutes": "40",
        "evidence": "film",
    }
    told |= {"with_time": "on", "with_prepare": "on", "with_plan": "on"}
    assert "Plan the lesson together" in words_of(dora.post(page, told | {"do": "look"}))
    assert dora.post(page, told).status_code == 302
    made = SchoolTemplate.objects.get()
    assert plans.kept(made.plan).has("plan")
    del told["with_plan"]
    assert dora.post(f"/programme/template/{made.code}/", told).status_code == 302
    made.refresh_from_db()
    assert not plans.kept(made.plan).has("plan")
    # What runs is its own copy.
    cast.programme.refresh_from_db()
    assert plans.kept(cast.programme.plan) == plans.VIDEO_DYAD

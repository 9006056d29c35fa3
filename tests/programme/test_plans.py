"""The five templates as data: kept, read again, fitted into a year, and made a school's own."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from sidebyside.programme import plans
from sidebyside.programme.plans.copies import Changes, copy_of, evidence_of, optional_steps
from sidebyside.programme.plans.words import ABOUT, NAMES, STEP_AWAITED, STEP_NAMES, STEP_TITLES
from sidebyside.programme.plans.year import fitted, year_of
from sidebyside.programme.previewing import preview_of

# As the first version of the product kept it in ``Programme.plan``.
KEPT_BEFORE = {
    "key": "video-dyad",
    "version": 1,
    "cycles": 6,
    "roles": "alternate",
    "works": "focus",
    "trios": False,
    "lesson_minutes": 60,
    "meeting_minutes": 40,
    "films_lesson": True,
    "records_talk": True,
    "steps": [
        {"key": "focus", "waits_on": "coachee"},
        {"key": "time", "waits_on": "both"},
        {"key": "film", "waits_on": "coachee"},
        {"key": "prepare", "waits_on": "both"},
        {"key": "talk", "waits_on": "both"},
        {"key": "steps", "waits_on": "coachee"},
    ],
}
FIRST, LAST = date(2026, 9, 1), date(2027, 7, 20)
EVERY = pytest.mark.parametrize("plan", plans.OFFERED.values(), ids=plans.OFFERED)


@EVERY
def test_a_plan_reads_as_it_was_kept(plan: plans.Plan) -> None:
    assert plans.kept(plans.as_kept(plan)) == plan


def test_a_plan_of_the_first_version_still_reads() -> None:
    plan = plans.kept(KEPT_BEFORE)
    assert plan.version == 1
    assert plan.steps == plans.VIDEO_DYAD.steps
    assert plan.films_lesson
    assert not plan.visits
    assert not plan.clip_seconds


def test_what_a_later_version_wrote_beside_it_is_left_alone() -> None:
    assert plans.kept(KEPT_BEFORE | {"colour": "green"}).cycles == 6


def test_what_is_no_plan_is_refused() -> None:
    with pytest.raises(KeyError):
        plans.kept({"key": "x"})
    with pytest.raises(ValueError, match="sideways"):
        plans.kept(KEPT_BEFORE | {"roles": "sideways"})


@EVERY
def test_every_template_and_step_has_its_words(plan: plans.Plan) -> None:
    assert plan.key in NAMES
    assert plan.key in ABOUT
    for step in plan.steps:
        assert step.form
        assert step.key in STEP_NAMES
        assert step.key in STEP_AWAITED
        assert step.key in STEP_TITLES


@EVERY
@pytest.mark.parametrize(
    ("first", "last"),
    [
        (FIRST, LAST),
        (date(2027, 2, 22), LAST),  # begun in the middle of the year
        (date(2027, 9, 1), date(2028, 2, 29)),
        (date(2028, 2, 29), date(2029, 2, 28)),
        (date(2027, 7, 10), LAST),
        (date(2027, 7, 19), LAST),
        (date(9999, 12, 1), date(9999, 12, 31)),
    ],
    ids=str,
)
def test_a_year_lies_between_its_days_without_gaps_or_overlaps(
    plan: plans.Plan, first: date, last: date
) -> None:
    year = year_of(plan, first, last)
    assert 1 <= len(year.cycles) <= plan.cycles
    for stretches in (year.cycles, [stretch for _key, stretch in year.phases]):
        assert stretches[0].starts_on >= first
        assert stretches[-1].ends_on <= last
        assert all(one.starts_on <= one.ends_on for one in stretches)
        assert all(one.ends_on < two.starts_on for one, two in pairwise(stretches))
    assert preview_of(plan, first, last).dots


def test_weekly_talks_are_a_week_apart_and_no_more_than_there_are_weeks() -> None:
    year = year_of(plans.SIDE_BY_SIDE, FIRST, LAST)
    assert {(two.starts_on - one.starts_on).days for one, two in pairwise(year.cycles)} == {7}
    assert year.all_fit
    late = fitted(plans.SIDE_BY_SIDE, date(2027, 5, 3), LAST)
    assert 5 < late.cycles < 11
    assert "room for" in preview_of(plans.SIDE_BY_SIDE, date(2027, 5, 3), LAST).warning
    assert fitted(plans.VIDEO_DYAD, date(2027, 5, 3), LAST).cycles == 6


def test_a_specialists_block_ends_after_half_a_year() -> None:
    assert year_of(plans.SPECIALIST, FIRST, LAST).phases[-1][1].ends_on == date(2027, 3, 1)


def test_a_last_day_before_the_first_makes_no_year() -> None:
    with pytest.raises(ValueError, match="before"):
        year_of(plans.FLOW, LAST, FIRST)


def _changes(base: plans.Plan, **wanted: object) -> Changes:
    said: dict[str, object] = {
        "name": "Ours",
        "cycles": 3,
        "lesson_minutes": 50,
        "meeting_minutes": 25,
        "evidence": evidence_of(base),
        "trios": True,
        "left_out": frozenset(),
        "names": {},
    }
    return Changes(**(said | wanted))  # type: ignore[arg-type]


@EVERY
@pytest.mark.parametrize("evidence", ["film", "visit", "either", ""])
def test_a_copy_always_keeps_what_makes_a_cycle(plan: plans.Plan, evidence: str) -> None:
    everything = frozenset(step.key for step in plan.steps)
    made = copy_of(plan, _changes(plan, evidence=evidence, left_out=everything))
    keys = [step.key for step in made.steps]
    assert {"talk", "steps"} <= set(keys)
    assert "focus" in keys or "aim" in keys
    assert ("film" in keys) == (made.films_lesson and not made.visits)
    assert ("observe" in keys) == made.visits
    assert keys.index("talk") > max(
        (keys.index(key) for key in ("film", "observe") if key in keys), default=-1
    )
    assert plans.kept(plans.as_kept(made)) == made


def test_a_copy_takes_names_steps_and_films_as_the_school_says() -> None:
    base = plans.VIDEO_DYAD
    made = copy_of(
        base, _changes(base, evidence="visit", left_out=frozenset({"plan", "prepare"}), names={"talk": "Tea"})
    )
    assert [step.key for step in made.steps] == ["focus", "time", "observe", "talk", "steps"]
    assert made.step("talk") == plans.Step("talk", plans.WaitsOn.BOTH, "Tea")
    assert (made.cycles, made.lesson_minutes, made.meeting_minutes, made.trios) == (3, 50, 25, True)
    assert not made.films_lesson


def test_fixed_roles_have_no_trio_and_aims_no_lesson() -> None:
    assert not copy_of(plans.SPECIALIST, _changes(plans.SPECIALIST)).trios
    aims = copy_of(plans.SIDE_BY_SIDE, _changes(plans.SIDE_BY_SIDE, evidence="film"))
    assert not aims.has_lesson
    assert [step.key for step in optional_steps(plans.FLOW)] == ["reality", "approach", "time", "plan"]


@EVERY
def test_planning_together_may_be_had_wherever_there_is_a_lesson_and_left_out_again(plan: plans.Plan) -> None:
    made = copy_of(plan, _changes(plan))
    keys = [step.key for step in made.steps]
    assert ("plan" in keys) == (plan.has_lesson and plan.has_focus)
    if "plan" in keys:
        seen = keys.index("observe" if made.visits else "film")
        assert keys.index("plan") == seen - 1
        assert "Plan the lesson together" in preview_of(made, FIRST, LAST).steps
    without = copy_of(plan, _changes(plan, left_out=frozenset({"plan"})))
    assert not without.has("plan")
    assert len(without.steps) == len(made.steps) - ("plan" in keys)


def _days(*stretches: tuple[date, date]) -> set[date]:
    return {first + timedelta(days=n) for first, last in stretches for n in range((last - first).days + 1)}


def test_with_the_schools_days_a_half_term_is_a_cycle_and_no_talk_falls_into_a_holiday() -> None:
    halves = (
        (date(2026, 9, 1), date(2026, 10, 23)),
        (date(2026, 11, 2), date(2026, 12, 18)),
        (date(2027, 1, 4), date(2027, 2, 12)),
        (date(2027, 2, 22), date(2027, 3, 25)),
        (date(2027, 4, 12), date(2027, 5, 28)),
        (date(2027, 6, 7), date(2027, 7, 20)),
    )
    days = _days(*halves)
    dyad = year_of(plans.VIDEO_DYAD, FIRST, LAST, days)
    assert [one.starts_on for one in dyad.cycles[1:]] == [first for first, _last in halves[1:]]
    weekly = year_of(plans.SIDE_BY_SIDE, FIRST, LAST, days)
    assert all(one.starts_on in days and one.ends_on in days for one in weekly.cycles)
    # The same number of talks, and holidays between them.
    assert weekly.cycles[-1].starts_on > year_of(plans.SIDE_BY_SIDE, FIRST, LAST).cycles[-1].starts_on
    for plan in plans.OFFERED.values():
        cycles = year_of(plan, FIRST, LAST, days).cycles
        assert all(one.ends_on < two.starts_on for one, two in pairwise(cycles))


def test_a_year_in_which_the_school_is_never_open_is_counted_without_it() -> None:
    assert year_of(plans.FLOW, FIRST, LAST, set()) == year_of(plans.FLOW, FIRST, LAST)

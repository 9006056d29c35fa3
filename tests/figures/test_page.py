"""The page for leaders, its paper, and everybody's own yes to being counted."""

import json
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sidebyside.figures.freezing import freeze
from sidebyside.figures.models import Counted
from sidebyside.figures.paper import told_of
from sidebyside.figures.views.leaders import _shown
from sidebyside.instruments.built_in import built_in
from sidebyside.instruments.models import FormVersion, Reply, Sheet
from sidebyside.people.models import Person
from sidebyside.programme import plans
from sidebyside.programme.models import StrandStep
from sidebyside.trust.models import Deed
from sidebyside.web.backup.replaying import end_what_may_have_been_taken_back
from tests.cast import Cast
from tests.figures.school_years import calendar, newcomer, noon, pair, programme_of, strand_of, tap
from tests.pages import words_of

Browser = Callable[[Person], Client]
YEAR = 2024
DAY, AFTER = date(YEAR, 9, 10), noon(date(YEAR, 10, 20))


@pytest.fixture
def counted(cast: Cast) -> Cast:
    """Four pairs whose taps and reviews are frozen."""
    calendar(cast.school, YEAR)
    programme = programme_of(cast.school, "Coaching year two", YEAR)
    version = FormVersion.objects.create(
        school=cast.school, key="interim-review", number=1, body=built_in("interim-review").as_kept()
    )
    Reply.objects.create(school=cast.school, key="interim-review", year=YEAR, words="Two more rooms.")
    for number in range(4):
        people = [newcomer(cast.school), newcomer(cast.school)]
        strand = strand_of(pair(programme, people))
        for place, person in enumerate(people):
            tap(strand, person, DAY, "yes" if number else "no")
            answers = {"resources": 5 * place or 1, "culture": number % 2 + 1, "change": "Quillcanary"}
            Sheet.objects.create(
                person=person,
                version=version,
                key=version.key,
                year=YEAR,
                answers=json.dumps(answers | {"resources": (1, 3, 5)[(2 * number + place) % 3]}),
                done_at=noon(DAY),
                changed_at=noon(DAY),
            )
    freeze(cast.school, AFTER)
    return cast


def test_leaders_and_the_co_ordinator_read_it_and_nobody_else(counted: Cast, as_person: Browser) -> None:
    for who, status in (("leo", 200), ("dora", 200), ("ana", 404), ("tim", 404)):
        for address in ("/figures/", "/figures.pdf"):
            assert as_person(getattr(counted, who)).get(address).status_code == status, (who, address)
    # Eve runs another school, of which nothing was counted.
    told = words_of(as_person(counted.eve).get("/figures/"))
    assert "in 10" not in told
    assert "Your school’s year is not written down yet" in told


def test_shares_stand_beside_the_reply_and_what_is_hidden_gives_no_reason(
    counted: Cast, as_person: Browser
) -> None:
    told = words_of(as_person(counted.leo).get("/figures/"))
    assert "8 in 10" in told
    assert b'<td data-label="Felt safe">8 in 10</td>' in as_person(counted.leo).get("/figures/").content
    assert "Two more rooms." in told
    assert "1–2 (hardly): 4 in 10" in told
    assert told.count("not shown: too few people, or an answer that would point at somebody") >= 3
    assert "Quillcanary" not in told
    paper = json.dumps(told_of(_shown(counted.school, counted.leo)), ensure_ascii=False)
    assert "8 in 10" in paper
    assert "Two more rooms." in paper
    assert "Quillcanary" not in paper
    assert "N0" not in paper
    assert as_person(counted.leo).get("/figures.pdf").content.startswith(b"%PDF")


def test_sums_of_pairs_and_time_as_the_hours_page_has_them(counted: Cast, as_person: Browser) -> None:
    told = words_of(as_person(counted.leo).get("/figures/"))
    # Two pairs of the first programme are too few; four of the other are not.
    assert "Fewer than 3 pairs are at work" in told
    planned = 4 * plans.VIDEO_DYAD.cycles
    assert f"0 of {planned}" in told
    # Nothing is free of charge where nothing was covered.
    assert "no cover" in told
    assert "£" not in told
    paper = json.dumps(told_of(_shown(counted.school, counted.leo)), ensure_ascii=False)
    assert "no cover" in paper
    assert "£" not in paper


def test_a_talk_about_two_sides_is_counted_once(cast: Cast) -> None:
    from sidebyside.figures.stages import sums_of
    from sidebyside.programme.models import Strand

    at = timezone.now() - timedelta(days=1)
    Strand.objects.filter(pk=cast.strand.pk).update(meeting_at=at, meeting_minutes=40)
    other = Strand.objects.create(cycle=cast.cycle, meeting_at=at, meeting_minutes=40)
    StrandStep.objects.create(strand=other, key="talk")
    one = sums_of(cast.school)[0]
    assert (one.pairs, one.talks, one.talked, one.booked) == (2, 1, 40, 40)


def test_the_page_costs_the_same_however_much_there_is(counted: Cast, as_person: Browser) -> None:
    leo = as_person(counted.leo)
    leo.get("/figures/")
    with CaptureQueriesContext(connection) as few:
        leo.get("/figures/")
    more = programme_of(counted.school, "A third", YEAR)
    for _each in range(4):
        people = [newcomer(counted.school), newcomer(counted.school)]
        strand = strand_of(pair(more, people))
        for person in people:
            tap(strand, person, date(YEAR, 11, 3), "yes")
    freeze(counted.school, noon(date(YEAR + 1, 7, 20)))
    with CaptureQueriesContext(connection) as many:
        leo.get("/figures/")
    assert len(many) == len(few) <= 22
    asked = " ".join(one["sql"] for one in many)
    assert "figures_cell" not in asked
    assert "reflection_pulse" not in asked
    assert "instruments_sheet" not in asked


def test_a_yes_is_given_taken_back_and_asked_anew_after_a_restore(cast: Cast, as_person: Browser) -> None:
    ana = as_person(cast.ana)
    assert "Count me" in words_of(ana.get("/counted/"))
    for _twice in range(2):
        assert ana.post("/counted/", {"do": "agree"}).status_code == 302
    assert Counted.objects.get().person_id == cast.ana.pk
    assert "Do not count me any more" in words_of(ana.get("/counted/"))
    ana.post("/counted/", {"do": "take back"})
    assert not Counted.objects.exists()
    acts = Deed.objects.filter(object=cast.ana.code, kind="being counted").order_by("pk")
    assert list(acts.values_list("act", flat=True)) == ["agreed", "took back"]
    ana.post("/counted/", {"do": "agree"})
    end_what_may_have_been_taken_back()
    assert not Counted.objects.exists()

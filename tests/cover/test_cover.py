"""Cover is asked for by itself, answered by whom the school says, and counted."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from sidebyside.cover import needs
from sidebyside.cover.models import CoverRequest, CoverRule, FilmInstead, FundingLine
from sidebyside.people.models import Person
from sidebyside.programme import actions, plans
from sidebyside.programme.models import CoOrdinator, Membership, Partnership, Programme
from sidebyside.programme.protected import occurrences_of
from sidebyside.programme.seen import stamp
from sidebyside.programme.standing import strands
from sidebyside.timetable.models import Series, Year
from tests.cast import Cast
from tests.pages import heading, words_of
from tests.timetable.conftest import make_year, next_weekday

Browser = Callable[[Person], Client]
State = CoverRequest.State


@pytest.fixture
def year(cast: Cast, as_person: Browser) -> Year:
    """Ana teaches on Tuesdays, Ben on Tuesdays and Wednesdays."""
    made = make_year(cast.school)
    as_person(cast.ana).post("/timetable/", {f"c01-{place}": "teaching" for place in range(3)})
    as_person(cast.ben).post(
        "/timetable/", {f"c0{day}-{place}": "teaching" for day in (1, 2) for place in range(3)}
    )
    return made


def at(weekday: int, hour: int = 9, minute: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(next_weekday(weekday), time(hour, minute)))


def agree(cast: Cast, **times: object) -> None:
    strand = strands().get(pk=cast.strand.pk)
    seen = stamp(actions.times_as_words(actions.times_of(strand)))
    actions.agree_times(strand, actions.times_of(strand) | times, seen)  # type: ignore[arg-type]


def told() -> list[tuple[str, int, str, str]]:
    rows = CoverRequest.objects.order_by("pk")
    return [(one.what, one.covers, one.state, one.reason) for one in rows]


def page(cast: Cast) -> str:
    return f"/programme/{cast.programme.code}/cover/"


def answer(client: Client, cast: Cast, do: str = "approve", **more: str):
    sent = {"do": do, "request": str(CoverRequest.objects.latest("pk").code)}
    return client.post(page(cast), sent | more, follow=True)


def test_a_visit_needs_one_cover_and_a_talk_up_to_two(cast: Cast, as_person: Browser, year: Year) -> None:
    agree(cast, lesson_at=at(2), meeting_at=at(2, 14))
    assert told() == [("lesson", 1, "asked", "")]
    agree(cast, meeting_at=at(1) + timedelta(7))
    assert told() == [("lesson", 1, "asked", ""), ("meeting", 2, "asked", "")]
    overview = as_person(cast.dora).get(f"/programme/{cast.programme.code}/")
    assert "Every week Time and cover 2 requests wait Answer" in words_of(overview)


def test_the_teacher_of_the_lesson_needs_none_and_a_free_time_asks_for_nothing(
    cast: Cast, year: Year
) -> None:
    agree(cast, lesson_at=at(3), meeting_at=at(4))
    assert told() == []


def test_a_moved_time_that_was_approved_is_lost_and_asked_for_anew(
    cast: Cast, as_person: Browser, year: Year
) -> None:
    agree(cast, lesson_at=at(2))
    agree(cast, lesson_at=at(2, 10))
    assert told() == [("lesson", 1, "not needed", ""), ("lesson", 1, "asked", "")]
    answer(as_person(cast.dora), cast)
    agree(cast, lesson_at=at(2, 9))
    agree(cast, lesson_at=at(2, 9), place="Room 4")
    assert told()[1:] == [("lesson", 1, "lost", "moved"), ("lesson", 1, "asked", "")]


def test_cover_that_was_there_was_used_whatever_is_written_down_later(
    cast: Cast, as_person: Browser, year: Year
) -> None:
    agree(cast, lesson_at=at(2))
    answer(as_person(cast.dora), cast)
    CoverRequest.objects.update(starts_at=at(2) - timedelta(7))
    agree(cast, lesson_at=at(2, 10))
    assert told() == [("lesson", 1, "used", ""), ("lesson", 1, "asked", "")]
    agree(cast, lesson_at=at(2) - timedelta(7))
    assert told()[1:] == [("lesson", 1, "not needed", "")]


def test_kept_slots_count_as_hours_and_a_cancelled_one_as_lost(
    cast: Cast, as_person: Browser, year: Year
) -> None:
    ana, kept = as_person(cast.ana), f"/pair/{cast.pair.code}/kept/"
    place = next(
        value for value, words in ana.get(kept).context["places"] if words == "every Friday, period 3"
    )
    ana.post(kept, {"do": "keep", "place": place})
    shown = ana.get(kept).context["series"][0]
    day = shown["slots"][1].day.isoformat()
    ana.post(kept, {"do": "cancel", "series": str(shown["code"]), "day": day, "reason": "illness"})
    agree(cast, meeting_at=shown["slots"][2].starts)
    ledger = as_person(cast.dora).get(page(cast)).context["ledger"]
    assert ledger.talk.lost == 60
    assert ledger.lost_by == {"illness": 60}
    series = Series.objects.get()
    slots = len(occurrences_of(series, series.first, series.last))
    assert ledger.talk.minutes == 60 * (slots - 2) + 40


def test_a_pause_gives_cover_back(cast: Cast, as_person: Browser, year: Year) -> None:
    agree(cast, lesson_at=at(2))
    answer(as_person(cast.dora), cast)
    actions.pause(strands().get(pk=cast.strand.pk), cast.ana)
    assert told() == [("lesson", 1, "lost", "other")]


def test_a_film_in_place_of_a_visit_needs_no_cover(cast: Cast, as_person: Browser, year: Year) -> None:
    agree(cast, lesson_at=at(2))
    ana, mine = as_person(cast.ana), f"/cycle/{cast.strand.code}/cover/"
    ana.post(mine, {"do": "film"})
    assert told() == [("lesson", 1, "not needed", "")]
    assert heading(ana.get(mine)) == "No cover is needed"
    assert "stands in for the visit" in words_of(ana.get(mine))
    ana.post(mine, {"do": "visit"})
    assert told()[-1] == ("lesson", 1, "asked", "")


def test_the_pair_says_that_it_did_not_happen_by_a_kind_of_reason(
    cast: Cast, as_person: Browser, year: Year
) -> None:
    agree(cast, lesson_at=at(2))
    ben, mine = as_person(cast.ben), f"/cycle/{cast.strand.code}/cover/"
    code = str(CoverRequest.objects.get().code)
    ben.post(mine, {"do": "lost", "request": code, "reason": "Ana had to go home"})
    assert told() == [("lesson", 1, "lost", "other")]
    needs.after_a_change(strands().get(pk=cast.strand.pk))
    agree(cast, place="Room 4")
    assert told() == [("lesson", 1, "lost", "other")]


def test_what_was_refused_is_asked_for_again_only_for_another_time(
    cast: Cast, as_person: Browser, year: Year
) -> None:
    agree(cast, lesson_at=at(2))
    answer(as_person(cast.dora), cast, "none")
    agree(cast, place="Room 4")
    assert told() == [("lesson", 1, "lost", "no cover")]
    agree(cast, lesson_at=at(2, 10))
    assert told()[1:] == [("lesson", 1, "asked", "")]


def test_what_only_a_pause_or_a_move_lost_is_asked_for_again(
    cast: Cast, as_person: Browser, year: Year
) -> None:
    agree(cast, lesson_at=at(2))
    answer(as_person(cast.dora), cast)
    actions.pause(strands().get(pk=cast.strand.pk), cast.ana)
    actions.resume(strands().get(pk=cast.strand.pk), cast.ana)
    assert told() == [("lesson", 1, "lost", "other"), ("lesson", 1, "asked", "")]


def test_short_clips_need_no_cover_and_offer_no_choice(cast: Cast, as_person: Browser, year: Year) -> None:
    Programme.objects.update(plan=plans.as_kept(plans.SPECIALIST))
    agree(cast, lesson_at=at(2))
    assert told() == []
    ana, mine = as_person(cast.ana), f"/cycle/{cast.strand.code}/cover/"
    assert "for the visit" not in words_of(ana.get(mine))
    ana.post(mine, {"do": "film"})
    assert not FilmInstead.objects.exists()


def test_a_plan_that_only_visits_offers_no_film_instead(cast: Cast, as_person: Browser, year: Year) -> None:
    Programme.objects.update(plan=plans.as_kept(plans.FLOW))
    agree(cast, lesson_at=at(2))
    assert told() == [("lesson", 1, "asked", "")]
    assert "for the visit" not in words_of(as_person(cast.ana).get(f"/cycle/{cast.strand.code}/cover/"))


def test_cover_is_approved_from_a_line_that_may_pay(cast: Cast, as_person: Browser, year: Year) -> None:
    agree(cast, lesson_at=at(2))
    dora = as_person(cast.dora)
    line = {"do": "line", "source": "Grant", "first": "2020-01-01", "last": "2020-12-31", "pays": "all"}
    assert dora.post(page(cast), line).status_code == 422
    assert dora.post(page(cast), line | {"pounds": "500", "days": "2.5"}).status_code == 302
    old = FundingLine.objects.get()
    assert (old.pence, old.day_tenths) == (50_000, 25)
    assert "That line does not pay for this" in words_of(answer(dora, cast, line=str(old.code)))
    assert told() == [("lesson", 1, "asked", "")]
    FundingLine.objects.update(first=date(2026, 1, 1), last=date(2030, 1, 1))
    answer(dora, cast, line=str(old.code))
    assert CoverRequest.objects.get().line == old
    answer(dora, cast, "none")
    assert told() == [("lesson", 1, "lost", "no cover")]
    assert "The pair has moved or dropped" in words_of(answer(dora, cast))


def test_only_whom_the_school_names_answers(cast: Cast, as_person: Browser, year: Year) -> None:
    CoOrdinator.objects.create(programme=cast.programme, person=cast.leo)
    agree(cast, lesson_at=at(2))
    dora, leo = as_person(cast.dora), as_person(cast.leo)
    rule = {"do": "rule", "answered_by": "one", "pounds": "30", "hours": "5"}
    assert dora.post(page(cast), rule).status_code == 422
    assert dora.post(page(cast), rule | {"one": str(cast.tim.pk)}).status_code == 422
    dora.post(page(cast), rule | {"one": str(cast.leo.pk)})
    assert "somebody else answer" in words_of(answer(dora, cast))
    assert told() == [("lesson", 1, "asked", "")]
    answer(leo, cast)
    assert told() == [("lesson", 1, "approved", "")]


def test_where_nobody_needs_to_answer_a_request_stands_at_once(cast: Cast, year: Year) -> None:
    CoverRule.objects.create(programme=cast.programme, answered_by="nobody")
    agree(cast, lesson_at=at(2))
    assert told() == [("lesson", 1, "approved", "")]


def test_a_terms_cost_stands_on_the_page_and_in_the_table(cast: Cast, as_person: Browser, year: Year) -> None:
    CoverRule.objects.create(programme=cast.programme, hour_pence=3000)
    FundingLine.objects.create(
        programme=cast.programme, source="=1+1", first="2026-01-01", last="2030-01-01", pence=100_000
    )
    dora = as_person(cast.dora)
    before = words_of(dora.get(page(cast)))
    assert "£1,000.00, no cover yet" in before
    assert "£0.00" not in before
    agree(cast, lesson_at=at(2), meeting_at=at(1) + timedelta(7))
    for one in CoverRequest.objects.all():
        sent = {"do": "approve", "request": str(one.code), "line": str(FundingLine.objects.get().code)}
        dora.post(page(cast), sent)
    # An hour's visit and two covers of forty minutes.
    assert "£70.00 of £1,000.00" in words_of(dora.get(page(cast)))
    CoverRule.objects.update(hour_pence=0)
    assert "no price given" in words_of(dora.get(page(cast)))
    CoverRule.objects.update(hour_pence=3000)
    answer_ = dora.get(f"/programme/{cast.programme.code}/cover.xlsx")
    book = load_workbook(BytesIO(answer_.content))
    term = [cell.value for cell in book["A term's cost"][2]]
    assert (term[0], term[3:]) == ("Term", [2.33, 0, 0, 3, 70])
    source = book["Funding lines"]["A2"]
    assert (source.value, source.data_type) == ("=1+1", "s")
    takes = {row[0].value: row[1].value for row in book["What a cycle takes"]}
    assert takes["published programmes, to"] == 100
    assert book["Requests"].max_row == 3


def test_leaders_see_sums_over_enough_pairs_and_nothing_else(
    cast: Cast, as_person: Browser, year: Year
) -> None:
    agree(cast, lesson_at=at(2), meeting_at=at(2, 14))
    leo = as_person(cast.leo)
    assert "Fewer than 3 pairs" in words_of(leo.get("/hours/"))
    third = Partnership.objects.create(programme=cast.programme)
    for place, person in enumerate((cast.nina, cast.omar)):
        Membership.objects.create(partnership=third, person=person, place=place, accepted_at=timezone.now())
    words = words_of(leo.get("/hours/"))
    assert "Talk to come 40 min" in words
    assert "£0.00" not in words
    assert not [name for name in ("Ana", "Ben", "Cleo") if name in words]
    for who in (cast.ana, cast.tim, cast.nina):
        assert as_person(who).get("/hours/").status_code == 404
    assert leo.get(page(cast)).status_code == 404


def test_the_page_costs_the_same_with_many_requests(cast: Cast, as_person: Browser, year: Year) -> None:
    agree(cast, lesson_at=at(2))
    dora = as_person(cast.dora)
    dora.get(page(cast))
    with CaptureQueriesContext(connection) as few:
        dora.get(page(cast))
    CoverRequest.objects.bulk_create(
        CoverRequest(
            strand=cast.other_strand, what="meeting", starts_at=at(2), minutes=40, covers=2, state="lost",
            reason="illness",
        )
        for _n in range(30)
    )  # fmt: skip
    with CaptureQueriesContext(connection) as many:
        dora.get(page(cast))
    assert len(many) == len(few) <= 30


def test_without_a_school_year_nothing_is_asked_and_the_page_says_why(cast: Cast, as_person: Browser) -> None:
    agree(cast, lesson_at=at(2))
    assert told() == []
    assert "Write down the school year first" in words_of(as_person(cast.dora).get(page(cast)))

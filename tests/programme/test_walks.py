"""Pairs of every plan at their steps: who is asked what, who sees what, and what a plan without film has not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone
from tests.cast import Cast
from tests.pages import heading, words_of

from sidebyside.conversations import actions as talking
from sidebyside.conversations.models import Confirmation, Conversation
from sidebyside.overview.progress import progress_of
from sidebyside.people.models import Person
from sidebyside.programme import actions, agreement, co_ordinating, plans
from sidebyside.programme.aims import standing_aims, write_aims
from sidebyside.programme.feeds import calendar_of
from sidebyside.programme.models import (
    Agreement,
    Aim,
    Cycle,
    Membership,
    Partnership,
    Programme,
    Signature,
    Strand,
    StrandStep,
)
from sidebyside.programme.now import now_for
from sidebyside.programme.seen import Changed, stamp
from sidebyside.programme.stages import reach, stage_of, talk_strand
from sidebyside.programme.standing import partnerships, strands
from sidebyside.room.standing import Marks, marks_standing
from sidebyside.trust import doors
from sidebyside.trust.policy import Act, Kind

As = Callable[[Person], Client]


def begin(cast: Cast, plan: plans.Plan, *people: Person) -> Partnership:
    """A partnership that has signed, in its first cycle."""
    programme = co_ordinating.start_programme(
        cast.dora, f"{plan.key} year", plan, date(2026, 9, 1), date(2027, 7, 20)
    )
    pair = co_ordinating.propose_pair(programme, list(people), cast.dora)
    for one in people:
        actions.accept(pair, one)
        Signature.objects.create(agreement=Agreement.objects.get(partnership=pair), person=one)
    pair = partnerships().get(pk=pair.pk)
    actions.open_cycle(pair, 1)
    return pair


def of(pair: Partnership, person: Person) -> Strand:
    """The person's own strand in the latest cycle."""
    latest = strands().filter(cycle__partnership=pair).order_by("-cycle__number")
    return next(one for one in latest if one.coachee == person)


def open_talk(strand: Strand) -> Conversation:
    talk = Conversation.objects.create(strand=talk_strand(strand))
    for part in strand.parts.all():
        talking.confirm(talk, part.person, Confirmation.How.BESIDE, False)
    talk.refresh_from_db()
    return talk


@pytest.fixture
def weekly(cast: Cast) -> Partnership:
    return begin(cast, plans.SIDE_BY_SIDE, cast.nina, cast.omar)


# Both at once, without a film.


def test_home_and_the_pairs_page_say_how_many_cycles_come_after_those_shown(
    cast: Cast, weekly: Partnership, as_person: As
) -> None:
    nina = as_person(cast.nina)
    for page in ("/", f"/pair/{weekly.code}/"):
        assert "And 22 more." in words_of(nina.get(page))


def test_each_is_coachee_of_their_own_side_and_coach_of_the_others(cast: Cast, weekly: Partnership) -> None:
    own, other = of(weekly, cast.nina), of(weekly, cast.omar)
    may = doors.may
    for act in (Act.SEE, Act.CHANGE):
        assert may(cast.nina, act, Kind.FOCUS, own)
    assert may(cast.nina, Act.SEE, Kind.FOCUS, other)
    assert not may(cast.nina, Act.CHANGE, Kind.FOCUS, other)
    assert not may(cast.nina, Act.CHANGE, Kind.NEXT_STEP, other)
    for stranger in (cast.ana, cast.ben, cast.dora, cast.leo, cast.eve):
        for kind in (Kind.FOCUS, Kind.NEXT_STEP, Kind.TALK, Kind.FILM):
            assert not may(stranger, Act.SEE, kind, own)
        assert not may(stranger, Act.SEE, Kind.AIM, weekly)


def test_a_plan_without_film_has_no_way_to_one(cast: Cast, weekly: Partnership, as_person: As) -> None:
    for person in (cast.nina, cast.omar):
        for whose in (cast.nina, cast.omar):
            strand = of(weekly, whose)
            assert not doors.may(person, Act.BRING, Kind.FILM, strand)
            for part in ("film", "film/record", "focus"):
                assert as_person(person).get(f"/cycle/{strand.code}/{part}/").status_code == 404
    page = as_person(cast.nina).get(f"/cycle/{of(weekly, cast.nina).code}/").content.decode()
    assert "film" not in page.split("<main")[1].split("</main")[0].lower()


def test_what_one_noted_opens_with_the_one_talk_and_not_before(cast: Cast) -> None:
    pair = begin(cast, plans.FLOW, cast.nina, cast.omar)
    own, other = of(pair, cast.nina), of(pair, cast.omar)
    for strand, author, reader in ((own, cast.omar, cast.nina), (other, cast.nina, cast.omar)):
        standing = marks_standing(reader, Marks(strand, author))
        assert not standing.facts
    open_talk(own)
    for strand, author, reader in ((own, cast.omar, cast.nina), (other, cast.nina, cast.omar)):
        assert marks_standing(reader, Marks(strand, author)).facts
        assert not marks_standing(cast.ana, Marks(strand, author)).who


def test_one_talk_is_about_both_sides_and_goes_round(cast: Cast, weekly: Partnership, as_person: As) -> None:
    own, other = of(weekly, cast.nina), of(weekly, cast.omar)
    assert talk_strand(own).pk == talk_strand(other).pk == own.pk
    answer = as_person(cast.omar).get(f"/cycle/{other.code}/meet/")
    assert answer["Location"] == f"/cycle/{own.code}/meet/"
    talking.end(open_talk(own), cast.nina)
    for strand in (own, other):
        assert "talk" in stage_of(strands().get(pk=strand.pk)).reached
    actions.close(own, cast.nina)
    assert talk_strand(of(weekly, cast.nina)).coachee == cast.omar


def test_an_aim_goes_on_and_an_emptied_one_ends_and_is_kept(cast: Cast, weekly: Partnership) -> None:
    assert now_for(cast.nina, of(weekly, cast.nina)).part == "aims"
    write_aims(weekly, cast.nina, ["Wait", "", "Ask"], stamp([]))
    assert "aim" in stage_of(of(weekly, cast.nina)).reached
    assert "aim" not in stage_of(of(weekly, cast.omar)).reached
    actions.close(of(weekly, cast.nina), cast.nina)
    assert of(weekly, cast.nina).cycle.number == 2
    assert "aim" in stage_of(of(weekly, cast.nina)).reached
    with pytest.raises(Changed):
        write_aims(weekly, cast.nina, ["Late"], stamp([]))
    write_aims(weekly, cast.nina, ["", "", ""], stamp(["Wait", "Ask"]))
    assert standing_aims(weekly, cast.nina) == []
    assert [one.words for one in Aim.objects.filter(person=cast.nina)] == ["Wait", "Ask"]
    assert "aim" not in stage_of(of(weekly, cast.nina)).reached


def test_a_partner_reads_an_aim_and_changes_none(cast: Cast, weekly: Partnership, as_person: As) -> None:
    at = f"/pair/{weekly.code}/aims/"
    assert as_person(cast.nina).post(at, {"aim_1": "Quillwait", "seen": stamp([])}).status_code == 302
    assert "Quillwait" in as_person(cast.omar).get(at).content.decode()
    as_person(cast.omar).post(at, {"aim_1": "", "seen": stamp([])})
    assert [one.words for one in standing_aims(weekly, cast.nina)] == ["Quillwait"]
    for stranger in (cast.ana, cast.dora, cast.leo, cast.eve):
        assert as_person(stranger).get(at).status_code == 404


def test_the_next_weeks_talk_is_at_the_same_hour_though_the_clocks_change(
    cast: Cast, weekly: Partnership, monkeypatch: pytest.MonkeyPatch
) -> None:
    london = ZoneInfo("Europe/London")
    strand = of(weekly, cast.nina)
    at = datetime(2026, 10, 22, 14, 0, tzinfo=london)
    monkeypatch.setattr(timezone, "now", lambda: at + timedelta(hours=1))
    Strand.objects.filter(cycle=strand.cycle).update(meeting_at=at, place="Library")
    with timezone.override(london):
        actions.close(strand, cast.nina)
    following = of(weekly, cast.omar)
    assert timezone.localtime(following.meeting_at, london) == datetime(2026, 10, 29, 14, 0, tzinfo=london)
    assert following.place == "Library"
    assert "time" in stage_of(following).reached


def test_a_cycle_that_only_carries_aim_and_time_can_be_taken_back(cast: Cast, weekly: Partnership) -> None:
    write_aims(weekly, cast.nina, ["Wait"], stamp([]))
    first = of(weekly, cast.nina)
    Strand.objects.filter(cycle=first.cycle).update(meeting_at=timezone.now() + timedelta(days=1))
    actions.close(first, cast.nina)
    assert actions.reopen(first, cast.nina)
    assert Cycle.objects.filter(partnership=weekly).count() == 1


def test_home_asks_once_and_closes_when_both_are_done(cast: Cast, weekly: Partnership, as_person: As) -> None:
    for person in (cast.nina, cast.omar):
        for key in ("aim", "time", "talk"):
            reach(of(weekly, person), key)
    reach(of(weekly, cast.nina), "steps")
    assert "Your side is done" in heading(as_person(cast.nina).get("/"))
    reach(of(weekly, cast.omar), "steps")
    assert now_for(cast.nina, of(weekly, cast.nina)).part == "close"


# Steps that one of them says are done.


def test_only_whoever_it_waits_on_says_that_a_step_is_done(cast: Cast, as_person: As) -> None:
    pair = begin(cast, plans.IDEAL_CYCLE, cast.nina, cast.omar)
    strand = of(pair, cast.nina)
    at = f"/cycle/{strand.code}/done/observe/"
    assert as_person(cast.nina).post(at).status_code == 302
    for stranger in (cast.ana, cast.dora, cast.eve):
        assert as_person(stranger).post(at).status_code == 404
    for key in ("talk", "steps", "film", "nonsense"):
        as_person(cast.omar).post(f"/cycle/{strand.code}/done/{key}/")
    assert not StrandStep.objects.filter(strand=strand).exists()
    as_person(cast.omar).post(at)
    as_person(cast.omar).post(at)
    assert StrandStep.objects.filter(strand=strand, key="observe").count() == 1


def test_nothing_is_said_to_be_done_in_a_cycle_at_rest(cast: Cast, as_person: As) -> None:
    strand = of(begin(cast, plans.IDEAL_CYCLE, cast.nina, cast.omar), cast.nina)
    actions.pause(strand, cast.nina)
    as_person(cast.omar).post(f"/cycle/{strand.code}/done/observe/")
    assert not StrandStep.objects.filter(strand=strand).exists()


def test_a_film_stands_in_for_a_visit(cast: Cast) -> None:
    pair = begin(cast, plans.IDEAL_CYCLE, cast.nina, cast.omar)
    for key in ("time", "focus", "film"):
        reach(of(pair, cast.nina), key)
    stage = stage_of(of(pair, cast.nina))
    assert stage.next_step is not None
    assert stage.next_step.key == "talk"


def test_flow_has_one_time_for_the_talk_and_a_lesson_each(cast: Cast) -> None:
    pair = begin(cast, plans.FLOW, cast.nina, cast.omar)
    own = of(pair, cast.nina)
    morning = timezone.now() + timedelta(days=1)
    seen = stamp(actions.times_as_words(actions.times_of(own)))
    wanted = actions.times_of(own) | {"lesson_at": morning, "meeting_at": morning + timedelta(days=1)}
    actions.agree_times(own, wanted, seen)
    assert "time" in stage_of(of(pair, cast.nina)).reached
    other = of(pair, cast.omar)
    assert other.meeting_at is not None
    assert other.lesson_at is None
    assert "time" not in stage_of(other).reached


# Fixed roles, and a coach from outside.


def test_a_guest_coaches_where_roles_stay_and_nowhere_else(cast: Cast, as_person: As) -> None:
    Person.objects.filter(pk=cast.omar.pk).update(is_guest=True)
    omar = Person.objects.get(pk=cast.omar.pk)
    pair = begin(cast, plans.SPECIALIST, cast.nina, omar)
    assert of(pair, cast.nina).coaches == [omar]
    with pytest.raises(co_ordinating.NotPossible, match="guest"):
        co_ordinating.propose_pair(pair.programme, [omar, cast.tim], cast.dora)
    with pytest.raises(co_ordinating.NotPossible, match="guest"):
        co_ordinating.propose_pair(cast.programme, [cast.tim, omar], cast.dora)
    assert omar not in cast.school.colleagues()
    ours = as_person(cast.dora).get(f"/programme/{pair.programme.code}/propose/").content.decode()
    assert ours.count("Omar") == 1
    assert (
        "Omar" not in as_person(cast.dora).get(f"/programme/{cast.programme.code}/propose/").content.decode()
    )


# Threes.


def _trio(cast: Cast, plan: plans.Plan) -> Partnership:
    return begin(cast, replace(plan, trios=True), cast.nina, cast.omar, cast.tim)


def test_two_of_three_go_on_when_a_coach_leaves(cast: Cast, as_person: As) -> None:
    trio = _trio(cast, plans.IDEAL_CYCLE)
    actions.leave(trio, cast.tim)
    strand = of(trio, cast.nina)
    assert strand.cycle.closed_at is None
    assert open_talk_by(strand, cast.nina, cast.omar).opened_at is not None
    assert not doors.may(cast.tim, Act.SEE, Kind.FOCUS, strand)
    assert "has left" not in heading(as_person(cast.nina).get("/"))
    assert "Tim" not in heading(as_person(cast.nina).get(f"/pair/{trio.code}/"))
    assert "Nina · Omar" in as_person(cast.dora).get(f"/programme/{trio.programme.code}/").content.decode()


def open_talk_by(strand: Strand, *people: Person) -> Conversation:
    talk = Conversation.objects.create(strand=strand)
    for one in people:
        talking.confirm(talk, one, Confirmation.How.BESIDE, False)
    talk.refresh_from_db()
    return talk


def test_a_cycle_closes_kindly_when_its_coachee_leaves_a_trio(cast: Cast) -> None:
    trio = _trio(cast, plans.IDEAL_CYCLE)
    actions.leave(trio, cast.nina)
    cycles = list(Cycle.objects.filter(partnership=trio).order_by("number"))
    assert cycles[0].closed_at is not None
    assert len(cycles) == 2
    now_coached = strands().get(cycle=cycles[1])
    assert {now_coached.coachee, *now_coached.coaches} == {cast.omar, cast.tim}


def test_a_trio_of_both_at_once_talks_on_as_two(cast: Cast) -> None:
    trio = _trio(cast, plans.SIDE_BY_SIDE)
    host = talk_strand(of(trio, cast.omar))
    assert host.coachee == cast.nina
    actions.leave(trio, cast.nina)
    host = talk_strand(of(trio, cast.omar))
    assert host.coachee == cast.omar
    assert open_talk_by(host, cast.omar, cast.tim).opened_at is not None


def test_a_pair_of_which_one_leaves_is_over_as_before(cast: Cast) -> None:
    pair = begin(cast, plans.IDEAL_CYCLE, cast.nina, cast.omar)
    actions.leave(pair, cast.nina)
    assert Cycle.objects.filter(partnership=pair).count() == 1
    assert open_talk_by(of(pair, cast.nina), cast.omar).opened_at is None


# The agreement and the year.


@pytest.mark.parametrize(
    ("signed", "due"),
    [
        (datetime(2026, 9, 3, 12, tzinfo=ZoneInfo("UTC")), date(2027, 9, 3)),
        (datetime(2028, 2, 29, 12, tzinfo=ZoneInfo("UTC")), date(2029, 3, 1)),
    ],
)
def test_an_agreement_is_due_again_after_a_year(signed: datetime, due: date) -> None:
    assert agreement.a_year_after(signed) == due


def test_both_sign_again_each_year_and_the_old_one_holds_until_then(cast: Cast, as_person: As) -> None:
    agreement.write_pair_part(cast.pair, cast.ana, "Softly, please", stamp([""]))
    for one in (cast.ana, cast.ben):
        latest = Agreement.objects.filter(partnership=cast.pair).latest("version")
        agreement.sign(cast.pair, one, latest.version, stamp(["Softly, please"]))
    assert "a year ago" not in as_person(cast.ana).get("/").content.decode()
    agreement.sign_for_another_year(cast.pair, cast.ana, stamp(["Softly, please"]))
    assert Agreement.objects.filter(partnership=cast.pair).count() == 2
    Signature.objects.update(at=timezone.now() - timedelta(days=366))
    assert "a year ago" in as_person(cast.ana).get("/").content.decode()
    at = f"/pair/{cast.pair.code}/"
    assert "I sign for another year" in as_person(cast.ana).get(f"{at}agreement/").content.decode()
    told = {"again": "yes", "seen": stamp(["Softly, please"])}
    for _twice in range(2):
        assert as_person(cast.ana).post(f"{at}sign/", told).status_code == 302
    assert Agreement.objects.filter(partnership=cast.pair).count() == 3
    signing = agreement.signing_of(partnerships().get(pk=cast.pair.pk))
    assert signing is not None
    assert signing.in_force is not None
    assert (signing.in_force.version, signing.latest.version) == (2, 3)
    agreement.sign(cast.pair, cast.ben, 3, stamp(["Softly, please"]))
    signing = agreement.signing_of(partnerships().get(pk=cast.pair.pk))
    assert signing is not None
    assert signing.in_force == signing.latest
    assert not signing.is_due_again


def test_the_school_signs_its_part_once_a_press(cast: Cast, as_person: As) -> None:
    at = f"/programme/{cast.programme.code}/"
    dora = as_person(cast.dora)
    assert "not signed for the school" in dora.get(at).content.decode()
    for _twice in range(2):
        dora.post(f"{at}sign/")
    assert cast.programme.school_signatures.count() == 1
    assert (
        "Signed for the school by Dora"
        in as_person(cast.ana).get(f"/pair/{cast.pair.code}/agreement/").content.decode()
    )
    cast.programme.school_signatures.update(at=timezone.now() - timedelta(days=366))
    assert "sign it again" in dora.get(at).content.decode()


def test_a_closed_year_opens_no_cycle_and_calls_nothing_unfinished(cast: Cast, as_person: As) -> None:
    at = f"/programme/{cast.programme.code}/close/"
    as_person(cast.dora).post(at)
    strand = strands().get(pk=cast.strand.pk)
    assert strand.cycle.is_running
    assert actions.close(strand, cast.ana) is None
    page = as_person(cast.ana).get("/")
    assert "is complete" in heading(page)
    assert "unfinished" not in page.content.decode()
    with pytest.raises(co_ordinating.NotPossible, match="closed"):
        co_ordinating.propose_pair(
            Programme.objects.get(pk=cast.programme.pk), [cast.tim, cast.leo], cast.dora
        )
    as_person(cast.dora).post(at, {"do": "open"})
    assert Programme.objects.get(pk=cast.programme.pk).closed_at is None


def test_what_the_school_promises_about_film_is_left_out_where_nothing_is_filmed(cast: Cast) -> None:
    told = " ".join(
        str(sentence)
        for clause in agreement.clauses_of("first", plans.SIDE_BY_SIDE)
        for sentence in clause.sentences
    )
    assert "lesson film" not in told
    assert "recording of your talk" in told
    assert agreement.clauses_of("first", plans.VIDEO_DYAD) == agreement.FIRST


# Templates of a school's own.


def test_a_template_deleted_while_in_use_leaves_what_runs_alone(cast: Cast, as_person: As) -> None:
    dora = as_person(cast.dora)
    made = dora.post(
        "/programme/template/flow/own/",
        {
            "name": "Mornings",
            "cycles": "2",
            "lesson_minutes": "50",
            "meeting_minutes": "40",
            "evidence": "visit",
        },
    )
    key = made["Location"].partition("=")[2]
    year = {"name": "Ours", "template": key, "starts_on": "2026-09-01", "ends_on": "2027-07-20"}
    programme = dora.post("/programme/new/", year)["Location"]
    assert dora.post(f"/programme/template/{key}/", {"do": "delete"}).status_code == 302
    assert "Mornings" in dora.get(programme).content.decode()
    kept = plans.kept(Programme.objects.get(name="Ours").plan)
    assert (kept.cycles, kept.lesson_minutes) == (2, 50)
    # Somebody else's page still offered it.
    gone = dora.post("/programme/new/", year | {"name": "Again"})
    assert gone.status_code == 422
    assert "not there any more" in gone.content.decode()
    assert dora.get(f"/programme/template/{key}/").status_code == 404


def test_no_other_school_finds_a_template(cast: Cast, as_person: As) -> None:
    kept = co_ordinating.keep_template(cast.dora, replace(plans.FLOW, name="Mornings"))
    for person in (cast.eve, cast.ana, cast.leo):
        assert as_person(person).get(f"/programme/template/{kept.code}/").status_code == 404
    assert "Mornings" not in as_person(cast.eve).get("/programme/new/").content.decode()


@pytest.mark.parametrize("cycles", ["0", "41", "-1", "1.5", "many"])
def test_a_number_of_cycles_that_makes_no_sense_is_said(cast: Cast, as_person: As, cycles: str) -> None:
    told = {"name": "Ours", "cycles": cycles, "meeting_minutes": "20"}
    answer = as_person(cast.dora).post("/programme/template/side-by-side/own/", told)
    assert answer.status_code == 422
    assert "One thing to put right" in answer.content.decode()


def test_members_are_as_they_were(cast: Cast) -> None:
    """The places of a fixed plan are kept with the people."""
    pair = begin(cast, plans.SPECIALIST, cast.nina, cast.omar)
    roles = dict(Membership.objects.filter(partnership=pair).values_list("person__name", "fixed_role"))
    assert roles == {"Nina": "coachee", "Omar": "coach"}


def test_one_talk_of_two_sides_stands_once_in_calendar_and_hours(
    cast: Cast, weekly: Partnership, as_person: As
) -> None:
    at = timezone.now() + timedelta(days=1)
    Strand.objects.filter(cycle__partnership=weekly).update(meeting_at=at, meeting_minutes=20)
    assert calendar_of(cast.nina).count(b"BEGIN:VEVENT") == 1
    page = as_person(cast.dora).get(f"/programme/{weekly.programme.code}/").content.decode()
    assert "Nina · Omar: Nina’s side" in page
    assert progress_of(weekly.programme).hours.booked_minutes == 20


def test_a_pair_without_a_time_is_counted_once(cast: Cast, weekly: Partnership) -> None:
    for person in (cast.nina, cast.omar):
        reach(of(weekly, person), "aim")
    assert progress_of(weekly.programme).sentence.startswith("1 pair needs a time")


@pytest.mark.parametrize("plan", plans.OFFERED.values(), ids=plans.OFFERED)
def test_every_page_of_every_plan_opens_for_both_at_every_step(
    cast: Cast, as_person: As, plan: plans.Plan
) -> None:
    pair = begin(cast, plan, cast.nina, cast.omar)
    for step in (None, *plan.steps):
        for strand in strands().filter(cycle__partnership=pair):
            if step is not None:
                reach(strand, step.key)
            for person in (cast.nina, cast.omar):
                for path in ("/", f"/pair/{pair.code}/", f"/cycle/{strand.code}/"):
                    assert as_person(person).get(path).status_code == 200, (step, path)
    assert as_person(cast.dora).get(f"/programme/{pair.programme.code}/").status_code == 200

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone
from tests.cast import Cast
from tests.pages import heading, words_of

from sidebyside.people.models import Person
from sidebyside.programme.models import Cycle, Strand, StrandContent, StrandPart
from sidebyside.reflection.models import Brought, DiaryEntry, Pulse
from sidebyside.safeguarding.models import Opening, Period
from sidebyside.trust.models import Deed

Browser = Callable[[Person], Client]


def _post(browser: Client, strand: Strand, act: str) -> str:
    return browser.post(f"/cycle/{strand.code}/{act}/").url  # type: ignore[attr-defined]


@pytest.mark.parametrize("who", ["ana", "ben"])
def test_either_partner_closes_and_the_next_cycle_opens_with_roles_swapped(
    cast: Cast, as_person: Browser, who: str
) -> None:
    browser = as_person(getattr(cast, who))
    url = _post(browser, cast.strand, "close")
    cast.cycle.refresh_from_db()
    assert cast.cycle.closed_at is not None
    strand = Strand.objects.get(cycle__partnership=cast.pair, cycle__number=2)
    assert url == f"/cycle/{strand.code}/"
    assert strand.coachee == cast.ben
    assert strand.coaches == [cast.ana]
    assert browser.get(url).status_code == 200


def test_closing_twice_opens_one_next_cycle(cast: Cast, as_person: Browser) -> None:
    ana, ben = as_person(cast.ana), as_person(cast.ben)
    assert _post(ana, cast.strand, "close") == _post(ben, cast.strand, "close")
    assert Cycle.objects.filter(partnership=cast.pair).count() == 2
    assert Deed.objects.filter(object=cast.cycle.code, act="closed").count() == 1


def test_six_cycles_take_turns_and_the_year_ends_warmly(cast: Cast, as_person: Browser) -> None:
    ana = as_person(cast.ana)
    for number in range(1, 7):
        strand = Strand.objects.get(cycle__partnership=cast.pair, cycle__number=number)
        assert strand.coachee == (cast.ana if number % 2 else cast.ben)
        answer = ana.post(f"/cycle/{strand.code}/close/", follow=True)
        assert answer.status_code == 200
    assert "thank you" in words_of(answer)
    assert Cycle.objects.filter(partnership=cast.pair).count() == 6
    assert "Your year with Ben is complete" in words_of(ana.get("/"))


def test_a_pause_rests_the_cycle_and_a_resume_takes_it_up(cast: Cast, as_person: Browser) -> None:
    ana, ben = as_person(cast.ana), as_person(cast.ben)
    for _twice in range(2):
        _post(ben, cast.strand, "pause")
    cast.cycle.refresh_from_db()
    assert not cast.cycle.is_running
    assert heading(ana.get(f"/cycle/{cast.strand.code}/")) == "Cycle 1 is resting"
    for _twice in range(2):
        _post(ana, cast.strand, "resume")
    cast.cycle.refresh_from_db()
    assert cast.cycle.is_running
    assert [deed.act for deed in Deed.objects.filter(object=cast.cycle.code)] == ["paused", "resumed"]


def test_a_closed_cycle_opens_again_while_the_next_is_untouched(cast: Cast, as_person: Browser) -> None:
    ana = as_person(cast.ana)
    _post(ana, cast.strand, "close")
    assert _post(ana, cast.strand, "reopen") == f"/cycle/{cast.strand.code}/"
    cast.cycle.refresh_from_db()
    assert cast.cycle.is_running
    assert cast.cycle.opening == 2
    assert Cycle.objects.filter(partnership=cast.pair).count() == 1
    _post(ana, cast.strand, "reopen")
    cast.cycle.refresh_from_db()
    assert cast.cycle.opening == 2


def test_a_next_cycle_that_has_begun_keeps_the_last_one_closed(cast: Cast, as_person: Browser) -> None:
    ana = as_person(cast.ana)
    _post(ana, cast.strand, "close")
    following = Strand.objects.get(cycle__partnership=cast.pair, cycle__number=2)
    StrandContent.objects.create(strand=following, owner=cast.ben, focus="Who speaks")
    answer = ana.post(f"/cycle/{cast.strand.code}/reopen/", follow=True)
    assert "The next cycle has begun" in words_of(answer)
    cast.cycle.refresh_from_db()
    assert cast.cycle.closed_at is not None
    assert Strand.objects.filter(pk=following.pk).exists()


def _a_pulse(strand: Strand, person: Person) -> None:
    Pulse.objects.create(strand=strand, person=person, safe="yes")


def _a_diary_entry(strand: Strand, person: Person) -> None:
    entry = DiaryEntry.objects.create(author=person, layer="beliefs", asked="?", words="Waiting")
    Brought.objects.create(entry=entry, strand=strand)


def _an_opening(strand: Strand, person: Person) -> None:
    period = Period.objects.create(school=person.school, on_by=person)
    Opening.objects.create(period=period, strand=strand, what="lesson")


@pytest.mark.parametrize("hang", [_a_pulse, _a_diary_entry, _an_opening])
def test_what_a_room_above_hangs_on_the_next_cycle_keeps_it(
    cast: Cast, as_person: Browser, hang: Callable[[Strand, Person], None]
) -> None:
    ana = as_person(cast.ana)
    _post(ana, cast.strand, "close")
    following = Strand.objects.get(cycle__partnership=cast.pair, cycle__number=2)
    hang(following, cast.ben)
    _post(ana, cast.strand, "reopen")
    assert Strand.objects.filter(pk=following.pk).exists()
    cast.cycle.refresh_from_db()
    assert cast.cycle.closed_at is not None


@pytest.mark.parametrize("touch", ["lesson_at", "meeting_at"])
def test_a_booked_next_cycle_has_begun(cast: Cast, as_person: Browser, touch: str) -> None:
    ana = as_person(cast.ana)
    _post(ana, cast.strand, "close")
    Strand.objects.filter(cycle__number=2, cycle__partnership=cast.pair).update(**{touch: timezone.now()})
    _post(ana, cast.strand, "reopen")
    cast.cycle.refresh_from_db()
    assert cast.cycle.closed_at is not None


def test_a_cycle_closed_after_a_partner_left_opens_no_next(cast: Cast, as_person: Browser) -> None:
    as_person(cast.ben).post(f"/pair/{cast.pair.code}/leave/")
    _post(as_person(cast.ana), cast.strand, "close")
    assert Cycle.objects.filter(partnership=cast.pair).count() == 1


@pytest.mark.parametrize("act", ["pause", "resume", "close", "reopen"])
def test_nobody_outside_the_pair_touches_its_cycle(cast: Cast, as_person: Browser, act: str) -> None:
    for person in (cast.cleo, cast.idris, cast.dora, cast.leo, cast.tim, cast.nina, cast.omar, cast.eve):
        assert as_person(person).post(f"/cycle/{cast.strand.code}/{act}/").status_code == 404
    assert as_person(cast.ana).get(f"/cycle/{cast.strand.code}/{act}/").status_code == 405
    cast.cycle.refresh_from_db()
    assert cast.cycle.is_running


def test_the_other_pair_goes_its_own_way(cast: Cast, as_person: Browser) -> None:
    _post(as_person(cast.ana), cast.strand, "close")
    assert Cycle.objects.get(partnership=cast.other_pair).is_running
    assert StrandPart.objects.filter(strand__cycle__partnership=cast.other_pair).count() == 2

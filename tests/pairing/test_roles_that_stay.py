"""Where roles stay, pairs are proposed by name; and free periods weigh where they are known."""

import pytest
from django.utils import timezone

from sidebyside.pairing import actions, drawing
from sidebyside.pairing.known import known_of
from sidebyside.pairing.models import Asked, Round
from sidebyside.people.models import Person
from sidebyside.programme import plans
from sidebyside.programme.models import Membership, Partnership, Programme
from sidebyside.timetable.models import PersonPeriod
from tests.cast import Cast
from tests.pages import words_of
from tests.pairing.conftest import As
from tests.timetable.conftest import make_year


@pytest.fixture
def at(cast: Cast) -> str:
    return f"/programme/{cast.programme.code}/pairing/"


@pytest.fixture
def fixed(cast: Cast, group: list[Person]) -> Programme:
    Programme.objects.update(plan=plans.as_kept(plans.SPECIALIST))
    cast.programme.refresh_from_db()
    return cast.programme


def test_no_round_hands_out_roles(cast: Cast, as_person: As, at: str, fixed: Programme) -> None:
    with pytest.raises(drawing.NotNow, match="roles stay"):
        drawing.ask(fixed, cast.dora)
    dora = as_person(cast.dora)
    assert "Propose the pairs by hand" in words_of(dora.get(at))
    assert "not left to chance" in words_of(dora.post(f"{at}round/", {"do": "ask"}, follow=True))
    assert not Round.objects.exists()
    assert "Let people find partners" not in words_of(dora.get(f"/programme/{fixed.code}/"))


def test_a_round_that_was_drawn_before_sends_nothing(cast: Cast, fixed: Programme) -> None:
    drawn = Round.objects.create(
        programme=fixed, number=1, weights={}, asked_by=cast.dora, drawn_at=timezone.now()
    )
    proposal = drawn.proposals.create()
    proposal.people.set([cast.ana, cast.ben])
    assert actions.send(drawn, cast.dora, {str(proposal.code)}) == (0, 1)
    assert not Partnership.objects.exists()


def test_nobody_asks_or_says_yes(cast: Cast, as_person: As, at: str, fixed: Programme) -> None:
    Asked.objects.create(programme=fixed, by=cast.ben, about=cast.ana)
    ana, mine = as_person(cast.ana), at.replace("pairing", "partner")
    for person, do in ((cast.ben, "yes"), (cast.ben, "ask"), (cast.cleo, "ask")):
        sent = {"person": str(person.code), "do": do}
        assert "who coaches" in words_of(ana.post(f"{mine}ask/", sent, follow=True))
    assert not Membership.objects.exists()
    assert Asked.objects.count() == 1
    assert "Ask somebody yourself" not in words_of(ana.get(mine))


def test_free_periods_in_common_are_counted_from_timetables(
    cast: Cast, as_person: As, at: str, group: list[Person]
) -> None:
    dora = as_person(cast.dora)
    assert "No timetable is known yet" in words_of(dora.get(at))
    first, second, third = make_year(cast.school).periods.all()
    taught = {cast.ana: (first, second), cast.ben: (second, third)}
    for person, periods in taught.items():
        PersonPeriod.objects.bulk_create(
            PersonPeriod(period=period, person=person, week=0, weekday=day, use="teaching")
            for period in periods
            for day in range(5)
        )
    # Offered to a partner, and no co-ordinator's to count.
    PersonPeriod.objects.filter(person=cast.ana, period=first).update(use="planning", offered=True)
    PersonPeriod.objects.filter(person=cast.ben, weekday=4).delete()
    free = known_of(cast.programme, [cast.ana, cast.ben, cast.cleo]).free
    # Fridays' third period: of Cleo nothing is known.
    assert free == {frozenset((str(cast.ana.code), str(cast.ben.code))): 1}
    assert "No timetable is known yet" not in words_of(dora.get(at))
    # Whose week it is, is told so where they write it.
    assert "in common, never which" in words_of(as_person(cast.ana).get("/timetable/"))

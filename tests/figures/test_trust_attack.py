"""The attack of ``test_attack`` over a trust: all that its schools and it published in a year in which one school came
and one left, and what one participant knows, against everybody at any of them."""

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from sidebyside.core import figures as core
from sidebyside.federation.models import Federation, Member
from sidebyside.figures.freezing import freeze
from sidebyside.figures.models import Figure, Span, TrustFigure, TrustSchool, TrustTerm
from sidebyside.figures.over_trust import decide
from sidebyside.figures.terms import due
from sidebyside.people.models import School
from tests.figures.school_years import calendar, noon, pairs_that_tap, programme_of
from tests.figures.test_attack import (
    FIRST,
    TAP,
    Case,
    Place,
    Town,
    World,
    _half_term,
    _join,
    _read_the_page,
    _settled,
    case_of,
)
from tests.figures.test_attack import cells_stay as cells_stay

LIKELY = (0.3, 0.5, 0.75, 1.0)
# How many pairs each programme begins with; the last school comes after the autumn, the second last goes then.
SIZES = ((3, 1), (4,), (2, 2), (1,), (2,), (3,))


def lived(seed: int) -> Town:
    town = Town(random.Random(f"trust {seed}"), random.Random(f"reviews {seed}"))
    trust = Federation.objects.create(name="Trust")
    halves: list[list[tuple[date, date]]] = []
    for number, sizes in enumerate(SIZES):
        school = School.objects.create(name=f"School {number}")
        town.schools.append(school)
        halves.append(calendar(school, FIRST))
        town.programmes[school.pk] = [programme_of(school, f"Way {n}", FIRST) for n in range(len(sizes))]
        town.pairs[school.pk] = []
        for programme, size in zip(town.programmes[school.pk], sizes, strict=True):
            for _pair in range(size):
                _join(town, school, programme)
        if number < len(SIZES) - 1:
            _enter(trust, school)
    for half in range(6):
        for school, own in zip(town.schools, halves, strict=True):
            _half_term(town, school, *own[half], reviews=False, likely_ones=LIKELY)
        if half % 2:
            (term,) = due(_day(half))
            decide(trust, term)
        if half == 1:
            _enter(trust, town.schools[-1])
            Member.objects.filter(school=town.schools[-2]).delete()
    for school in town.schools:
        freeze(school, noon(date(FIRST + 1, 9, 2)))
        _read_the_page(town, school)
    return town


def _day(half: int) -> date:
    return {1: date(FIRST + 1, 1, 20), 3: date(FIRST + 1, 5, 5), 5: date(FIRST + 1, 8, 5)}[half]


def _enter(trust: Federation, school: School) -> None:
    Member.objects.create(federation=trust, school=school, joined_at=noon(date(2020, 9, 1)))


@dataclass
class Whole(Case):
    """All schools at once: ``order`` is each school's own, and between them what the trust decided."""

    cases: dict[int, Case] = field(default_factory=dict)
    terms: list[tuple[TrustTerm, TrustFigure | None, list[int]]] = field(default_factory=list)

    def looks_the_same(self, world: World) -> bool:
        changed = {place for place in world if world[place] != self.truth[place]}
        for place in changed:
            cell = self._cell(place, world[place])
            if core.publish(cell) != core.publish(self._cell(place, self.truth[place])):
                return False
        told = {school: core.Told() for school in self.cases}
        pending = {school: list(case.order) for school, case in self.cases.items()}
        for term, figure, schools in self.terms:
            for school in schools:
                if not self._goes_on(school, pending[school], told[school], world, term.last):
                    return False
            above = core.publish_across([self._part(one, term, told[one], world) for one in schools])
            if (above is None) != (figure is None):
                return False
            if above is None or figure is None:
                continue
            if _tenths(above.published) != figure.tenths:
                return False
            for school in schools:
                told[school].note(above.told, above.shut)
        return all(self._goes_on(one, rest, told[one], world, None) for one, rest in pending.items() if rest)

    def _goes_on(
        self,
        school: int,
        pending: list[tuple[Figure, list[Place]]],
        told: core.Told,
        world: World,
        until: date | None,
    ) -> bool:
        """What a school decides of its own, up to a day; whether it comes out as it did."""
        while pending and (until is None or pending[0][0].span.last <= until):
            figure, places = pending.pop(0)
            if len(places) == 1 and figure.programme_id and figure.span.level == Span.Level.HALF_TERM:
                published = core.publish(self._cell(places[0], world[places[0]]))
            else:
                periods: dict[int, list[core.Frozen]] = defaultdict(list)
                for place in places:
                    periods[place[0]].append(self._cell(place, world[place]))
                published = core.publish_above(list(periods.values()), told).published
            if _tenths(published) != figure.tenths:
                return False
        return True

    def _part(self, school: int, term: TrustTerm, told: core.Told, world: World) -> core.Part:
        (window,) = due(timezone.localtime(_decided(term)).date())
        periods: dict[int, list[core.Frozen]] = defaultdict(list)
        for place in sorted(self.cases[school].truth, key=lambda one: (self.frozen[one].span.first, one)):
            if window.first <= self.frozen[place].span.first <= window.begins_by:
                periods[place[0]].append(self._cell(place, world[place]))
        return core.Part(list(periods.values()), told)


def _decided(term: TrustTerm) -> datetime:
    assert term.last is not None
    return noon(term.last + timedelta(days=40))


def _tenths(published: core.Published | None) -> list[int] | None:
    return None if published is None else list(published.tenths.values())


def whole_of(town: Town) -> Whole:
    cases = {school.pk: case_of(school, TAP) for school in town.schools}
    terms = []
    for term in TrustTerm.objects.order_by("last"):
        schools = list(
            TrustSchool.objects.filter(term=term).order_by("school").values_list("school", flat=True)
        )
        terms.append((term, term.figures.filter(question=TAP).first(), schools))
    whole = Whole({}, {}, [], cases, terms)
    for case in cases.values():
        whole.truth |= case.truth
        whole.frozen |= case.frozen
    return whole


def found_out(town: Town) -> Iterator[str]:
    whole = whole_of(town)
    assert whole.looks_the_same(whole.truth), "the attack does not know how figures are made"
    attackers = [own for own in town.own[TAP].values() if own] + [{}]
    for place in whole.truth:
        yield from (f"{whole.frozen[place].span} {who}" for who in _settled(whole, place, attackers))


def test_nobody_is_found_in_all_that_a_trust_and_its_schools_gave(db: None) -> None:
    town = lived(4)
    over = [one for one in TrustFigure.objects.filter(question=TAP) if one.tenths is not None]
    assert any(one.told for one in over), "no hidden cell is in anything, so nothing is tried"
    assert list(found_out(town)) == []


def test_the_attack_finds_somebody_where_a_trust_takes_no_heed(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The test of the test: by the rule for one cell alone, what the other schools show leaves those of the third."""

    def careless(parts: list[core.Part]) -> core.Above:
        return core.Above(core.publish(core.add_up([[c for p in parts for h in p.periods for c in h]])))

    monkeypatch.setattr(core, "publish_across", careless)
    town, trust = Town(random.Random(1), random.Random(1)), Federation.objects.create(name="Trust")
    for answers in ("nnnnnn", "yyynnn", "nn"):
        school = School.objects.create(name=answers)
        town.schools.append(school)
        calendar(school, FIRST)
        _enter(trust, school)
        pairs_that_tap(programme_of(school, "Way", FIRST), answers, date(FIRST, 9, 10))
        freeze(school, noon(_day(1)))
    decide(trust, due(_day(1))[0])
    assert len(list(found_out(town))) == 2, "a school hidden for its answers, and one that is too small"

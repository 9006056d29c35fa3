"""The co-ordinator's page, rounds and proposals."""

import random
from itertools import product

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sidebyside.core.matching import DEFAULT, TWO_SIDED
from sidebyside.pairing import drawing
from sidebyside.pairing.models import Line, Origin, Proposal, Round, Setting
from sidebyside.people.models import MailOwed, Person
from sidebyside.programme import actions as pair_actions
from sidebyside.programme.models import Partnership, Programme
from sidebyside.trust.models import Deed
from tests.access.asking import without_tokens
from tests.cast import Cast
from tests.pages import words_of
from tests.pairing.conftest import As, draw, show, write

CONTENT = [model._meta.db_table for model in apps.get_models() if getattr(model, "is_content", False)]


@pytest.fixture
def at(cast: Cast) -> str:
    return f"/programme/{cast.programme.code}/pairing/"


def test_the_group_is_opened_once(cast: Cast, as_person: As, at: str) -> None:
    browser = as_person(cast.dora)
    assert "Open the group" in words_of(browser.get(at))
    for _ in range(2):
        browser.post(at, {"do": "open"})
    assert Setting.objects.count() == 1


@pytest.mark.parametrize("who", ["ana", "leo", "nina", "tim", "eve"])
def test_nobody_but_the_co_ordinator_opens_it(cast: Cast, as_person: As, at: str, who: str) -> None:
    browser = as_person(getattr(cast, who))
    for address in (at, f"{at}round/"):
        assert browser.post(address, {"do": "open"}).status_code == 404
    assert browser.get(at).status_code == 404


def _every_weighting() -> list[dict[str, int]]:
    some = random.Random(29)
    ends = {name: (-4, 0, 4) if name in TWO_SIDED else (0, 2, 4) for name in DEFAULT}
    ones = [{name: value} for name in DEFAULT for value in ends[name]]
    return [{}, *ones, *({name: some.choice(ends[name]) for name in DEFAULT} for _ in range(6))]


SECRETS = ["veto", "returned wish", "kept focus", "sits it out"]


@pytest.mark.parametrize("secret", SECRETS)
def test_no_page_tells_two_worlds_apart_that_differ_in_one_secret(
    cast: Cast, as_person: As, at: str, group: list[Person], secret: str
) -> None:
    """Every weighting, whole pages and parts, byte for byte. All else is known: only the secret differs."""
    write(cast.ben, would_like=[cast.ana])
    browser = as_person(cast.dora)
    weightings = _every_weighting()

    def everything() -> list[bytes]:
        pages = [browser.get(at, weights, headers={"HX-Request": "true"}) for weights in weightings]
        pages += [browser.get(at), browser.get(f"/programme/{cast.programme.code}/")]
        assert all(page.status_code == 200 for page in pages)
        return [without_tokens(page.content) for page in pages]

    browser.get(at)
    one_world = everything()
    {
        "veto": lambda: write(cast.ana, would_not=[cast.ben, cast.cleo]),
        "returned wish": lambda: write(cast.ana, would_like=[cast.ben]),
        "kept focus": lambda: write(cast.ana, focus="maths art waiting"),
        "sits it out": lambda: write(cast.ana, rests="yes"),
    }[secret]()
    assert everything() == one_world
    assert len({*one_world[: len(weightings)]}) > 3, "the weights move something, else nothing was tried"


def test_no_request_of_the_co_ordinators_names_a_content_table(
    cast: Cast, as_person: As, at: str, group: list[Person]
) -> None:
    browser = as_person(cast.dora)
    with CaptureQueriesContext(connection) as queries:
        browser.get(at)
        browser.post(at, {"do": "weights", "rank": "4"})
        browser.post(f"{at}round/", {"do": "ask"})
        browser.get(at)
    assert len(queries) > 20
    assert not [one["sql"] for one in queries if any(f'"{table}"' in one["sql"] for table in CONTENT)]


def test_the_page_costs_the_same_for_more_people(
    cast: Cast, as_person: As, at: str, group: list[Person]
) -> None:
    browser = as_person(cast.dora)
    browser.get(at)
    with CaptureQueriesContext(connection) as few:
        browser.get(at)
    for number in range(12):
        person = Person.objects.create_person(f"p{number}@harbour.test", f"P{number}", cast.school, None)
        show(cast.programme, person, rank=number % 4)
    Line.objects.create(school=cast.school, manager=cast.nina, managed=cast.ana)
    with CaptureQueriesContext(connection) as many:
        browser.get(at)
    assert len(many) == len(few)


def test_weights_are_kept_and_what_is_no_weight_is_not(
    cast: Cast, as_person: As, at: str, group: list[Person]
) -> None:
    browser = as_person(cast.dora)
    browser.post(at, {"do": "weights", "rank": "0", "place": "-4", "focus": "99", "luck": "3"})
    kept = Setting.objects.get().weights
    assert (kept["rank"], kept["place"], kept["focus"]) == (0, -4, DEFAULT["focus"])
    assert "luck" not in kept


def test_without_a_script_the_effect_is_shown_by_a_button(
    cast: Cast, as_person: As, at: str, group: list[Person]
) -> None:
    page = as_person(cast.dora).get(at, {"subject": "-4", "rank": "0"}).content.decode()
    assert 'name="subject" min="-4" max="4" step="1" value="-4"' in page
    assert "the same: most" in page


def _send_all(browser: object, at: str) -> None:
    codes = [str(code) for code in Proposal.objects.values_list("code", flat=True)]
    browser.post(f"{at}round/", {"do": "send", "proposal": codes})  # type: ignore[attr-defined]


def test_a_round_becomes_proposals_that_people_answer(
    cast: Cast, as_person: As, at: str, group: list[Person]
) -> None:
    a_round = draw(cast.programme, cast.dora)
    assert a_round.drawn_at is not None
    browser = as_person(cast.dora)
    assert "Send these proposals" in words_of(browser.get(at))
    assert not Partnership.objects.exists()
    _send_all(browser, at)
    pairs = list(Partnership.objects.all())
    assert len(pairs) == Proposal.objects.count() > 0
    told = set(MailOwed.objects.values_list("person", flat=True))
    assert told == {one.person_id for pair in pairs for one in pair.memberships.all()}
    assert set(Origin.objects.values_list("way", flat=True)) == {"arranged"}
    pair = pairs[0]
    one, other = (member.person for member in pair.memberships.all())
    mine = words_of(as_person(one).get(f"/programme/{cast.programme.code}/partner/"))
    assert other.name in mine
    assert "They have not worked together before" in mine
    for person in (one, other):
        pair_actions.accept(pair, person)
    assert "accepted" in words_of(browser.get(at))


def test_what_is_unticked_is_kept_back_and_sent_once_is_sent(
    cast: Cast, as_person: As, at: str, group: list[Person]
) -> None:
    draw(cast.programme, cast.dora)
    browser = as_person(cast.dora)
    first = str(Proposal.objects.order_by("pk")[0].code)
    browser.post(f"{at}round/", {"do": "send", "proposal": [first]})
    _send_all(browser, at)
    assert Partnership.objects.count() == 1


def test_a_declined_pair_is_not_made_again_and_nobody_sees_who_declined(
    cast: Cast, as_person: As, at: str, group: list[Person]
) -> None:
    draw(cast.programme, cast.dora)
    browser = as_person(cast.dora)
    _send_all(browser, at)
    pair = Partnership.objects.order_by("pk")[0]
    one, other = (member.person for member in pair.memberships.all())
    pages = []
    for who in (one, other):
        pair.memberships.update(declined_at=None)
        Partnership.objects.filter(pk=pair.pk).update(ended_at=None)
        pair_actions.decline(pair, who)
        browser.get(at)
        pages.append(without_tokens(browser.get(at).content))
    assert pages[0] == pages[1]
    assert "not taken up" in pages[0].decode()
    for _ in range(drawing.MOST_ROUNDS - 1):
        for group_ in draw(cast.programme, cast.dora).proposals.all():
            assert set(group_.people.all()) != {one, other}
        Round.objects.update(sent_at=pair.made_at)


def test_whoever_has_a_partner_is_left_alone(cast: Cast, group: list[Person]) -> None:
    """Pairs that people chose themselves, and those who accepted before: only the rest is matched."""
    from sidebyside.pairing.actions import ask_openly

    ask_openly(cast.programme, cast.ana, cast.ben)
    ask_openly(cast.programme, cast.ben, cast.ana)
    a_round = draw(cast.programme, cast.dora)
    placed = {person.name for proposal in a_round.proposals.all() for person in proposal.people.all()}
    assert not placed & {"Ana", "Ben"}


def test_a_veto_and_line_management_are_never_a_pair(cast: Cast, group: list[Person]) -> None:
    write(cast.ana, would_not=[one for one in group if one not in {cast.ana, cast.ben}])
    Line.objects.create(school=cast.school, manager=cast.ben, managed=cast.ana)
    for _ in range(drawing.MOST_ROUNDS):
        a_round = draw(cast.programme, cast.dora)
        assert cast.ana not in {person for one in a_round.proposals.all() for person in one.people.all()}
        Round.objects.update(sent_at=a_round.asked_at)


def test_rounds_are_few_and_each_is_noted(cast: Cast, as_person: As, at: str, group: list[Person]) -> None:
    browser = as_person(cast.dora)
    for _ in range(drawing.MOST_ROUNDS):
        draw(cast.programme, cast.dora)
        Round.objects.update(sent_at=cast.programme.made_at)
    page = browser.post(f"{at}round/", {"do": "ask"}, follow=True)
    assert "There were four rounds in four weeks" in words_of(page)
    assert Round.objects.count() == drawing.MOST_ROUNDS
    assert Deed.objects.filter(act="asked for pairs").count() == drawing.MOST_ROUNDS


def test_one_round_at_a_time(cast: Cast, as_person: As, at: str, group: list[Person]) -> None:
    draw(cast.programme, cast.dora)
    page = as_person(cast.dora).post(f"{at}round/", {"do": "ask"}, follow=True)
    assert "A round is open" in words_of(page)


def test_everybody_against_everybody_is_a_clear_sentence(
    cast: Cast, as_person: As, at: str, group: list[Person]
) -> None:
    for one in group:
        write(one, would_not=[other for other in group if other != one])
    draw(cast.programme, cast.dora)
    assert "No pair came of the last round" in words_of(as_person(cast.dora).get(at))


@pytest.mark.parametrize("people", [0, 1])
def test_too_few_is_a_clear_sentence(cast: Cast, as_person: As, at: str, people: int) -> None:
    Partnership.objects.all().delete()
    Setting.objects.create(programme=cast.programme)
    for person in [cast.ana][:people]:
        show(cast.programme, person)
    browser = as_person(cast.dora)
    expected = ("Nobody looks for a partner yet.", "One person looks for a partner.")[people]
    assert expected in words_of(browser.get(at))
    page = browser.post(f"{at}round/", {"do": "ask"}, follow=True)
    assert "A round needs two people" in words_of(page)


def test_the_patterns_are_recorded_beside_what_is_in_practice(
    cast: Cast, as_person: As, at: str, group: list[Person]
) -> None:
    browser = as_person(cast.dora)
    for expected, way in product(Setting.Expected.values, Setting.Way.values):
        browser.post(
            at, {"do": "arrangement", "expected": expected, "way": way, "arrangement": "By year group"}
        )
        kept = Setting.objects.get()
        assert (kept.expected, kept.way, kept.arrangement) == (expected, way, "By year group")
    assert "0 chose each other" in words_of(browser.get(at))


def test_line_management_is_written_down_and_taken_off(
    cast: Cast, as_person: As, at: str, group: list[Person]
) -> None:
    browser = as_person(cast.dora)
    browser.post(at, {"do": "line", "manager": cast.nina.code, "managed": cast.ana.code})
    browser.post(at, {"do": "line", "manager": cast.nina.code, "managed": cast.nina.code})
    assert "Nina manages Ana" in words_of(browser.get(at))
    browser.post(at, {"do": "line off", "line": Line.objects.get().code})
    assert not Line.objects.exists()


def test_a_trio_is_made_where_the_plan_allows_it(cast: Cast, group: list[Person]) -> None:
    Programme.objects.update(plan=cast.programme.plan | {"trios": True})
    show(cast.programme, cast.nina)
    cast.programme.refresh_from_db()
    sizes = []
    for _ in range(drawing.MOST_ROUNDS):
        a_round = draw(cast.programme, cast.dora)
        sizes += [one.people.count() for one in a_round.proposals.all()]
        Round.objects.update(sent_at=a_round.asked_at)
    assert 3 in sizes

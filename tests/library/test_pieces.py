"""The improvement path, the cards and leading from beside: whole, and open to everybody."""

from collections.abc import Callable

import pytest
from django.test import Client

from sidebyside.library.texts import CARDS, PIECES, STEPS, text
from sidebyside.library.views.pieces import sets_of
from sidebyside.people.models import Person
from tests.cast import Cast
from tests.pages import heading, words_of

Browser = Callable[[Person], Client]


@pytest.mark.parametrize("key", STEPS)
def test_each_step_opens_with_one_question_and_closes_with_five(key: str) -> None:
    step = text(key)
    assert step.says.count("?") == 1
    assert step.says.endswith("?")
    headings = [str(part.lines[0]) for part in step.parts if part.sort == "heading"]
    assert headings[-2:] == ["Before you go on", "For the development group"]
    review = next(part for part in reversed(step.parts) if part.sort == "list")
    first = [line.removeprefix("<strong>").split("</strong>")[0] for line in review.lines]
    assert first == ["Readiness", "Access", "Ethics", "Confidence", "Support"]
    assert all("?" in line for line in review.lines)
    assert sum(part.sort == "try" for part in step.parts) == 1
    assert not [line for part in step.parts for line in part.lines if "**" in line or "## " in line]


def test_every_set_has_at_least_four_cards_and_none_comes_twice() -> None:
    sets = sets_of(text(CARDS).parts)
    assert [name for name, _cards in sets] == ["Trust", "Tools", "Specialists", "Leadership", "Learning"]
    assert all(len(cards) >= 4 for _name, cards in sets)
    everything = [card for _name, cards in sets for card in cards]
    assert len(set(everything)) == len(everything)


def test_all_of_it_is_read_from_learn(cast: Cast, as_person: Browser) -> None:
    tim = as_person(cast.tim)
    learn = tim.get("/training/").content.decode()
    way_in = tim.get("/read/improvement-path/").content.decode()
    for key in PIECES:
        page = tim.get(f"/read/{key}/")
        assert heading(page) == text(key).title
        assert f"/read/{key}/" in learn + way_in, key
    assert "The full diary." in words_of(tim.get("/read/cards/"))
    assert tim.get("/read/listening/").status_code == 404
    assert Client().get("/read/cards/").status_code == 302

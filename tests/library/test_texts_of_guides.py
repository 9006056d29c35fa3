"""Guides change; their older texts stay, and a pair goes on with the one that it began with."""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from django.test import Client
from django.utils import timezone

from sidebyside.library.models import Addition
from sidebyside.library.texts import GUIDES, texts_of
from sidebyside.people.models import Person
from sidebyside.programme.models import Partnership
from tests.cast import Cast
from tests.pages import heading, words_of

Browser = Callable[[Person], Client]
GUIDE = "/guides/assessment-for-learning/"
ONLY_NEWER = "Plan it together"


@pytest.fixture
def begun_earlier(cast: Cast) -> Cast:
    Partnership.objects.filter(pk=cast.pair.pk).update(made_at=datetime(2026, 9, 3, tzinfo=UTC))
    return cast


@pytest.mark.parametrize("guide", GUIDES)
def test_each_text_of_a_guide_is_there_with_its_day_and_what_is_new(guide: str) -> None:
    texts = texts_of(guide)
    assert [one.version for one in texts] == [*range(1, len(texts) + 1)]
    assert all(one.since and one.new for one in texts)
    for older, newer in pairwise(texts):
        assert older.since is not None
        assert newer.since is not None
        assert older.since < newer.since
        assert older.parts != newer.parts


def test_older_texts_are_read_at_the_same_address_and_others_are_not_there(
    cast: Cast, as_person: Browser
) -> None:
    nina = as_person(cast.nina)
    page = words_of(nina.get(GUIDE))
    assert ONLY_NEWER in page
    assert "Text 1" in page
    assert "work by it" not in page
    older = words_of(nina.get(f"{GUIDE}?text=1"))
    assert "This is an older text" in older
    assert "Usual barriers" in older
    assert ONLY_NEWER not in older
    for none in ("0", "9", "", "1.5", "../cards"):
        assert nina.get(GUIDE, {"text": none}).status_code == 404
    # Nobody's pair, so nothing to take.
    assert nina.post(GUIDE, {"do": "take", "text": "1"}).status_code == 404


def test_a_pair_goes_on_with_the_text_it_began_with_until_one_of_them_takes_the_newer(
    begun_earlier: Cast, as_person: Browser
) -> None:
    ana, ben = as_person(begun_earlier.ana), as_person(begun_earlier.ben)
    page = ana.get(GUIDE)
    assert ONLY_NEWER not in words_of(page).split("Texts of this guide")[0].split("Read the newer text")[1]
    assert "There is a newer text" in words_of(page)
    assert "assessment for learning" in heading(page)
    # A pair that began later, and whoever reads on, has the newest.
    assert ONLY_NEWER in words_of(as_person(begun_earlier.cleo).get(GUIDE))
    assert ONLY_NEWER in words_of(ana.get(f"{GUIDE}?text=2"))
    ana.post(f"{GUIDE}?text=2", {"words": "To the newer"})
    assert Addition.objects.get().version == 2
    assert ben.post(GUIDE, {"do": "take", "text": "2"}).status_code == 302
    told = words_of(ana.get(GUIDE))
    assert "There is a newer text" not in told
    assert "you and Ben work by it" in told
    # And back.
    assert ana.post(GUIDE, {"do": "take", "text": "1"}).status_code == 302
    assert "There is a newer text" in words_of(ben.get(GUIDE))
    assert ana.post(GUIDE, {"do": "take", "text": "3"}).status_code == 404


def test_each_text_names_only_the_partners_with_whom_it_is_worked_by(
    begun_earlier: Cast, as_person: Browser
) -> None:
    pair = Partnership.objects.create(programme=begun_earlier.programme, roles="fixed")
    for place, person in enumerate((begun_earlier.ana, begun_earlier.cleo), 1):
        pair.memberships.create(person=person, place=place, accepted_at=timezone.now())
    Partnership.objects.filter(pk=pair.pk).update(made_at=datetime(2026, 9, 3, tzinfo=UTC))
    pages = as_person(begun_earlier.ana), as_person(begun_earlier.ben)
    assert "you and Ben and Cleo work by it" in words_of(pages[0].get(GUIDE))
    # Ben's only pair takes the newer text; the other pair of Ana's goes on with its own.
    assert pages[1].post(GUIDE, {"do": "take", "text": "2"}).status_code == 302
    told = words_of(pages[0].get(GUIDE))
    newer, older = told.split("Texts of this guide")[1].split("Text 1,")
    assert "you and Ben work by it" in newer
    assert "you and Cleo work by it" in older.split("Work by text")[0]

"""Somebody's own words stay in their reach, whoever has left; nobody else's come with them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from sidebyside.people.models import Person
from sidebyside.programme.actions import leave
from sidebyside.programme.models import Criterion, Question, StrandContent
from sidebyside.recordings.deleting import delete_film
from sidebyside.recordings.models import Extract, Recording
from sidebyside.reflection.models import LookBack, Takeaway
from sidebyside.room.models import LiveNote, Moment, Ready
from tests.cast import Cast

BENS = ("Ben asks", "Ben noted", "Ben saw", "Ben made", "Ben picked", "Ben looks back", "Ben takes away")
ANAS = ("The lesson", "The focus", "Ana's criterion", "Ana asks", "Ana saw", "Ana looks back")


@pytest.fixture
def written(cast: Cast, shared_film: Recording) -> Recording:
    """All that the two wrote in a cycle, revealed."""
    strand, ana, ben = cast.strand, cast.ana, cast.ben
    StrandContent.objects.create(strand=strand, owner=ana, lesson="The lesson", focus="The focus")
    criterion = Criterion.objects.create(strand=strand, owner=ana, words="Ana's criterion")
    Question.objects.create(strand=strand, author=ana, words="Ana asks")
    own = Question.objects.create(strand=strand, author=ben, words="Ben asks")
    LookBack.objects.create(strand=strand, about=criterion.code, author=ana, words="Ana looks back")
    for about in (criterion, own):
        LookBack.objects.create(strand=strand, about=about.code, author=ben, words="Ben looks back")
    Moment.objects.create(recording=shared_film, author=ana, start_ms=5_000, seen="Ana saw")
    Moment.objects.create(
        recording=shared_film, author=ben, start_ms=6_000, end_ms=9_000, seen="Ben saw", made_of_it="Ben made"
    )
    Extract.objects.create(
        recording=shared_film, author=ben, start_ms=6_000, end_ms=9_000, words="Ben picked"
    )
    LiveNote.objects.create(strand=strand, author=ben, noted_at=timezone.now(), words="Ben noted")
    Takeaway.objects.create(strand=strand, author=ben, words="Ben takes away")
    for person in (ana, ben):
        Ready.objects.create(strand=strand, person=person)
    return shared_film


def own(cast: Cast) -> str:
    return f"/cycle/{cast.strand.code}/own/"


def ben_leaves(cast: Cast) -> None:
    leave(cast.pair, cast.ben)


def ana_leaves(cast: Cast) -> None:
    leave(cast.pair, cast.ana)


def ana_is_disabled(cast: Cast) -> None:
    Person.objects.filter(pk=cast.ana.pk).update(is_active=False)


@pytest.mark.parametrize("parted", [ben_leaves, ana_leaves, ana_is_disabled])
def test_a_coach_reads_all_they_wrote_and_nothing_else_after_the_pair_has_parted(
    ben: Client, cast: Cast, written: Recording, parted: Callable[[Cast], None]
) -> None:
    parted(cast)
    assert ben.get(f"/cycle/{cast.strand.code}/prepare/").status_code == 404
    home = ben.get("/").content.decode()
    assert f'href="{own(cast)}"' in home
    assert ">See it<" not in home
    page = ben.get(own(cast)).content.decode()
    assert [words for words in BENS if words not in page] == []
    assert "0:06–0:09" in page
    assert [words for words in ANAS if words in page] == []
    assert str(written.code) not in page


def test_who_was_filmed_finds_their_looking_back_there_beside_their_own_criterion(
    ana: Client, cast: Cast, written: Recording
) -> None:
    leave(cast.pair, cast.ana)
    page = ana.get(own(cast)).content.decode()
    assert [
        words for words in ("Ana asks", "Ana saw", "Ana looks back", "criterion") if words not in page
    ] == []
    assert [words for words in BENS if words in page] == []


def test_own_words_outlive_the_film_and_what_was_put_away_is_left_out(
    ben: Client, cast: Cast, written: Recording
) -> None:
    away = timezone.now() - timedelta(minutes=1)
    Moment.objects.create(recording=written, author=cast.ben, start_ms=0, seen="A slip", put_away_at=away)
    delete_film(written, cast.ana)
    page = ben.get(own(cast)).content.decode()
    assert "Ben saw" in page
    assert "A slip" not in page


def test_an_account_that_is_held_does_not_open_them(ben: Client, cast: Cast, written: Recording) -> None:
    Person.objects.filter(pk=cast.ben.pk).update(held_since=timezone.now())
    assert ben.get(own(cast)).status_code == 404


@pytest.mark.parametrize("name", ["cleo", "idris", "dora", "leo", "tim", "nina", "omar", "eve"])
def test_strangers_find_no_such_page(
    as_person: Callable[[Person], Client], cast: Cast, written: Recording, name: str
) -> None:
    assert as_person(getattr(cast, name)).get(own(cast)).status_code == 404

"""The page of two who meet, on one screen."""

from collections.abc import Callable

from django.test import Client
from django.utils import timezone

from sidebyside.conversations.models import Conversation
from sidebyside.people.models import Person
from sidebyside.programme import actions, plans
from sidebyside.programme.models import Aim, Programme, Question
from sidebyside.recordings.models import Extract, Recording
from sidebyside.room.models import Moment
from tests.cast import Cast


def test_before_both_are_there_no_side_shows_on_a_screen_that_is_shared(
    ben: Client, cast: Cast, shared_film: Recording
) -> None:
    Moment.objects.create(recording=shared_film, author=cast.ben, start_ms=5_000, seen="Ben's own")
    Moment.objects.create(recording=shared_film, author=cast.ana, start_ms=5_000, seen="Ana's own")
    page = ben.get(f"/cycle/{cast.strand.code}/meet/").content.decode()
    assert "<video" not in page
    assert "own</p>" not in page
    assert "I am here" in page


def test_when_it_is_open_film_both_sides_extracts_and_questions_are_there(
    ben: Client, cast: Cast, shared_film: Recording
) -> None:
    Moment.objects.create(recording=shared_film, author=cast.ben, start_ms=5_000, seen="Ben saw it")
    Moment.objects.create(recording=shared_film, author=cast.ana, start_ms=5_000, seen="Ana saw it")
    Extract.objects.create(
        recording=shared_film, author=cast.ana, start_ms=1_000, end_ms=9_000, words="Watch this"
    )
    Question.objects.create(strand=cast.strand, author=cast.ana, words="Whose hand goes up first?")
    Conversation.objects.create(strand=cast.strand, opened_at=timezone.now())
    page = ben.get(f"/cycle/{cast.strand.code}/meet/").content.decode()
    for words in (
        "<lesson-player",
        "Ben saw it",
        "Ana saw it",
        "you both marked this",
        "Watch this",
        "Whose hand",
    ):
        assert words in page


def test_aims_of_somebody_who_left_are_read_by_nobody_who_stayed(
    cast: Cast, as_person: Callable[[Person], Client]
) -> None:
    Programme.objects.filter(pk=cast.programme.pk).update(plan=plans.as_kept(plans.SIDE_BY_SIDE))
    for one in (cast.ana, cast.ben):
        Aim.objects.create(person=one, partnership=cast.pair, words=f"The aim of {one.name}")
    at = f"/cycle/{cast.strand.code}/meet/"
    ana = as_person(cast.ana)
    page = ana.get(at, follow=True).content.decode()
    assert "The aim of Ana" in page
    assert "The aim of Ben" in page
    actions.leave(cast.pair, cast.ben)
    page = ana.get(at, follow=True).content.decode()
    assert "The aim of Ana" in page
    assert "The aim of Ben" not in page

"""What goes with a film, what stays with its author, and when something put away is gone."""

import uuid
from datetime import timedelta

from django.test import Client
from django.utils import timezone

from sidebyside.conversations.models import Conversation
from sidebyside.jobs import Owed
from sidebyside.programme.models import StrandStep
from sidebyside.recordings.deleting import delete_film
from sidebyside.recordings.models import Recording
from sidebyside.room import jobs
from sidebyside.room.actions import UNDO_FOR
from sidebyside.room.models import LineUp, LiveNote, Moment, Ready
from sidebyside.room.reveal import say_ready
from sidebyside.trust import shredding
from sidebyside.trust.policy import Kind
from tests.cast import Cast
from tests.room.conftest import brought_film, share


def moment(film: Recording, cast: Cast, seen: str, put_away: timedelta | None = None) -> Moment:
    away = timezone.now() - put_away if put_away is not None else None
    return Moment.objects.create(recording=film, author=cast.ana, start_ms=1_000, seen=seen, put_away_at=away)


def test_words_stay_with_their_author_when_the_film_goes(ana: Client, cast: Cast, film: Recording) -> None:
    moment(film, cast, "What I saw then")
    moment(film, cast, "A slip", put_away=timedelta(minutes=1))
    LineUp.objects.create(recording=film, author=cast.ben, shift_ms=100)
    left = delete_film(film, cast.ana)
    assert set(left.values()) == {0}
    assert left["moments put away"] == left["line-ups"] == 0
    assert [one.seen for one in Moment.objects.all()] == ["What I saw then"]
    page = ana.get(f"/cycle/{cast.strand.code}/prepare/").content.decode()
    assert "What I saw then" in page
    assert "<video" not in page


def test_words_about_a_film_that_is_gone_are_shown_apart_from_the_next_film(
    ana: Client, cast: Cast, film: Recording
) -> None:
    moment(film, cast, "What I saw then")
    delete_film(film, cast.ana)
    brought_film(cast.strand)
    page = ana.get(f"/cycle/{cast.strand.code}/prepare/").content.decode()
    assert "Your words about a film that is gone" in page
    assert "What I saw then" in page
    assert 'class="moment ' not in page


def both_ready(cast: Cast) -> None:
    for person in (cast.ana, cast.ben):
        say_ready(cast.strand, person)


def test_on_the_next_film_each_is_alone_again_until_both_are_ready_anew(
    ana: Client, ben: Client, cast: Cast, shared_film: Recording
) -> None:
    both_ready(cast)
    Moment.objects.create(recording=shared_film, author=cast.ben, start_ms=1_000, seen="On the wrong film")
    delete_film(shared_film, cast.ana)
    assert not Ready.objects.exists()
    assert not StrandStep.objects.filter(strand=cast.strand, key="prepare").exists()
    right = brought_film(cast.strand)
    share(right)
    Moment.objects.create(recording=right, author=cast.ben, start_ms=2_000, seen="Ben heard quiet")
    moment(right, cast, "Ana saw hands")
    prepare = f"/cycle/{cast.strand.code}/prepare/"
    page = ana.get(prepare).content.decode()
    assert "Ben heard quiet" not in page
    assert "On the wrong film" not in page
    assert "Ana saw hands" not in ben.get(prepare).content.decode()
    both_ready(cast)
    assert "Ben heard quiet" in ana.get(prepare).content.decode()


def test_a_meeting_that_was_opened_stays_open_when_its_film_goes(cast: Cast, shared_film: Recording) -> None:
    both_ready(cast)
    Conversation.objects.create(strand=cast.strand, opened_at=timezone.now())
    delete_film(shared_film, cast.ana)
    assert Ready.objects.count() == 2
    assert StrandStep.objects.filter(strand=cast.strand, key="prepare").exists()


def test_a_closed_cycle_keeps_what_was_shown_when_its_film_goes(cast: Cast, shared_film: Recording) -> None:
    both_ready(cast)
    cast.cycle.closed_at = timezone.now()
    cast.cycle.save(update_fields=["closed_at"])
    delete_film(shared_film, cast.ana)
    assert Ready.objects.count() == 2


def test_shredding_a_film_again_leaves_who_is_ready_with_the_next_one(
    cast: Cast, shared_film: Recording
) -> None:
    delete_film(shared_film, cast.ana)
    brought_film(cast.strand)
    both_ready(cast)
    shredding.shred(Kind.FILM, shared_film.code)
    assert Ready.objects.count() == 2


def test_what_was_put_away_longer_than_a_day_is_owed_to_be_cleared_and_nothing_else_is(
    cast: Cast, film: Recording
) -> None:
    old = moment(film, cast, "Old", put_away=UNDO_FOR + timedelta(minutes=1))
    fresh = moment(film, cast, "Fresh", put_away=UNDO_FOR - timedelta(minutes=1))
    kept = moment(film, cast, "Kept")
    note = LiveNote.objects.create(
        strand=cast.strand,
        author=cast.ben,
        noted_at=timezone.now(),
        put_away_at=timezone.now() - UNDO_FOR - timedelta(minutes=1),
    )
    assert list(jobs.owed(Moment)) == [Owed(str(old.code), 1)]
    assert list(jobs.owed(LiveNote)) == [Owed(str(note.code), 1)]
    for code in (old.code, fresh.code, kept.code, uuid.uuid4()):
        jobs.clear_moment(str(code), 1)
    jobs.clear_note(str(note.code), 1)
    assert set(Moment.objects.values_list("code", flat=True)) == {fresh.code, kept.code}
    assert not LiveNote.objects.exists()


def test_clearing_that_failed_is_owed_again_a_day_later_under_another_id(cast: Cast, film: Recording) -> None:
    old = moment(film, cast, "Old", put_away=UNDO_FOR + timedelta(minutes=1))
    jobs.failed(Moment, Owed(str(old.code), 1))
    assert list(jobs.owed(Moment)) == []
    Moment.objects.update(put_away_at=timezone.now() - UNDO_FOR - timedelta(minutes=1))
    assert list(jobs.owed(Moment)) == [Owed(str(old.code), 2)]

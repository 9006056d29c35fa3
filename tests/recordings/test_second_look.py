"""Somebody whom the owner names looks through the blurred film: they see that film, for as long as it is asked."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sidebyside.people import actions as people_actions
from sidebyside.people.models import Person
from sidebyside.recordings import access, deleting, live, recognition, sharing
from sidebyside.recordings.blurring import choosing, making, original, second
from sidebyside.recordings.blurring.models import Blurring, Recognised, SecondLook
from sidebyside.recordings.models import Recording
from sidebyside.recordings.watched import happened
from sidebyside.trust import audit
from tests.cast import Cast
from tests.pages import heading, words_of
from tests.recordings.blurred import blur
from tests.recordings.conftest import ready_film

FILMED, BLURRED = b"as it was filmed" * 50_000, b"with faces hidden" * 50_000


@pytest.fixture
def film(cast: Cast) -> Recording:
    film = blur(ready_film(cast, FILMED), {"film": BLURRED})
    Recording.objects.filter(pk=film.pk).update(duration_ms=60_000, width_px=640, height_px=360)
    return fresh(film)


@pytest.fixture
def cleo(cast: Cast, as_person: Callable[[Person], Client]) -> Client:
    return as_person(cast.cleo)


@pytest.fixture
def look(cast: Cast, film: Recording) -> SecondLook:
    return second.ask(film, cast.ana, cast.cleo.email)


def fresh(film: Recording) -> Recording:
    return access.recordings().get(pk=film.pk)


def played(client: Client, look: SecondLook) -> bytes | int:
    answer: Any = client.get(f"/film/second-look/{look.code}")
    return b"".join(answer.streaming_content) if answer.status_code == 200 else int(answer.status_code)


def faces_page(cast: Cast, film: Recording) -> str:
    return f"/cycle/{cast.strand.code}/film/{film.code}/faces/"


def test_the_owner_names_a_colleague_who_looks_and_says_that_nobody_can_be_recognised(
    cast: Cast,
    ana: Client,
    cleo: Client,
    film: Recording,
    django_capture_on_commit_callbacks: Any,
) -> None:
    page = faces_page(cast, film)
    assert "Ask a colleague to look through it too" in words_of(ana.get(page))
    with django_capture_on_commit_callbacks(execute=True):
        said = ana.post(f"{page}second-look/", {"email": " Cleo@harbour.test "}, follow=True)
    assert "Cleo is asked." in words_of(said)
    assert "sees the blurred film and nothing else" in words_of(said)
    look = SecondLook.objects.get()
    assert "Ana asks you to look through a film" in words_of(cleo.get("/"))
    theirs = cleo.get(f"/second-look/{look.code}/")
    assert heading(theirs) == "Look through this film for Ana"
    assert "lesson.mp4" not in theirs.content.decode()
    assert played(cleo, look) == BLURRED
    undone = cleo.post(f"/second-look/{look.code}/", {"do": "done"}, follow=True)
    assert "Tick that you have watched it to the end." in words_of(undone)
    with django_capture_on_commit_callbacks(execute=True):
        cleo.post(f"/second-look/{look.code}/", {"do": "done", "sure": "yes"})
    assert cleo.get(f"/second-look/{look.code}/").status_code == 404
    assert played(cleo, look) == 404
    assert "said that nobody can be recognised" in words_of(ana.get(page))
    assert recognition.nobody_since(fresh(film)) is not None
    sharing.share(fresh(film), cast.ana, whole=True)
    told = [one.what for one in happened(cast.ana)]
    assert "Cleo: said that nobody can be recognised in the blurred film" in told
    assert any(what.startswith("Cleo opened it") for what in told)
    assert "You: asked a colleague for a second look at the blurred film" in told


def test_mails_say_neither_whose_film_nor_what_is_in_it(
    cast: Cast, film: Recording, django_capture_on_commit_callbacks: Any, settings: Any
) -> None:
    import threading

    with django_capture_on_commit_callbacks(execute=True):
        second.ask(film, cast.ana, cast.cleo.email)
    for thread in threading.enumerate():
        if thread.name == "mail":
            thread.join()
    (sent,) = mail.outbox
    assert sent.to == [cast.cleo.email]
    assert "Ana" not in f"{sent.subject} {sent.body}"


def test_nothing_else_of_the_film_opens(cast: Cast, cleo: Client, film: Recording, look: SecondLook) -> None:
    at = f"/cycle/{cast.strand.code}"
    for address in (
        f"/film/{film.code}/film",
        f"/film/{film.code}/original",
        f"/film/{film.code}/poster",
        faces_page(cast, film),
        f"{at}/",
        f"{at}/film/",
        f"{at}/prepare/",
    ):
        assert cleo.get(address).status_code == 404, address


def test_only_whoever_is_named_looks(
    cast: Cast, look: SecondLook, as_person: Callable[[Person], Client]
) -> None:
    for name, person in cast.everybody().items():
        assert as_person(person).get(f"/second-look/{look.code}/").status_code == (
            200 if name == "cleo" else 404
        ), name
        assert (played(as_person(person), look) == 404) == (name != "cleo"), name
    assert Client().get(f"/film/second-look/{look.code}").status_code == 401


@pytest.mark.parametrize("email", ["nobody@harbour.test", "eve@hill.test", "ana@harbour.test"])
def test_nobody_is_named_who_is_not_another_colleague(
    email: str, cast: Cast, ana: Client, film: Recording
) -> None:
    said = ana.post(f"{faces_page(cast, film)}second-look/", {"email": email}, follow=True)
    assert "Nobody else at your school has this e-mail here." in words_of(said)
    assert not SecondLook.objects.exists()


def test_a_film_that_is_not_blurred_or_is_shared_is_shown_to_nobody(cast: Cast, film: Recording) -> None:
    Recording.objects.filter(pk=film.pk).update(shows_blurred=False)
    with pytest.raises(second.CannotName, match="film"):
        second.ask(film, cast.ana, cast.cleo.email)
    Recording.objects.filter(pk=film.pk).update(shows_blurred=True)
    choosing.looked_through(film, cast.ana)
    sharing.share(fresh(film), cast.ana, whole=True)
    with pytest.raises(second.CannotName, match="film"):
        second.ask(film, cast.ana, cast.cleo.email)


def test_a_mark_is_kept_with_the_film_and_stops_a_share_until_its_owner_has_looked_there(
    cast: Cast, ana: Client, cleo: Client, film: Recording, look: SecondLook
) -> None:
    choosing.looked_through(film, cast.ana)
    theirs = f"/second-look/{look.code}/"
    wrong = cleo.post(theirs, {"do": "mark", "start": "0:20", "end": "0:10"})
    assert wrong.status_code == 422
    assert "The end comes after the beginning." in words_of(wrong)
    cleo.post(theirs, {"do": "mark", "start": "0:20", "end": "0:25"})
    cleo.post(theirs, {"do": "mark", "start": "0:05", "end": "0:06.5"})
    with connection.cursor() as cursor:
        cursor.execute('SELECT "where" FROM recordings_recognised')
        assert all(b"start_ms" not in bytes(row[0]) for row in cursor.fetchall())
    assert recognition.nobody_since(fresh(film)) is None
    with pytest.raises(sharing.CannotShare, match="blurring"):
        sharing.share(fresh(film), cast.ana, whole=True)
    gone = Recognised.objects.order_by("pk").first()
    assert gone is not None
    cleo.post(theirs, {"do": "unmark", "mark": str(gone.code)})
    cleo.post(theirs, {"do": "done", "sure": "yes"})
    page = ana.get(faces_page(cast, film))
    assert "Somebody can still be recognised" in words_of(page)
    assert 'data-jump="5.0"' in page.content.decode()
    with pytest.raises(choosing.StillMarked):
        choosing.looked_through(fresh(film), cast.ana)
    said = ana.post(f"{faces_page(cast, film)}looked-through/", {"sure": "yes"}, follow=True)
    assert "Look at each mark first." in words_of(said)
    (mark,) = second.marks_of(fresh(film))
    assert (mark.start_ms, mark.end_ms, mark.is_open) == (5000, 6500, True)
    ana.post(f"{faces_page(cast, film)}second-look/answer/", {"mark": str(mark.code)})
    assert choosing.looked_through(fresh(film), cast.ana)
    assert "looked at a mark" in [deed.act for deed in audit.deeds(film.code)]


def test_made_again_the_marks_are_past_and_the_look_is_over(
    cast: Cast, cleo: Client, film: Recording, look: SecondLook
) -> None:
    assert second.mark(second.with_recording(look), 5000, 6000)
    assert making.begin(fresh(film), cast.ana, "blur")
    assert played(cleo, look) == 404
    assert not second.mark(second.with_recording(look), 7000, 8000)
    Blurring.objects.update(making=Blurring.Work.DONE)
    assert [one.is_open for one in second.marks_of(fresh(film))] == [False]
    assert choosing.looked_through(fresh(film), cast.ana)


def _share(film: Recording, cast: Cast) -> None:
    choosing.looked_through(film, cast.ana)
    sharing.share(fresh(film), cast.ana, whole=True)


ENDS: dict[str, Callable[[Recording, Cast], object]] = {
    "taken back": lambda film, cast: second.take_back(film, cast.ana),
    "shared": _share,
    "made again": lambda film, cast: making.begin(film, cast.ana, "blur"),
    "back to the original": lambda film, cast: choosing.give_up(film, cast.ana),
    "deleted": lambda film, cast: deleting.delete_film(film, cast.ana),
    "the days are over": lambda film, cast: SecondLook.objects.update(
        asked_at=timezone.now() - timedelta(days=14, minutes=1)
    ),
    "said": lambda film, cast: second.done(second.with_recording(SecondLook.objects.get())),
    "the owner's account is closed": lambda film, cast: people_actions.disable(cast.ana, cast.dora),
    "the account of whoever looks is closed": lambda film, cast: people_actions.disable(cast.cleo, cast.dora),
    "the account of whoever looks is held": lambda film, cast: Person.objects.filter(pk=cast.cleo.pk).update(
        held_since=timezone.now()
    ),
}


@pytest.mark.parametrize("end", list(ENDS))
def test_an_open_player_stops_within_seconds(
    end: str, cast: Cast, cleo: Client, film: Recording, look: SecondLook, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = SimpleNamespace(now=1000.0)
    monkeypatch.setattr(live, "time", SimpleNamespace(monotonic=lambda: clock.now))
    answer: Any = cleo.get(f"/film/second-look/{look.code}")
    stream = iter(answer.streaming_content)
    assert next(stream)
    clock.now += live.LOOK_AGAIN_S + 0.1
    assert next(stream), "it goes on while it is asked"
    ENDS[end](fresh(film), cast)
    clock.now += live.LOOK_AGAIN_S + 0.1
    with pytest.raises(live.LetOut):
        next(stream)
    assert cleo.get(f"/second-look/{look.code}/").status_code in {302, 404}


def test_marks_stay_when_the_original_goes_and_end_with_the_film(
    cast: Cast, film: Recording, look: SecondLook
) -> None:
    second.mark(second.with_recording(look), 5000, 6000)
    Recognised.objects.update(settled_at=timezone.now())
    choosing.looked_through(fresh(film), cast.ana)
    assert not any(original.destroy_original(fresh(film), cast.ana).values())
    assert [one.start_ms for one in second.marks_of(fresh(film))] == [5000]
    left = deleting.delete_film(fresh(film), cast.ana)
    assert not any(left.values()), left
    assert not Recognised.objects.exists()
    assert not SecondLook.objects.exists()


def test_the_page_costs_the_same_however_many_marks_there_are(
    cast: Cast, cleo: Client, film: Recording, look: SecondLook
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert cleo.get(f"/second-look/{look.code}/").status_code == 200
        return len(asked)

    second.mark(second.with_recording(look), 0, 1000)
    few = cost()
    for number in range(1, 20):
        second.mark(second.with_recording(look), number * 1000, number * 1000 + 500)
    assert cost() == few <= 20

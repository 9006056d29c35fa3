import uuid
from datetime import timedelta

from django.test import Client
from django.utils import timezone

from sidebyside.programme.models import StrandStep
from sidebyside.recordings import ending, store
from sidebyside.recordings.models import Recording, Rendition
from sidebyside.trust import keystore
from tests.cast import Cast
from tests.recordings.conftest import put
from tests.recordings.filmed import begin_part, say_ended, send_all, state
from tests.recordings.test_ending import do, owed


def dummy_run(client: Client, cast: Cast, sound: str = "") -> Recording:
    """Filmed, sent, and made ready as a worker would."""
    film = uuid.uuid4()
    address = begin_part(client, cast.strand.code, film, sort="rehearsal")
    assert send_all(client, address, b"one two three") == 204
    assert say_ended(client, cast.strand.code, film, 1).json()["state"] == "safe"
    run = Recording.objects.get(code=film)
    put(run, Rendition.Role.FILM, b"one two three, ready")
    Recording.objects.filter(pk=run.pk).update(state="ready", width_px=160, sound=sound)
    return Recording.objects.get(pk=run.pk)


def page(client: Client, cast: Cast) -> str:
    response = client.get(f"/cycle/{cast.strand.code}/film/rehearsals/")
    assert response.status_code == 200
    return response.content.decode()


def test_a_dummy_run_is_watched_by_its_maker_with_a_word_on_its_sound(ana: Client, cast: Cast) -> None:
    run = dummy_run(ana, cast, "humming")
    text = page(ana, cast)
    assert f"/film/{run.code}/film" in text
    assert "steady hum" in text
    assert "projector" in text
    assert ana.get(f"/film/{run.code}/film").status_code == 200


def test_a_dummy_run_is_never_the_film_of_the_lesson(ana: Client, cast: Cast) -> None:
    dummy_run(ana, cast)
    dummy_run(ana, cast)
    assert Recording.objects.filter(sort="rehearsal").count() == 2
    assert not StrandStep.objects.filter(strand=cast.strand, key="film").exists()
    assert "Bring the film" in ana.get(f"/cycle/{cast.strand.code}/film/").content.decode()


def test_nobody_else_sees_a_dummy_run_whatever_is_shared(ana: Client, ben: Client, cast: Cast) -> None:
    run = dummy_run(ana, cast)
    Recording.objects.get(pk=run.pk).shares.create(whole=True, opening=cast.cycle.opening)
    assert ben.get(f"/film/{run.code}/film").status_code == 404
    assert ben.get(f"/cycle/{cast.strand.code}/film/rehearsals/").status_code == 404


def test_a_dummy_run_is_gone_after_a_day_with_its_bytes_and_its_key(ana: Client, cast: Cast) -> None:
    run = dummy_run(ana, cast)
    Recording.objects.update(made_at=timezone.now() - timedelta(hours=23, minutes=59))
    assert owed(ending.END) == []
    Recording.objects.update(made_at=timezone.now() - timedelta(hours=24))
    do(ending.END)
    run.refresh_from_db()
    assert run.state == Recording.State.DELETED
    assert store.names(run.code) == []
    assert keystore.is_destroyed(f"recording:{run.code}")
    assert owed(ending.END) == []
    assert state(ana, cast.strand.code, run.code)["state"] == "deleted"
    assert "nothing is left" in page(ana, cast)


def test_a_dummy_run_is_deleted_at_once_by_its_maker(ana: Client, cast: Cast) -> None:
    run = dummy_run(ana, cast)
    address = f"/cycle/{cast.strand.code}/film/rehearsals/{run.code}/delete/"
    assert ana.post(address).status_code == 302
    run.refresh_from_db()
    assert run.state == Recording.State.DELETED
    assert store.names(run.code) == []
    assert ana.post(address).status_code == 404


def test_the_dummy_runs_page_deletes_no_film(ana: Client, cast: Cast) -> None:
    run = dummy_run(ana, cast)
    Recording.objects.filter(pk=run.pk).update(sort="lesson")
    assert ana.post(f"/cycle/{cast.strand.code}/film/rehearsals/{run.code}/delete/").status_code == 404
    run.refresh_from_db()
    assert run.state == Recording.State.READY

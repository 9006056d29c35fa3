"""Live notes: a coach's, by the lesson's clock, on the film later, unseen by the coachee until the reveal."""

import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from sidebyside.recordings.models import Recording
from sidebyside.room.models import LineUp, LiveNote, Ready
from tests.cast import Cast
from tests.room.conftest import FILM_MS, brought_film, share

BEGAN = datetime(2026, 11, 17, 10, 5, tzinfo=UTC)


def address(cast: Cast, rest: str = "") -> str:
    return f"/cycle/{cast.strand.code}/notes/{rest}"


def note(client: Client, cast: Cast, code: uuid.UUID | None = None, **fields: Any) -> HttpResponse:
    body = {"noted_at": "2026-11-17T10:05:12.400Z", "words": "Four hands up", "revision": 0} | fields
    return client.post(
        address(cast, f"{code or uuid.uuid4()}/"), json.dumps(body), content_type="application/json"
    )


def test_a_note_keeps_the_time_of_its_first_letter(ben: Client, cast: Cast) -> None:
    code = uuid.uuid4()
    for status in (201, 200):
        assert note(ben, cast, code).status_code == status
    kept = LiveNote.objects.get()
    assert kept.noted_at == BEGAN + timedelta(seconds=12.4)
    assert kept.words == "Four hands up"


def test_a_clock_that_runs_ahead_cannot_note_the_future(ben: Client, cast: Cast) -> None:
    note(ben, cast, noted_at=(timezone.now() + timedelta(days=2)).isoformat())
    assert LiveNote.objects.get().noted_at <= timezone.now()


@pytest.mark.parametrize("fields", [{"words": ""}, {"words": "x" * 10_001}, {"noted_at": "after break"}])
def test_what_is_no_note_is_refused_with_a_sentence(ben: Client, cast: Cast, fields: dict[str, Any]) -> None:
    response = note(ben, cast, **fields)
    assert response.status_code == 422
    assert json.loads(response.content)["problem"].endswith(".")


def test_without_a_script_a_note_is_sent_by_form(ben: Client, cast: Cast) -> None:
    fields = {"code": str(uuid.uuid4()), "words": "Noise rises"}
    for _ in range(2):
        assert ben.post(address(cast), fields).status_code == 302
    assert LiveNote.objects.get().words == "Noise rises"
    assert "Noise rises" in ben.get(address(cast)).content.decode()


def test_only_a_coach_has_a_notebook(ana: Client, cast: Cast) -> None:
    assert ana.get(address(cast)).status_code == 404
    assert note(ana, cast).status_code == 404


def test_notes_lie_on_the_film_and_the_coachee_sees_them_after_the_reveal(
    ana: Client, ben: Client, cast: Cast
) -> None:
    film = brought_film(cast.strand)
    film.begins_at = BEGAN
    film.save()
    share(film)
    note(ben, cast)
    prepare = f"/cycle/{cast.strand.code}/prepare/"
    assert 'data-at="12400"' in ben.get(prepare).content.decode()
    assert "Four hands up" not in ana.get(prepare).content.decode()
    for person in (cast.ana, cast.ben):
        Ready.objects.create(strand=cast.strand, person=person)
    shown = ana.get(prepare).content.decode()
    assert "Four hands up" in shown
    assert 'data-at="12400"' in shown


def test_the_coach_lines_up_own_notes_and_the_owner_says_when_the_film_began(
    ana: Client, ben: Client, cast: Cast, film: Recording
) -> None:
    film.begins_at = BEGAN
    film.save()
    share(film)
    note(ben, cast)
    assert ben.post(address(cast, "line-up/"), {"shift_ms": "3000"}).status_code == 302
    assert LineUp.objects.get().shift_ms == 3000
    prepare = f"/cycle/{cast.strand.code}/prepare/"
    assert 'data-at="15400"' in ben.get(prepare).content.decode()
    assert ben.post(address(cast, "film-begins/"), {"begins": "10:05:02"}).status_code == 404
    assert ana.post(address(cast, "film-begins/"), {"begins": "10:05:02"}).status_code == 302
    assert 'data-at="13400"' in ben.get(prepare).content.decode()
    film.refresh_from_db()
    assert film.begins_at == BEGAN + timedelta(seconds=2)


def test_a_note_from_before_or_after_the_film_keeps_its_time_of_day(
    ben: Client, cast: Cast, film: Recording
) -> None:
    film.begins_at = BEGAN
    film.save()
    share(film)
    note(ben, cast, noted_at=(BEGAN - timedelta(minutes=1)).isoformat(), words="Coming in")
    note(ben, cast, noted_at=(BEGAN + timedelta(milliseconds=FILM_MS + 1)).isoformat(), words="Going out")
    shown = ben.get(f"/cycle/{cast.strand.code}/prepare/").content.decode()
    assert "Coming in" in shown
    assert "data-at=" not in shown


def test_a_note_is_put_away_and_brought_back(ben: Client, ana: Client, cast: Cast) -> None:
    code = uuid.uuid4()
    note(ben, cast, code)
    assert ana.post(address(cast, f"{code}/put-away/")).status_code == 404
    assert ben.post(address(cast, f"{code}/put-away/")).status_code == 302
    assert "Four hands up" not in ben.get(address(cast)).content.decode()
    assert ben.post(address(cast, f"{code}/bring-back/")).status_code == 302
    assert "Four hands up" in ben.get(address(cast)).content.decode()

"""Live notes: by the lesson's clock, on the film later, each partner's unseen by the other until the reveal."""

import json
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from sidebyside.people.models import Person
from sidebyside.recordings.models import Recording
from sidebyside.room.actions import line_up, line_up_by_sound
from sidebyside.room.models import LineUp, LiveNote, Ready, Signal
from sidebyside.room.notes import shift_heard
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


def test_both_have_a_notebook_and_nobody_else(
    ana: Client, ben: Client, cast: Cast, as_person: Callable[[Person], Client]
) -> None:
    note(ana, cast, words="I forgot the beans")
    assert "I forgot the beans" in ana.get(address(cast)).content.decode()
    assert "I forgot the beans" not in ben.get(address(cast)).content.decode()
    for stranger in (as_person(cast.cleo), as_person(cast.dora)):
        assert stranger.get(address(cast)).status_code == 404
        assert note(stranger, cast).status_code == 404


def test_a_tap_is_a_note_and_takes_words_afterwards(ben: Client, cast: Cast) -> None:
    code = uuid.uuid4()
    assert note(ben, cast, code, words="", sort="question").status_code == 201
    assert note(ben, cast, code, words="Kofi asks why", sort="question", revision=1).status_code == 200
    kept = LiveNote.objects.get()
    assert (kept.sort, kept.words) == ("question", "Kofi asks why")
    assert kept.noted_at == BEGAN + timedelta(seconds=12.4)


def test_without_a_script_a_tap_is_a_button_of_the_form(ben: Client, cast: Cast) -> None:
    fields = {"code": str(uuid.uuid4()), "words": "", "sort": "puzzle"}
    assert ben.post(address(cast), fields).status_code == 302
    assert LiveNote.objects.get().sort == "puzzle"


def test_the_page_is_told_the_time_by_the_server(ben: Client, cast: Cast) -> None:
    before = timezone.now().timestamp() * 1000
    answer = ben.get(address(cast, "now/"))
    assert before - 1 <= json.loads(answer.content)["now_ms"] <= timezone.now().timestamp() * 1000
    assert answer.headers["Cache-Control"] == "no-store"


def signal(client: Client, cast: Cast, code: uuid.UUID, at: datetime | str) -> HttpResponse:
    body = {"sounded_at": at.isoformat() if isinstance(at, datetime) else at}
    return client.post(address(cast, f"signal/{code}/"), json.dumps(body), content_type="application/json")


def test_a_sound_is_kept_once_and_is_its_maker_s(ana: Client, ben: Client, cast: Cast) -> None:
    code = uuid.uuid4()
    for _ in range(2):
        assert signal(ben, cast, code, BEGAN).status_code == 200
    kept = Signal.objects.get()
    assert (kept.author_id, kept.sounded_at, kept.looked_at) == (cast.ben.pk, BEGAN, None)
    assert signal(ana, cast, code, BEGAN).status_code == 404
    assert signal(ben, cast, uuid.uuid4(), "after break").status_code == 422
    signal(ben, cast, uuid.uuid4(), timezone.now() + timedelta(days=1))
    assert all(one.sounded_at <= timezone.now() for one in Signal.objects.all())


def test_what_was_lined_up_by_hand_no_machine_moves(cast: Cast, film: Recording) -> None:
    line_up_by_sound(cast.ben, film, 4_000)
    assert LineUp.objects.get().shift_ms == 4_000
    line_up_by_sound(cast.ben, film, 5_000)
    assert LineUp.objects.get().shift_ms == 5_000
    line_up(cast.ben, film, 7_000)
    line_up_by_sound(cast.ben, film, 4_000)
    found = LineUp.objects.get()
    assert (found.shift_ms, found.way) == (7_000, LineUp.Way.HAND)


def test_notes_by_a_sound_stay_where_the_film_heard_it_when_the_owner_says_when_it_began(
    ana: Client, ben: Client, cast: Cast, film: Recording
) -> None:
    film.begins_at = BEGAN
    film.save()
    share(film)
    note(ben, cast)
    line_up_by_sound(cast.ben, film, 2_000)
    prepare = f"/cycle/{cast.strand.code}/prepare/"
    assert 'data-at="14400"' in ben.get(prepare).content.decode()
    ana.post(address(cast, "film-begins/"), {"begins": "10:01:00"})
    shown = ben.get(prepare).content.decode()
    assert 'data-at="14400"' in shown
    assert "where the film heard your sound" in shown


def test_one_tap_lines_notes_up_where_nobody_knows_when_the_film_began(
    ben: Client, cast: Cast, shared_film: Recording
) -> None:
    cast.strand.lesson_at = None
    cast.strand.save()
    note(ben, cast)
    prepare = f"/cycle/{cast.strand.code}/prepare/"
    shown = ben.get(prepare).content.decode()
    assert "data-at=" not in shown
    place = int(shown.split('data-clock="')[1].split('"')[0])
    ben.post(address(cast, "line-up/"), {"shift_ms": str(30_000 - place)})
    assert 'data-at="30000"' in ben.get(prepare).content.decode()


def test_the_shift_that_most_sounds_agree_on_wins() -> None:
    assert shift_heard([], [5_000]) is None
    assert shift_heard([10_000], []) is None
    assert shift_heard([10_000], [14_010]) == (4_010, frozenset({0}))
    # Two sounds of this author, one of somebody else between them, one that the film did not hear.
    found = shift_heard([10_000, 40_000, 90_000], [3_000, 13_005, 43_000])
    assert found is not None
    assert found[0] in (3_000, 3_005)
    assert found[1] == {0, 1}


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

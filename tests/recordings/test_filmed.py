"""What a browser filmed and sealed becomes one film: looked at, watchable early, joined, judged, lined up."""

import time
import uuid

import numpy as np
import pytest
from django.test import Client

from sidebyside.core.media.parts import seal_part
from sidebyside.jobs import Owed, run_here
from sidebyside.programme.models import StrandStep
from sidebyside.programme.standing import strands
from sidebyside.recordings import access, deleting, ending, handing_over, jobs, lining_up
from sidebyside.recordings.filming_key import private_key
from sidebyside.recordings.models import Recording, Rendition
from tests.cast import Cast
from tests.core.listening.sounds import Samples, noise, voice
from tests.core.media.recorders import SOUND_RATE, numbers_in, recording
from tests.recordings.filmed import begin_part, say_ended, send_all, speak
from tests.recordings.test_preparing import bytes_of, looked_at, prepared, roles

VOICE_S = 30


def sealed(film: uuid.UUID, number: int, content: bytes, *, stopped: bool = True) -> bytes:
    """As the filming page seals: about a second of film a record."""
    pieces = [content[at : at + 20_000] for at in range(0, len(content), 20_000)]
    return b"".join(seal_part(pieces, private_key().public_key(), film, number, stopped=stopped))


def in_ms(at_s: int) -> str:
    return str(at_s * 1000)


def filmed(
    client: Client, strand: uuid.UUID, *contents: bytes, stopped: bool = True, **words: str
) -> Recording:
    film = uuid.uuid4()
    for number, content in enumerate(contents, 1):
        address = begin_part(client, strand, film, number, **words)
        assert send_all(client, address, sealed(film, number, content, stopped=stopped)) == 204
    assert say_ended(client, strand, film, len(contents)).json()["state"] == "safe"
    return Recording.objects.get(code=film)


def test_parts_become_one_film_that_is_watchable_before_it_is_converted(
    ana: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = filmed(ana, cast.strand.code, recording(numbers=range(40)), recording(numbers=range(40, 60)))
    assert film.state == Recording.State.PREPARING
    film = looked_at(film)
    assert roles(film) == set()
    seen_early: list[str] = []
    tell = jobs.Desk.progress

    def watching(desk: jobs.Desk, phase: str, share: float) -> None:
        tell(desk, phase, share)
        if (phase, share) == ("indexed", 1.0):
            best = access.best_film(film)
            assert best is not None
            assert best.media_type == "video/webm"
            assert numbers_in(bytes_of(best))[0] == list(range(60))
            assert StrandStep.objects.filter(strand=cast.strand, key="film").exists()
            seen_early.append(best.role)

    monkeypatch.setattr(jobs.Desk, "progress", watching)
    film = prepared(film)
    assert seen_early == [Rendition.Role.INDEXED]
    assert film.state == Recording.State.READY
    assert roles(film) == {"indexed", "film", "poster", "strip", "peaks"}
    best = access.best_film(film)
    assert best is not None
    assert best.role == Rendition.Role.FILM
    assert numbers_in(bytes_of(best))[0] == list(range(60))
    first, second = film.parts.order_by("number")
    assert first.film_start_ms == 0
    assert second.film_start_ms == first.duration_ms
    assert first.duration_ms + second.duration_ms == film.duration_ms


def test_what_was_sealed_is_never_shown_as_it_came(ana: Client, cast: Cast) -> None:
    film = prepared(looked_at(filmed(ana, cast.strand.code, recording("mp4", "libx264", "aac"))))
    assert "source" not in roles(film)
    best = access.best_film(film)
    assert best is not None
    assert best.role == Rendition.Role.FILM


def test_a_part_that_does_not_open_costs_no_other(ana: Client, cast: Cast) -> None:
    film, whole = uuid.uuid4(), recording(numbers=range(20))
    for number, body in ((1, sealed(film, 1, whole)), (2, sealed(uuid.uuid4(), 2, whole))):
        assert send_all(ana, begin_part(ana, cast.strand.code, film, number), body) == 204
    say_ended(ana, cast.strand.code, film, 2)
    made = prepared(looked_at(Recording.objects.get(code=film)))
    assert made.state == Recording.State.READY
    assert [part.duration_ms for part in made.parts.order_by("number")][1] == 0
    best = access.best_film(made)
    assert best is not None
    assert numbers_in(bytes_of(best))[0] == list(range(20))


def test_a_film_of_which_nothing_opens_says_so_and_keeps_what_came(ana: Client, cast: Cast) -> None:
    film = uuid.uuid4()
    body = sealed(uuid.uuid4(), 1, recording(numbers=range(5)))
    assert send_all(ana, begin_part(ana, cast.strand.code, film), body) == 204
    say_ended(ana, cast.strand.code, film, 1)
    made = looked_at(Recording.objects.get(code=film))
    assert (made.state, made.problem) == (Recording.State.FAILED, "broken")
    assert made.renditions.filter(role=Rendition.Role.SOURCE).count() == 1


def test_a_dummy_run_goes_the_same_way(ana: Client, cast: Cast) -> None:
    run = prepared(looked_at(filmed(ana, cast.strand.code, recording(numbers=range(10)), sort="rehearsal")))
    assert (run.state, run.sort) == (Recording.State.READY, Recording.Sort.REHEARSAL)
    assert "film" in roles(run)


def wave_from(lesson: Samples, starts_s: float, quieter: float = 1.0) -> object:
    def wave(times: Samples) -> Samples:
        places = np.round((times + starts_s) * SOUND_RATE).astype(int)
        return np.asarray(lesson[np.clip(places, 0, len(lesson) - 1)] * quieter, np.float32)

    return wave


@pytest.fixture(scope="module")
def lesson_heard_twice() -> tuple[bytes, bytes]:
    """A film of half a minute, and a microphone that began 7 s later and hears less."""
    lesson = voice(VOICE_S, SOUND_RATE, seed=5, loud=0.1) + noise(VOICE_S, SOUND_RATE, 0.001)
    film = recording(
        numbers=range(VOICE_S * 2), step_ms=lambda place: 500, wave=wave_from(lesson, 0), seconds=VOICE_S
    )
    microphone = recording(
        "webm", None, "libopus", wave=wave_from(lesson, 7, quieter=0.2), seconds=VOICE_S - 8
    )
    return film, microphone


def lined_up(angle: Recording) -> Recording:
    run_here(lining_up.LINE_UP, Owed(str(angle.code), angle.attempt))
    angle.refresh_from_db()
    return angle


def test_a_second_microphone_finds_its_place_on_the_film(
    ana: Client, cast: Cast, lesson_heard_twice: tuple[bytes, bytes]
) -> None:
    heard_film, heard_microphone = lesson_heard_twice
    began = int(time.time()) - 60
    film = prepared(looked_at(filmed(ana, cast.strand.code, heard_film, starts_at=in_ms(began))))
    assert film.sound == "good"
    assert film.sound_measures["voices_permille"] > 100
    angle = looked_at(
        filmed(ana, cast.strand.code, heard_microphone, picture="0", starts_at=in_ms(began + 6))
    )
    assert list(lining_up.owed_now()) == []
    angle = prepared(angle)
    assert (angle.state, angle.angle, angle.width_px) == (Recording.State.READY, 1, 0)
    assert access.best_film(angle).media_type == "audio/mp4"  # type: ignore[union-attr]
    assert roles(angle) == {"film", "peaks"}
    assert list(lining_up.owed_now()) == [Owed(str(angle.code), 1)]
    angle = lined_up(angle)
    assert angle.lined_up == Recording.LinedUp.SOUND
    assert abs(angle.on_film_ms - 7000) < 40
    assert list(lining_up.owed_now()) == []


def test_what_was_set_by_hand_is_left_alone(
    ana: Client, cast: Cast, lesson_heard_twice: tuple[bytes, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The hand comes while the machine listens: its word is the last."""
    heard_film, heard_microphone = lesson_heard_twice
    prepared(looked_at(filmed(ana, cast.strand.code, heard_film)))
    angle = prepared(looked_at(filmed(ana, cast.strand.code, heard_microphone, picture="0")))
    compare = lining_up.align

    def meanwhile(*sounds: object) -> object:
        Recording.objects.filter(pk=angle.pk).update(lined_up=Recording.LinedUp.HAND, on_film_ms=123)
        return compare(*sounds)  # type: ignore[arg-type]

    monkeypatch.setattr(lining_up, "align", meanwhile)
    angle = lined_up(angle)
    assert (angle.lined_up, angle.on_film_ms) == (Recording.LinedUp.HAND, 123)


def test_sounds_of_two_lessons_are_not_lined_up(
    ana: Client, cast: Cast, lesson_heard_twice: tuple[bytes, bytes]
) -> None:
    began = int(time.time()) - 60
    prepared(looked_at(filmed(ana, cast.strand.code, lesson_heard_twice[0], starts_at=in_ms(began))))
    elsewhere = voice(15, SOUND_RATE, seed=77, loud=0.1)
    other = recording("webm", None, "libopus", wave=wave_from(elsewhere, 0), seconds=14)
    later = in_ms(began + 40)
    angle = lined_up(prepared(looked_at(filmed(ana, cast.strand.code, other, picture="0", starts_at=later))))
    # A hand begins from what the two clocks say.
    assert (angle.lined_up, angle.on_film_ms) == (Recording.LinedUp.NOT_FOUND, 40_000)


def test_what_the_film_has_replaced_goes_and_what_could_not_be_read_stays(ana: Client, cast: Cast) -> None:
    film, whole = uuid.uuid4(), recording(numbers=range(20))
    for number, body in ((1, sealed(film, 1, whole)), (2, sealed(uuid.uuid4(), 2, whole))):
        assert send_all(ana, begin_part(ana, cast.strand.code, film, number), body) == 204
    say_ended(ana, cast.strand.code, film, 2)
    made = prepared(looked_at(Recording.objects.get(code=film)))
    ending.tidy(str(film), 1)
    assert list(made.renditions.filter(role="source").values_list("part__number", flat=True)) == [2]
    assert not made.renditions.filter(role="indexed").exists()
    best = access.best_film(made)
    assert best is not None
    assert numbers_in(bytes_of(best))[0] == list(range(20))


def test_what_lay_on_the_owners_device_when_they_deleted_the_film_becomes_another(
    ana: Client, cast: Cast
) -> None:
    gone, kept = uuid.uuid4(), uuid.uuid4()
    begin_part(ana, cast.strand.code, gone, 1)
    deleting.delete_film(Recording.objects.get(code=gone), cast.ana)
    address = begin_part(ana, cast.strand.code, kept, 1, sealed_as=str(gone))
    assert send_all(ana, address, sealed(gone, 1, recording(numbers=range(40)))) == 204
    assert say_ended(ana, cast.strand.code, kept, 1).json()["state"] == "safe"
    film = looked_at(Recording.objects.get(code=kept))
    assert film.owner == cast.ana
    assert film.width_px > 0
    # The one that was deleted stays so.
    assert Recording.objects.get(code=gone).state == Recording.State.DELETED
    assert speak(ana, cast.strand.code, gone, 1)[0] == 410


def test_only_the_owner_keeps_it_and_only_of_what_they_deleted(ana: Client, ben: Client, cast: Cast) -> None:
    gone, there = uuid.uuid4(), uuid.uuid4()
    handing_over.give(strands().get(pk=cast.strand.pk), cast.ana)
    begin_part(ben, cast.strand.code, gone, 1)
    deleting.delete_film(Recording.objects.get(code=gone), cast.ana)
    begin_part(ana, cast.strand.code, there, 1)
    for client, name in ((ben, gone), (ana, there), (ana, uuid.uuid4())):
        assert speak(client, cast.strand.code, uuid.uuid4(), 1, sealed_as=str(name))[0] == 404
    assert speak(ana, cast.strand.code, uuid.uuid4(), 1, sealed_as="nonsense")[0] == 400

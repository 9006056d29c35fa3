import io
import uuid

import av
import pytest
from django.test import Client

from sidebyside.core.media.cut import cut_stream
from sidebyside.core.media.errors import MediaError
from sidebyside.jobs import Owed, run_here
from sidebyside.people.models import Person
from sidebyside.recordings import clips, renditions, sharing, store
from sidebyside.recordings.models import Extract, Recording, Rendition
from tests.cast import Cast
from tests.recordings.conftest import ready_film


class Held:
    """Bytes as core.media wants them."""

    def __init__(self, plain: bytes = b"") -> None:
        self.plain = bytearray(plain)
        self.is_closed = False

    @property
    def size(self) -> int:
        return len(self.plain)

    def read_at(self, offset: int, length: int) -> bytes:
        return bytes(self.plain[offset : offset + length])

    def write(self, block: bytes) -> None:
        self.plain += block

    def close(self) -> None:
        self.is_closed = True


def shades(film: bytes) -> list[tuple[int, int]]:
    """(time in ms, brightness) of each picture."""
    with av.open(io.BytesIO(film)) as container:
        return [
            (round(1000 * frame.time), int(frame.to_ndarray(format="gray").mean()))
            for frame in container.decode(video=0)
        ]


def sound_ms(film: bytes) -> float:
    with av.open(io.BytesIO(film)) as container:
        return sum(frame.samples for frame in container.decode(audio=0)) / 48


def cut(film: bytes, start_ms: int, end_ms: int) -> bytes:
    clip = Held()
    cut_stream(Held(film), start_ms, end_ms, lambda _name: clip)
    assert clip.is_closed
    return bytes(clip.plain)


def test_a_clip_holds_the_stretch_and_not_a_picture_more(film_bytes: bytes) -> None:
    whole = shades(film_bytes)
    clip = shades(cut(film_bytes, 500, 1000))
    wanted = [(at - 500, shade) for at, shade in whole if 500 <= at < 1000]
    assert [at for at, _shade in clip] == pytest.approx([at for at, _shade in wanted], abs=2)
    assert [shade for _at, shade in clip] == pytest.approx([shade for _at, shade in wanted], abs=4)


def test_a_clip_that_begins_between_two_pictures_shows_what_was_on_the_screen(film_bytes: bytes) -> None:
    whole = shades(film_bytes)
    clip = shades(cut(film_bytes, 540, 700))
    assert clip[0][0] == 0
    assert clip[0][1] == pytest.approx(whole[6][1], abs=4)
    assert len(clip) == 1 + sum(540 <= at < 700 for at, _shade in whole)


def test_a_clips_sound_is_as_long_as_the_clip(film_bytes: bytes) -> None:
    # AAC comes in frames of 21 ms and begins with up to two of silence.
    assert sound_ms(cut(film_bytes, 300, 1300)) == pytest.approx(1000, abs=70)


def test_a_clip_has_its_index_first(film_bytes: bytes) -> None:
    clip = cut(film_bytes, 0, 400)
    assert 0 < clip.index(b"moov") < clip.index(b"mdat")


def test_a_stretch_past_the_end_is_no_clip(film_bytes: bytes) -> None:
    with pytest.raises(MediaError):
        cut(film_bytes, 60_000, 61_000)


@pytest.fixture
def film(cast: Cast, film_bytes: bytes) -> Recording:
    return ready_film(cast, film_bytes)


def picked(film: Recording, author: Person, start_ms: int = 500, end_ms: int = 1000) -> Extract:
    return Extract.objects.create(recording=film, author=author, start_ms=start_ms, end_ms=end_ms)


def cut_now(extract: Extract) -> Extract:
    extract.refresh_from_db()
    run_here(clips.CUT, Owed(str(extract.code), extract.attempt))
    extract.refresh_from_db()
    return extract


def address(extract: Extract) -> str:
    return f"/film/{extract.recording.code}/clip/{extract.code}"


def test_an_extract_shared_alone_is_cut_and_the_coach_sees_it_and_nothing_else(
    cast: Cast, ben: Client, film: Recording
) -> None:
    shown, kept = picked(film, cast.ana), picked(film, cast.ana, 1200, 1600)
    sharing.share(film, cast.ana, whole=False, chosen=[shown.code])
    assert ben.get(address(shown)).status_code == 404
    assert cut_now(shown).state == Extract.State.READY
    response = ben.get(address(shown), headers={"range": "bytes=0-"})
    assert response.status_code == 206
    assert shades(b"".join(response.streaming_content))
    assert ben.get(address(kept)).status_code == 404
    for part in ("film", "poster", "strip", "peaks"):
        assert ben.get(f"/film/{film.code}/{part}").status_code == 404


def test_a_clip_is_found_only_under_its_own_film(cast: Cast, ana: Client, film: Recording) -> None:
    extract = picked(film, cast.ana)
    sharing.share(film, cast.ana, whole=False, chosen=[extract.code])
    cut_now(extract)
    assert ana.get(address(extract)).status_code == 200
    assert ana.get(f"/film/{uuid.uuid4()}/clip/{extract.code}").status_code == 404


def test_taking_the_share_back_takes_the_clip_and_its_bytes(cast: Cast, ben: Client, film: Recording) -> None:
    extract = picked(film, cast.ana)
    before = store.names(film.code)
    sharing.share(film, cast.ana, whole=False, chosen=[extract.code])
    cut_now(extract)
    assert len(store.names(film.code)) == len(before) + 1
    sharing.withdraw(film, cast.ana)
    assert ben.get(address(extract)).status_code == 404
    assert store.names(film.code) == before
    extract.refresh_from_db()
    assert (extract.state, extract.is_offered) == (Extract.State.POINTED, False)


def test_a_cut_that_was_overtaken_publishes_nothing(cast: Cast, film: Recording) -> None:
    extract = picked(film, cast.ana)
    sharing.share(film, cast.ana, whole=False, chosen=[extract.code])
    extract.refresh_from_db()
    late = Owed(str(extract.code), extract.attempt)
    sharing.withdraw(film, cast.ana)
    run_here(clips.CUT, late)
    assert not Rendition.objects.filter(extract=extract).exists()


def test_a_cut_that_fails_says_so_and_can_be_tried_again(cast: Cast, film: Recording) -> None:
    extract = picked(film, cast.ana, 90_000, 91_000)
    sharing.share(film, cast.ana, whole=False, chosen=[extract.code])
    assert (cut_now(extract).state, extract.problem) == (Extract.State.FAILED, "no_picture")
    Extract.objects.filter(pk=extract.pk).update(start_ms=0, end_ms=300)
    clips.try_again(extract)
    assert cut_now(extract).state == Extract.State.READY
    assert renditions.place(extract.renditions.get()).attempt == extract.attempt


def test_the_coachs_own_extract_is_never_offered_alone(cast: Cast, film: Recording) -> None:
    mine, theirs = picked(film, cast.ana), picked(film, cast.ben)
    sharing.share(film, cast.ana, whole=False, chosen=[mine.code, theirs.code])
    theirs.refresh_from_db()
    assert not theirs.is_offered

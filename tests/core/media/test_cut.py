import pytest

from sidebyside.core.media.cut import cut_stream
from sidebyside.core.media.errors import Code, MediaError
from tests.core.media.films import Held, Shelf, film, watch

FILM = film(seconds=2)


def test_a_stretch_becomes_a_film_of_its_own() -> None:
    shelf = Shelf()
    size = cut_stream(Held(FILM), 400, 1000, shelf)
    assert size == len(shelf["clip"])
    seen = watch(shelf["clip"])
    assert (seen.codecs, seen.frames, seen.size) == (["h264", "aac"], 15, (160, 90))
    assert abs(seen.duration_ms - 600) < 60


@pytest.mark.parametrize(("start_ms", "end_ms"), [(500, 500), (900, 300), (-1, 300)])
def test_a_stretch_that_is_none_is_refused_before_anything_is_opened(start_ms: int, end_ms: int) -> None:
    source, shelf = Held(FILM), Shelf()
    with pytest.raises(MediaError) as caught:
        cut_stream(source, start_ms, end_ms, shelf)
    assert caught.value.code == Code.NO_PICTURE
    assert source.reads == 0
    assert shelf.parts == {}


def test_a_stretch_behind_the_end_leaves_no_clip() -> None:
    shelf = Shelf()
    with pytest.raises(MediaError):
        cut_stream(Held(FILM), 60_000, 61_000, shelf)
    assert shelf.closed == []

"""A picture on a poster: whoever reads the poster sees it, nobody else, and it goes with it."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from sidebyside.core.media.remaking import Remade
from sidebyside.events.models import Beside, Event, Picture, Poster
from sidebyside.events.pictures import MOST_BYTES, content_of, files_of, put_on
from sidebyside.people.models import Person
from sidebyside.trust import holdings
from sidebyside.trust.sealed import SealBroken
from tests.cast import Cast
from tests.core.media import stills
from tests.events.test_events import made
from tests.events.test_posters import at, write
from tests.pages import hidden, words_of

Browser = Callable[[Person], Client]


@pytest.fixture
def carousel(cast: Cast) -> Event:
    return made(cast, "carousel", whole_school=True)


def _bring(client: Client, event: Event, content: bytes, alt: str = "Our board") -> HttpResponse:
    told = {"do": "picture", "alt": alt, "picture": SimpleUploadedFile("mine.jpg", content, "image/jpeg")}
    return client.post(at(event), told)


def _sees(client: Client, event: Event) -> bool:
    answer = client.get(f"/events/{event.code}/poster/{Poster.objects.get().code}.jpg")
    assert answer.status_code in {200, 404}
    return answer.status_code == 200


def _drawn(poster: Poster) -> Picture:
    put_on(poster, Remade(stills.taken(b"somewhere"), 60, 40), "Our board")
    return Picture.objects.get(poster=poster)


def test_it_is_seen_by_whoever_reads_the_poster_and_only_while_both_say_yes(
    cast: Cast, as_person: Browser, carousel: Event
) -> None:
    ana, ben, cleo = (as_person(one) for one in (cast.ana, cast.ben, cast.cleo))
    assert _bring(ana, carousel, stills.png()).status_code == 302
    assert not Picture.objects.exists(), "there is no poster yet, and the page says so"
    write(ana, carousel, beside=str(cast.ben.code))
    before = hidden(ben.get(at(carousel)), "seen")
    assert _bring(ana, carousel, stills.taken(b"51 North")).status_code == 302
    assert [_sees(one, carousel) for one in (ana, ben, cleo)] == [True, True, False]
    poster = Poster.objects.get()
    assert poster.ready_at is None, "another poster than the one that Ana had said yes to"
    write(ana, carousel, beside=str(cast.ben.code))
    for seen, yes in ((before, False), (hidden(ben.get(at(carousel)), "seen"), True)):
        ben.post(at(carousel), {"do": "yes", "poster": str(poster.code), "seen": seen})
        assert Beside.objects.filter(yes_at__isnull=False).exists() is yes
        assert _sees(cleo, carousel) is yes
    answer = cleo.get(f"/events/{carousel.code}/poster/{poster.code}.jpg")
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert "no-store" in answer.headers["Cache-Control"]
    assert b"51 North" not in answer.content
    assert 'alt="Our board"' in cleo.get(f"/events/{carousel.code}/").content.decode()
    assert not _sees(as_person(cast.eve), carousel)
    ana.post(at(carousel), {"do": "bare"})
    assert not Picture.objects.exists()
    assert Poster.objects.get().shown_at is None


@pytest.mark.parametrize(
    ("content", "alt", "says"),
    [
        (b"GIF89a" + bytes(60), "Our board", "no JPEG, PNG or WebP"),
        (stills.png()[:90], "Our board", "damaged"),
        (b"", "Our board", "file is empty"),
        (b"\xff\xd8\xff" + bytes(MOST_BYTES + 100_000), "Our board", "larger than 8 MB"),
        (b"\xff\xd8\xff" + bytes(3 * 1024**2), "Our board", "damaged"),
        (stills.png(), " ", "Say in one line what is on it"),
    ],
)
def test_what_cannot_stand_there_is_said_and_nothing_is_changed(
    cast: Cast, as_person: Browser, carousel: Event, content: bytes, alt: str, says: str
) -> None:
    ana = as_person(cast.ana)
    write(ana, carousel)
    answer = _bring(ana, carousel, content, alt)
    assert answer.status_code == 422
    assert says in words_of(answer)
    assert not Picture.objects.exists()
    assert Poster.objects.get().shown_at is not None


def test_it_lies_sealed_and_is_taken_away_and_gone_with_its_poster(
    cast: Cast, as_person: Browser, carousel: Event
) -> None:
    write(as_person(cast.ana), carousel)
    picture = _drawn(Poster.objects.get())
    assert b"somewhere" not in bytes(picture.content)
    assert content_of(picture) == stills.taken(b"somewhere")
    assert [b"".join(one.pieces()) for one in files_of(cast.ana)] == [stills.taken(b"somewhere")]
    assert list(files_of(cast.ben)) == []
    assert holdings.taken_away(cast.ana)["Picture"][0]["alt"] == "Our board"
    Picture.objects.update(content=bytes(picture.content)[:-1] + b"x")
    with pytest.raises(SealBroken):
        content_of(picture)
    holdings.erase(cast.ana)
    assert not Picture.objects.exists()


def test_the_paper_holds_it_and_pages_cost_the_same_however_many_there_are(
    cast: Cast, as_person: Browser, django_assert_max_num_queries: DjangoAssertNumQueries, carousel: Event
) -> None:
    ana = as_person(cast.ana)
    write(ana, carousel)
    sheet = f"/events/{carousel.code}/mine.pdf"
    without = ana.get(sheet).content
    _drawn(Poster.objects.get())
    with_it = ana.get(sheet).content
    assert b"/DCTDecode" in with_it
    assert b"/DCTDecode" not in without
    write(ana, carousel)
    for number in range(4):
        author = Person.objects.create_person(f"p{number}@harbour.test", f"P{number}", cast.school, "x")
        poster = Poster.objects.create(event=carousel, author=author, title=f"T{number}")
        _drawn(poster)
        Poster.objects.update(ready_at=poster.changed_at, shown_at=poster.changed_at)
    dora = as_person(cast.dora)
    with django_assert_max_num_queries(20):
        page = dora.get(f"/events/{carousel.code}/").content.decode()
    assert page.count("Our board") == 5

"""A picture on a poster: whoever reads the poster sees it, nobody else, and it goes with it."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from sidebyside.core.media.remaking import Remade
from sidebyside.core.saying import NotTaken
from sidebyside.events import actions, pictures
from sidebyside.events.access import posters_beside
from sidebyside.events.models import Beside, Event, Picture, Poster
from sidebyside.events.pictures import MOST_BYTES, content_of, files_of, put_on
from sidebyside.people.models import Person
from sidebyside.programme.seen import Changed, stamp
from sidebyside.trust import holdings
from sidebyside.trust.sealed import SealBroken
from sidebyside.web.limits import LIMITS
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
    assert "One thing to put right" in words_of(answer)
    assert not Picture.objects.exists()
    assert Poster.objects.get().shown_at is not None
    assert pictures.AT_ONCE.acquire(blocking=False), "given back also where nothing came of it"
    pictures.AT_ONCE.release()


def test_one_more_at_the_same_time_waits_a_little_and_is_told_so(
    cast: Cast, as_person: Browser, carousel: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = as_person(cast.ana)
    write(ana, carousel)
    monkeypatch.setattr(pictures, "LONGEST_WAIT_S", 0.01)
    with pictures.AT_ONCE:
        answer = _bring(ana, carousel, stills.png())
        assert answer.status_code == 422
        assert "Wait a moment, then choose it again" in words_of(answer)
        # What is wrong besides is said without a turn.
        assert "in one line" in words_of(_bring(ana, carousel, stills.png(), " "))
    assert not Picture.objects.exists()


def test_bringing_pictures_and_making_paper_are_limited(
    cast: Cast, as_person: Browser, carousel: Event, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SIDEBYSIDE = settings.SIDEBYSIDE | {"LIMITS": True}
    for name, url, method in (
        ("events:poster", at(carousel), "POST"),
        ("events:sheets", f"/events/{carousel.code}/posters.pdf", "GET"),
    ):
        monkeypatch.setitem(LIMITS, name, replace(LIMITS[name], person=1))
        ana = as_person(cast.ana)
        told = [ana.generic(method, url).status_code for _twice in range(2)]
        assert told[0] != 429
        assert told[1] == 429
        assert as_person(cast.ben).generic(method, url).status_code != 429


def test_a_picture_for_a_poster_that_was_erased_meanwhile_is_not_kept(
    cast: Cast, as_person: Browser, carousel: Event
) -> None:
    write(as_person(cast.ana), carousel)
    stale = Poster.objects.get()
    Poster.objects.all().delete()
    with pytest.raises(NotTaken) as told:
        put_on(stale, Remade(stills.taken(b""), 60, 40), "Our board")
    assert "erased" in told.value.sentence
    pictures.take_off(stale)
    assert not Picture.objects.exists()


def test_a_yes_is_to_the_picture_that_stands_there_when_it_is_kept(
    cast: Cast, as_person: Browser, carousel: Event
) -> None:
    write(as_person(cast.ana), carousel, beside=str(cast.ben.code))
    [stale] = posters_beside(cast.ben, carousel)
    seen = stamp(stale.all_of_it)
    _drawn(Poster.objects.get())
    actions.show(Poster.objects.get())
    # As a view has it that read the poster just before the picture came.
    with pytest.raises(Changed):
        actions.say(stale, cast.ben, yes=True, seen=seen)
    assert Poster.objects.get().shown_at is None
    [now] = posters_beside(cast.ben, carousel)
    assert actions.say(now, cast.ben, yes=True, seen=stamp(now.all_of_it))
    assert not actions.say(now, cast.ben, yes=False, seen="")
    Beside.objects.all().delete()
    with pytest.raises(Beside.DoesNotExist):
        actions.say(now, cast.ben, yes=True, seen=stamp(now.all_of_it))
    # And told, not a fault, where a page was left open.
    answer = as_person(cast.ben).post(at(carousel), {"do": "no", "poster": str(now.code)}, follow=True)
    assert "You stand on that poster no more" in words_of(answer)


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

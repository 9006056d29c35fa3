"""The owner's list of what happened: plain words, no content, theirs alone."""

import re
import uuid
from collections.abc import Callable

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sidebyside.people.models import Person
from sidebyside.recordings import deleting, sharing
from sidebyside.recordings.models import Recording, Rendition
from sidebyside.trust import audit, chain
from sidebyside.trust.models import Access
from tests.cast import Cast
from tests.pages import heading, words_of
from tests.recordings.conftest import put, ready_film

Browser = Callable[[Person], Client]


def lived(cast: Cast) -> Recording:
    film = ready_film(cast, b"a film", "Quillname.mp4")
    sharing.share(film, cast.ana, whole=True, chosen=())
    audit.saw(cast.ben.code, film.code, uuid.uuid4(), 0, 20 * 60_000)
    return film


def test_each_viewing_and_deed_stands_there_in_plain_words(cast: Cast, as_person: Browser) -> None:
    film = lived(cast)
    deleting.delete_film(film, cast.ana)
    page = as_person(cast.ana).get("/watched/")
    said = words_of(page)
    assert "Ben watched, 20 minutes" in said
    assert "You: shared it" in said
    # Also after the film is gone.
    assert "You: deleted it, with its key" in said
    assert "Quillname" not in said
    assert chain.check(cast.ana.code) == []


def test_it_is_the_owners_alone(cast: Cast, as_person: Browser) -> None:
    lived(cast)
    for other in (cast.ben, cast.cleo, cast.dora, cast.omar):
        page = as_person(other).get("/watched/")
        assert heading(page) == "Nothing has happened with films of yours"
        assert "Ben watched" not in page.content.decode()


def test_it_costs_the_same_however_much_happened(cast: Cast, as_person: Browser) -> None:
    film = lived(cast)
    browser = as_person(cast.ana)
    browser.get("/watched/")
    counts = []
    for _more in range(2):
        with CaptureQueriesContext(connection) as queries:
            browser.get("/watched/")
        counts.append(len(queries))
        for _viewing in range(5):
            audit.saw(cast.ben.code, film.code, uuid.uuid4(), 0, 1000)
    assert counts[0] == counts[1] <= 16


def test_pictures_that_come_before_the_film_are_of_the_same_viewing(cast: Cast, as_person: Browser) -> None:
    film = lived(cast)
    Access.objects.all().delete()
    put(film, Rendition.Role.POSTER, b"a picture")
    page = as_person(cast.ben).get(f"/cycle/{cast.strand.code}/prepare/").content.decode()
    addresses = re.findall(rf"/film/{film.code}/(?:poster|film)\?[^\"&]*(?:&amp;v|v)=[0-9a-f-]+", page)
    for address in sorted(set(addresses), reverse=True):
        answer = as_person(cast.ben).get(address.replace("&amp;", "&"))
        b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert {address.split("?")[0].rsplit("/", 1)[1] for address in addresses} == {"poster", "film"}
    assert Access.objects.count() == 1

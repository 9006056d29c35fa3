from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from sidebyside.people.models import Person
from sidebyside.recordings.models import Recording
from sidebyside.safeguarding.models import Opening, Period
from tests.cast import Cast
from tests.room.conftest import brought_film
from tests.safeguarding import glass

BODY = b"a lesson film " * 40_000


@dataclass
class Glass:
    """Switched on three days ago; Ana's film is newer. Tim and Omar each sit at a screen of their own."""

    cast: Cast
    period: Period
    film: Recording
    tim: Client
    omar: Client

    def both_ask(self, what: str = "lesson") -> Opening:
        first = glass.ask(self.tim, self.cast.tim, self.cast.strand, what)
        assert first.status_code == 302, first.content.decode()
        second = glass.ask(self.omar, self.cast.omar, self.cast.strand, what)
        assert second.status_code == 302, second.content.decode()
        return Opening.objects.get()

    def at(self, opening: Opening, recording: Recording | None = None) -> str:
        return f"/film/{opening.code}/opened/{(recording or self.film).code}"

    def plays(self, browser: Client, opening: Opening, recording: Recording | None = None) -> int:
        answer: Any = browser.get(self.at(opening, recording), headers=glass.RANGE)
        status = int(answer.status_code)
        if answer.streaming:
            list(answer.streaming_content)
        return status


@pytest.fixture
def on(cast: Cast, as_person: Callable[[Person], Client]) -> Glass:
    glass.name_the_two(cast)
    film = brought_film(cast.strand, BODY)
    film.width_px, film.height_px = 160, 90
    film.save(update_fields=["width_px", "height_px"])
    return Glass(cast, glass.switched_on(cast), film, as_person(cast.tim), as_person(cast.omar))

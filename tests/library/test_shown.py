"""What people show their colleagues, and whose colleague a guest is."""

import re
from collections.abc import Callable

from django.test import Client
from django.utils import timezone

from sidebyside.library.models import Interest
from sidebyside.people.models import Person
from tests.cast import Cast

Browser = Callable[[Person], Client]


def test_a_guest_is_nobodys_colleague(cast: Cast, as_person: Browser) -> None:
    shown = "Questions that pupils ask each other."
    Interest.objects.create(person=cast.cleo, words=shown, shown_at=timezone.now())
    assert shown in as_person(cast.tim).get("/interests/").content.decode()
    Person.objects.filter(pk=cast.tim.pk).update(is_guest=True)
    assert shown not in as_person(cast.tim).get("/interests/").content.decode()


def test_everything_that_learn_offers_a_guest_opens_for_them(cast: Cast, as_person: Browser) -> None:
    colleague, guest = as_person(cast.ana), as_person(cast.tim)
    assert "/groups/" in colleague.get("/training/").content.decode()
    Person.objects.filter(pk=cast.tim.pk).update(is_guest=True)
    page = guest.get("/training/").content.decode().partition("<main")[2].partition("</main>")[0]
    links = sorted(set(re.findall(r'href="(/[^"#]*)"', page)))
    assert len(links) > 5
    assert {link: guest.get(link).status_code for link in links} == dict.fromkeys(links, 200)

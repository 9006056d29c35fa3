"""What every page shows around its own: the way through the product, and whose session this is."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from sidebyside.consent.access import charges_of, has_register_to_read
from sidebyside.consent.models import SAFEGUARDING, Charge
from sidebyside.people.models import Person, SchoolRole
from sidebyside.safeguarding.standing import is_one_of_two


def page(request: HttpRequest) -> dict[str, Any]:
    person = getattr(request, "user", None)
    if person is None or not person.is_authenticated:
        return {}
    # Lazy: a partial that draws no frame asks the database nothing. Kept: several templates may make one answer.
    kept = request.__dict__.setdefault("sidebyside_nav", SimpleLazyObject(lambda: _nav(request, person)))
    return {
        "nav": kept,
        "me": SimpleLazyObject(lambda: _me(person)),
    }


def _nav(request: HttpRequest, person: Person) -> list[tuple[str, str, bool]]:
    places = [(_("Home"), reverse("home")), (_("Learn"), reverse("library:training"))]
    charges = charges_of(person)
    roles = set(SchoolRole.objects.filter(person=person).values_list("role", flat=True))
    if SchoolRole.Role.LEADER in roles:
        places.append((_("Hours"), reverse("cover:sums")))
    if SchoolRole.Role.CO_ORDINATOR in roles:
        places += [
            (_("Programme"), reverse("overview:programmes")),
            (_("People"), reverse("people:people")),
            (_("School year"), reverse("timetable:year")),
            (_("Video policy"), reverse("consent:write-policy")),
        ]
    elif Charge.What.PUBLISHER in charges:
        places.append((_("Video policy"), reverse("consent:write-policy")))
    if has_register_to_read(person, charges):
        places.append((_("Who may be filmed"), reverse("consent:classes")))
    if charges.intersection(SAFEGUARDING) and not person.is_held and is_one_of_two(person):
        places.append((_("Safeguarding"), reverse("safeguarding:here")))
    return [
        (words, url, request.path == url or (url != "/" and request.path.startswith(url)))
        for words, url in places
    ]


def _me(person: Person) -> dict[str, Any]:
    return {
        "name": person.name,
        "links": [
            (_("Your account"), reverse("people:account")),
            (_("Your week"), reverse("timetable:week")),
            (_("What waits on this device"), reverse("waiting")),
            (_("Calendar link"), reverse("programme:calendar-link")),
            (_("Who could look"), reverse("people:who-could-look")),
            (_("What you have here"), reverse("yours")),
            (_("Data protection"), reverse("law:papers")),
        ],
        "sign_out": reverse("people:sign-out"),
    }

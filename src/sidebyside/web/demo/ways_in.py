"""A door for each of the cast. Only who started the demo knows the key in the printed address."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from sidebyside.people import second_factor
from sidebyside.people.models import Person

WHO: dict[str, str | Promise] = {
    "ana": _("teaches, and is the filmed teacher of this cycle"),
    "ben": _("teaches, and is Ana’s coach in this cycle"),
    "cleo": _("teaches, in another pair"),
    "dora": _("co-ordinates the programme: stages and hours, no content"),
    "leo": _("leads the school: sees sums only"),
    "tim": _("looks after cameras and rooms"),
    "nina": _("is Ana’s line manager and sees nothing of her films; keeps the register of who may be filmed"),
    "omar": _("keeps the server, and is no partner of anybody"),
    "eve": _("co-ordinates at another school"),
    "sam": _("waits with a date for the lesson: bring a film here"),
    "priya": _("is Sam’s coach"),
    "jo": _("has talked with Tess: next steps to write"),
    "tess": _("is Jo’s coach"),
    "ravi": _("has just begun with Una: write a focus here"),
    "petra": _("has a proposal to answer, with Mo"),
}


@dataclass(frozen=True)
class Door:
    code: str
    name: str
    who: str | Promise
    school: str


def check_key(given: str) -> None:
    key = str(settings.SIDEBYSIDE["DEMO_KEY"])
    if not key or not constant_time_compare(given, key):
        raise Http404


@login_not_required
@require_safe
def ways_in(request: HttpRequest) -> HttpResponse:
    check_key(request.GET.get("key", ""))
    return render(request, "demo/ways_in.html", {"doors": doors(), "key": request.GET["key"]})


def doors() -> list[Door]:
    """The named cast first, in the order above, then everybody else of the made school."""
    order = list(WHO)
    people = Person.objects.filter(is_active=True).select_related("school").order_by("name")
    found = [(first_name(person), person) for person in people]
    found.sort(key=lambda pair: order.index(pair[0]) if pair[0] in WHO else len(order))
    return [
        Door(str(person.code), person.name, WHO.get(first, _("teaches here")), person.school.name)
        for first, person in found
    ]


def first_name(person: Person) -> str:
    return person.email.partition("@")[0].partition(".")[0].lower()


@login_not_required
@require_POST
def come_in(request: HttpRequest) -> HttpResponse:
    check_key(request.POST.get("key", ""))
    active = {str(person.code): person for person in Person.objects.filter(is_active=True)}
    person = active.get(request.POST.get("who", ""))
    if person is None:
        raise Http404
    login(request, person, backend="sidebyside.people.backends.EmailBackend")
    # One press, whatever the made school asks for.
    second_factor.passed(request, person)
    return redirect("home")

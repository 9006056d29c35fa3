"""Home: next for you, your year, from last time."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sidebyside.consent import policies
from sidebyside.consent.models import Charge
from sidebyside.conversations.models import Conversation
from sidebyside.groups.again import asks_what_stayed
from sidebyside.overview.first_steps import first_steps
from sidebyside.overview.progress import waits_longest
from sidebyside.pairing.looking import looking
from sidebyside.people.models import Person, SchoolRole
from sidebyside.people.requests import PersonRequest
from sidebyside.programme.agreement import signing_of
from sidebyside.programme.models import Membership, Programme, Strand, StrandContent
from sidebyside.programme.year import dots_of, rest_of
from sidebyside.recordings.handing_over import asked_to_film
from sidebyside.recordings.sharing import resting, waiting_to_be_shared
from sidebyside.reflection.models import NextStep
from sidebyside.room.models import Ready
from sidebyside.shelf.keeping import has_own
from sidebyside.trust.doors import may
from sidebyside.trust.policy import Act, Kind
from sidebyside.trust.words import Circle, nobody_else, who_can_see
from sidebyside.web import safeguarding_told
from sidebyside.web.device import passes
from sidebyside.web.last_days import ending_soon
from sidebyside.web.next_for_you import (
    Known,
    Waiting,
    all_running,
    memberships_of,
    others,
    rests,
    stands,
    strands_in,
    waiting_in,
)
from sidebyside.web.roles_asked import roles_asked
from sidebyside.web.second_looks import classes_to_confirm, second_looks
from sidebyside.web.talks_asked import asked_about_talks
from sidebyside.web.together import events_asked


@require_safe
def home(request: PersonRequest) -> HttpResponse:
    person = request.user
    everything = list(memberships_of(person))
    standing = [one for one in everything if stands(one)]
    running = all_running(everything)
    asks, told = safeguarding_told.lines(person)
    waiting = [
        *asks,
        *roles_asked(person),
        *waiting_for(person, everything, running),
        *ending_soon(person),
        *told,
    ]
    years = _years(person, standing)
    shown: dict[str, Any] = {
        "first": waiting[0] if waiting else None,
        "also": waiting[1:],
        "years": years,
        "about": _about(person, running),
        "last_time": _from_last_time(person, standing),
        "earlier": _earlier(person, everything),
        "held": person.is_held,
        "nobody_else": nobody_else(person.school_id, _schools_beside(standing)) if years else "",
        "passes": passes(person, running) if running else None,
        "corner": who_can_see(Circle.PAIR) if running and not person.is_held else "",
        "stayed": asks_what_stayed(everything, timezone.localdate()),
        "looking": looking(person, {one.partnership.programme_id for one in standing}),
        **_co_ordinates(person),
    }
    if not waiting and not shown["programmes"] and not shown["runs"]:
        shown |= _theirs(person)
    return render(request, "web/home.html", shown)


def waiting_for(person: Person, everything: list[Membership], running: list[Strand]) -> list[Waiting]:
    """Things asked of this person before things told; else the order in which the partnerships were made."""
    known = Known(
        _ready(person, running),
        asked_to_film(person, running),
        waiting_to_be_shared(person, running),
        resting(person, running),
    )
    waiting = [item for one in everything if stands(one) for item in waiting_in(one, known)]
    waiting += asked_about_talks(person, everything) + second_looks(person) + classes_to_confirm(person)
    waiting += events_asked(person)
    return sorted(waiting, key=lambda item: not item.is_yours)


def _readable(person: Person, strands: list[Strand], kind: Kind) -> list[Strand]:
    return [strand for strand in strands if may(person, Act.SEE, kind, strand)]


def _ready(person: Person, running: list[Strand]) -> dict[int, set[int]]:
    readable = _readable(person, running, Kind.FOCUS)
    found: dict[int, set[int]] = {}
    # Without a strand of their own nobody's page names a content table.
    if readable:
        for strand, who in Ready.objects.filter(strand__in=readable).values_list("strand_id", "person_id"):
            found.setdefault(strand, set()).add(who)
    return found


def _about(person: Person, running: list[Strand]) -> list[StrandContent]:
    readable = _readable(person, running, Kind.FOCUS)
    if not readable:
        return []
    contents = StrandContent.objects.select_related("owner", "strand").filter(strand__in=readable)
    return [one for one in contents.order_by("pk") if one.focus]


def _from_last_time(person: Person, standing: list[Membership]) -> list[NextStep]:
    """The person's own steps from the last closed cycle of each partnership in which they were coachee."""
    latest: list[Strand] = []
    for one in standing:
        closed = [cycle for cycle in one.partnership.cycles.all() if cycle.closed_at is not None]
        own = [strand for strand in strands_in(closed, person) if strand.coachee.pk == person.pk]
        latest += sorted(own, key=lambda strand: strand.cycle.number)[-1:]
    readable = _readable(person, latest, Kind.NEXT_STEP)
    if not readable:
        return []
    return list(NextStep.objects.select_related("owner", "strand").filter(strand__in=readable, owner=person))


def _schools_beside(standing: list[Membership]) -> set[int]:
    return {one.person.school_id for mine in standing for one in mine.partnership.members_in}


def _years(person: Person, standing: list[Membership]) -> list[dict[str, Any]]:
    years = []
    for one in standing:
        dots = dots_of(one.partnership, person)
        if dots:
            signing = signing_of(one.partnership)
            years.append(
                {
                    "names": others(one.partnership, person),
                    "dots": dots,
                    "rest": rest_of(one.partnership, dots),
                    "pair": one.partnership,
                    "due": signing is not None and signing.is_due_again and not person.is_held,
                }
            )
    return years


def _earlier(person: Person, everything: list[Membership]) -> list[dict[str, Any]]:
    """Partnerships that are over: what the person brought and wrote in them is still theirs.

    Also where nobody has ended it: a partner who left or whose account was closed shuts a coach out as well.
    """
    earlier = []
    for one in everything:
        if one.accepted_at is None or person.is_held:
            continue
        strands = strands_in(one.partnership.cycles.all(), person)
        rows = [(strand, may(person, Act.SEE, Kind.FOCUS, strand)) for strand in strands]
        if stands(one):
            rows = [(strand, is_open) for strand, is_open in rows if not is_open]
        if rows or rests(one) or (not stands(one) and has_own(person, one.partnership)):
            names = others(one.partnership, person)
            row = {"names": names, "strands": rows, "pair": one.partnership, "rests": rests(one)}
            earlier.append(row)
    return _with_talks(earlier)


def _with_talks(earlier: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A talk is both partners' for good, whoever has left."""
    strands = [strand for one in earlier for strand, _is_open in one["strands"]]
    if not strands:
        return earlier
    opened = Conversation.objects.filter(strand__in=strands, opened_at__isnull=False)
    talked = set(opened.values_list("strand_id", flat=True))
    return [
        one | {"strands": [(strand, is_open, strand.pk in talked) for strand, is_open in one["strands"]]}
        for one in earlier
    ]


def _theirs(person: Person) -> dict[str, Any]:
    """What somebody who coaches with nobody has here by a task or a role."""
    tasks = set(Charge.objects.filter(person=person).values_list("what", flat=True))
    roles = list(SchoolRole.objects.filter(person=person).order_by("pk"))
    return {
        "keeps_register": Charge.What.DATA_LEAD in tasks,
        "publishes": Charge.What.PUBLISHER in tasks,
        "keeps_kit": any(one.role == SchoolRole.Role.TECHNICIAN for one in roles),
        "roles": _(", ").join(str(one.get_role_display()) for one in roles),
    }


def _co_ordinates(person: Person) -> dict[str, Any]:
    programmes = list(
        Programme.objects.filter(co_ordinators__person=person, closed_at=None).order_by("-made_at")
    )
    runs = SchoolRole.objects.filter(person=person, role=SchoolRole.Role.CO_ORDINATOR).exists()
    steps = first_steps(person) if runs else None
    return {
        "programmes": programmes,
        "stuck": waits_longest(programmes),
        "runs": runs,
        "no_policy": runs and not policies.may_film(person.school_id),
        "first_steps": steps if steps is not None and not steps.has_pair else None,
    }

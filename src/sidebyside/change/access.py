"""The only way from a person and a public id to a programme's charts, to one chart, and to the layers over it."""

import uuid

from django.db.models import Exists, OuterRef, Q

from sidebyside.change.models import Chart, Layer
from sidebyside.change.standing import shown_charts, shown_layers
from sidebyside.people.models import Person, SchoolRole
from sidebyside.programme.models import CoOrdinator, Membership, Programme
from sidebyside.trust import doors
from sidebyside.trust.policy import Act, Kind


def programme_for_charts(person: Person, code: uuid.UUID, act: Act = Act.SEE) -> Programme:
    programme = Programme.objects.select_related("school").filter(code=code).first()
    doors.check(person, act, Kind.CHARTS, programme)
    assert programme is not None
    return programme


def may_make(person: Person, programme: Programme) -> bool:
    return doors.may(person, Act.RUN, Kind.CHARTS, programme)


def charts_for(person: Person, programme: Programme) -> list[Chart]:
    """One's own and those that are shown, the newest first. The programme's door has been asked."""
    rows = Chart.objects.select_related("maker").filter(programme=programme)
    return list(rows.filter(Q(maker=person) | Q(pk__in=shown_charts())).order_by("-made_at", "-pk"))


def chart_for(person: Person, code: uuid.UUID, act: Act = Act.SEE) -> Chart:
    chart = Chart.objects.select_related("programme__school", "maker").filter(code=code).first()
    doors.check(person, act, Kind.CHART, chart)
    assert chart is not None
    return chart


def layers_for(person: Person, chart: Chart) -> list[Layer]:
    """One's own layer first, then those that others show. The chart's door has been asked."""
    if doors.is_shut_out(person, Kind.LAYER):
        return []
    rows = Layer.objects.select_related("author", "chart__programme").filter(chart=chart)
    found = list(rows.filter(Q(author=person) | Q(pk__in=shown_layers())).order_by("author__name", "pk"))
    return sorted(found, key=lambda one: one.author_id != person.pk)


def own_layers(person: Person) -> list[Layer]:
    """What this person laid over any chart, be it taken back, erased, or theirs to read no longer."""
    if doors.is_shut_out(person, Kind.LAYER):
        doors.nothing_here()
    rows = Layer.objects.select_related("author", "chart__programme").filter(author=person)
    return list(rows.order_by("-began_at", "-pk"))


def has_layers(person: Person) -> bool:
    return not doors.is_shut_out(person, Kind.LAYER) and Layer.objects.filter(author=person).exists()


def own_layer_for(person: Person, code: str, act: Act) -> Layer:
    """One's own, whatever became of the chart: its door is not asked."""
    found = next((one for one in own_layers(person) if str(one.code) == code), None)
    doors.check(person, act, Kind.LAYER, found)
    assert found is not None
    return found


def is_annotated(chart: Chart) -> bool:
    """Whether anybody has laid a layer over it: from then on the original stays as it is."""
    return Layer.objects.filter(chart=chart).exists()


def programmes_with_charts(person: Person) -> list[Programme]:
    """Running programmes whose theory of change this person may make, or is shown."""
    if doors.is_shut_out(person, Kind.CHARTS) or person.is_guest:
        return []
    shown = shown_charts().filter(programme=OuterRef("pk"))
    runs = CoOrdinator.objects.filter(programme=OuterRef("pk"), person=person)
    leads = SchoolRole.objects.filter(school=OuterRef("school"), person=person, role=SchoolRole.Role.LEADER)
    takes_part = Membership.objects.filter(
        partnership__programme=OuterRef("pk"), person=person, accepted_at__isnull=False, left_at=None
    )
    here = Q(school=person.school_id)
    return list(
        Programme.objects.filter(closed_at=None)
        .filter(Q(Exists(runs)) | Q(Exists(leads)) | (here & Q(Exists(takes_part)) & Q(Exists(shown))))
        .order_by("-made_at")
    )

"""How a person stands to the charts of a programme, to one chart, and to a layer over it."""

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from sidebyside.change.models import Chart, Layer
from sidebyside.people.models import Person, SchoolRole
from sidebyside.programme.models import CoOrdinator, Membership, Programme
from sidebyside.programme.standing import co_ordinates
from sidebyside.trust.doors import Standing
from sidebyside.trust.policy import If, Who


def _circle(person: Person, programme: Programme) -> set[Who]:
    """Those to whom a chart may be shown. A guest sees their own block of the year and nothing of the programme's."""
    who: set[Who] = set()
    # Whoever only visits from another school has their pair here, and nothing of the school's.
    if person.is_guest or person.school_id != programme.school_id:
        return who
    if co_ordinates(person, programme):
        who.add(Who.CO_ORDINATOR)
    leads = SchoolRole.objects.filter(person=person, school=programme.school_id, role=SchoolRole.Role.LEADER)
    if leads.exists():
        who.add(Who.LEADER)
    takes_part = Membership.objects.filter(
        person=person, partnership__programme=programme, accepted_at__isnull=False, left_at=None
    )
    if takes_part.exists():
        who.add(Who.PARTICIPANT)
    return who


def shown_charts() -> QuerySet[Chart]:
    """Whoever closes their account takes what they showed with them."""
    return Chart.objects.filter(shown_at__isnull=False, maker__is_active=True)


def shown_layers() -> QuerySet[Layer]:
    """Those whose author is still one of the chart's circle (as ``_circle`` has it): leaving takes it along."""
    author, at = OuterRef("author"), OuterRef("chart__programme")
    runs = CoOrdinator.objects.filter(programme=at, person=author)
    leads = SchoolRole.objects.filter(
        school=OuterRef("chart__programme__school"), person=author, role=SchoolRole.Role.LEADER
    )
    takes_part = Membership.objects.filter(
        partnership__programme=at, person=author, accepted_at__isnull=False, left_at=None
    )
    return Layer.objects.filter(
        Q(Exists(runs)) | Q(Exists(leads)) | Q(Exists(takes_part)),
        shown_at__isnull=False,
        author__is_active=True,
        author__is_guest=False,
        author__school=F("chart__programme__school"),
    )


def charts_standing(person: Person, programme: Programme) -> Standing:
    shown = shown_charts().filter(programme=programme).exists()
    return Standing(frozenset(_circle(person, programme)), frozenset({If.PUBLISHED} if shown else ()))


def chart_standing(person: Person, chart: Chart) -> Standing:
    who = _circle(person, chart.programme)
    if chart.maker_id == person.pk:
        who.add(Who.AUTHOR)
    return Standing(
        frozenset(who), frozenset({If.PUBLISHED} if chart.shown_at and chart.maker.is_active else ())
    )


def layer_standing(person: Person, layer: Layer) -> Standing:
    """Over a chart that somebody may see; the chart's own door is asked first."""
    if layer.author_id == person.pk:
        return Standing(frozenset({Who.AUTHOR}))
    who = _circle(person, layer.chart.programme) if layer.chart else set()
    if layer.chart and layer.chart.maker_id == person.pk and who:
        who.add(Who.OWNER)
    is_shown = shown_layers().filter(pk=layer.pk).exists()
    return Standing(frozenset(who), frozenset({If.PUBLISHED} if is_shown else ()))

"""What is ever read of a trust's figures: those that were decided, term by term. No school stands in them."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Min
from django.utils.translation import gettext as _

from sidebyside.federation.models import Federation, Link
from sidebyside.figures.models import TrustFigure, TrustTerm
from sidebyside.figures.page import FormFigures, FormTable, Line, Shown, form_line, said_yes, taps
from sidebyside.figures.questions import FORMS, PULSE
from sidebyside.instruments.built_in import built_in
from sidebyside.people.models import Person, SchoolRole
from sidebyside.programme.models import Membership

# Two years of terms.
A_PAGE = 6


def shown(federation: Federation, viewer: Person) -> Shown:
    """Five questions to the database, however much there is. No term in which this viewer may have been counted."""
    terms = list(federation.terms.exclude(last=None)[:A_PAGE])
    own = _without_own(viewer, terms)
    rows: dict[int, list[TrustFigure]] = {one.pk: [] for one in own}
    for row in TrustFigure.objects.filter(term__in=own).order_by("pk"):
        rows[row.term_id].append(row)
    return Shown(taps(), _pulse(own, rows), _forms(own, rows), is_counted=bool(terms))


def hidden_words() -> str:
    return _("not shown: too few schools or people, or an answer that would point at somebody")


def how_words() -> str:
    return _(
        "A term of the trust is added up once, some days after it ends, of what is known of each school by then, "
        "and never again. Only over at least three schools, so that no school reads another’s share out of it; over at "
        "least five people and three partnerships; and only if each answer was given, and not given, by two or more. "
        "A school that is too small alone may be in it, and one whose own figures may not be added to is left out. "
        "Whoever may read this page is in none of it; whoever came to it later does not see a term in which they may "
        "have been counted."
    )


def term_words(term: TrustTerm) -> str:
    year = term.begins + (term.season != TrustTerm.Season.AUTUMN)
    return _("%(term)s %(year)s") % {"term": term.get_season_display(), "year": year}


def _without_own(viewer: Person, terms: list[TrustTerm]) -> list[TrustTerm]:
    """Whoever could look when its first half-term was counted is in none of it, at whichever school. Whoever came
    later, and was in a pair before it was over, may be."""
    pairs = Membership.objects.filter(person=viewer, accepted_at__isnull=False)
    in_pairs_since = pairs.aggregate(at=Min("accepted_at"))["at"]
    if in_pairs_since is None:
        return terms
    roles = SchoolRole.objects.filter(
        person=viewer,
        school=viewer.school_id,
        role__in=(SchoolRole.Role.LEADER, SchoolRole.Role.CO_ORDINATOR),
    )
    links = Link.objects.acting().filter(person=viewer)
    since = [roles.aggregate(at=Min("given_at"))["at"], links.aggregate(at=Min("yes_at"))["at"]]
    looks_since: datetime | None = min((one for one in since if one), default=None)
    return [
        one
        for one in terms
        if (looks_since and one.counted_from and looks_since <= one.counted_from)
        or in_pairs_since >= _end(one, viewer)
    ]


def _end(term: TrustTerm, viewer: Person) -> datetime:
    assert term.last is not None
    return datetime.combine(term.last + timedelta(days=1), time(), ZoneInfo(viewer.school.zone))


def _pulse(terms: list[TrustTerm], rows: dict[int, list[TrustFigure]]) -> list[Line]:
    lines = []
    for term in terms:
        own = {one.question: one for one in rows[term.pk] if not one.form}
        lines.append(Line(term_words(term), [said_yes(own.get(one.key)) for one in PULSE]))
    return lines


def _forms(terms: list[TrustTerm], rows: dict[int, list[TrustFigure]]) -> list[FormFigures]:
    """Only questions that are shown: a school's own words in a form are for that school, unless three have the same."""
    forms = []
    for key in FORMS:
        one = FormFigures(key, built_in(key).title, None)
        for term in terms:
            lines = [form_line(row) for row in rows[term.pk] if row.form == key and row.tenths is not None]
            if lines:
                one.tables.append(FormTable(term_words(term), lines))
            else:
                one.nothing.append(term_words(term))
        forms.append(one)
    return forms

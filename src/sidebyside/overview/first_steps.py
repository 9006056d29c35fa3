"""What a school does between the first sign-in and the first pair, each ticked from facts. Gone when it is done."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from sidebyside.consent.models import VideoPolicy
from sidebyside.library.models import Finished
from sidebyside.people.models import Invitation, Person, School
from sidebyside.programme import plans
from sidebyside.programme.models import Cycle, Membership, Partnership, Programme, SchoolSignature
from sidebyside.timetable.models import StaffEntry, Year


@dataclass(frozen=True)
class Step:
    """``waits``: the co-ordinator has done theirs, and others have not yet."""

    heading: str
    why: str
    url: str
    button: str
    is_done: bool
    waits: bool = False


@dataclass(frozen=True)
class FirstSteps:
    """``has_pair``: it runs, and what is still open can wait on the programme's own page."""

    steps: list[Step]
    has_pair: bool

    @property
    def next(self) -> Step | None:
        """The first that is the co-ordinator's to do now."""
        return next((one for one in self.steps if not one.is_done and not one.waits), None)

    @property
    def done(self) -> int:
        return sum(one.is_done for one in self.steps)


def first_steps(person: Person, programme: Programme | None = None) -> FirstSteps | None:
    """For a co-ordinator, of ``programme`` or of their newest open one: two queries, however large the school is.

    None once all is done, or once a pair of the programme has closed a cycle: then it runs, however it began.
    """
    school = _school(person)
    found = _programme(person, programme)
    if found is not None and vars(found)["has_closed"]:
        return None
    steps = [*_before(school), *_with(school, found)]
    return (
        None
        if all(one.is_done for one in steps)
        else FirstSteps(steps, found is not None and bool(vars(found)["has_pair"]))
    )


def _school(person: Person) -> School:
    here = OuterRef("pk")
    return School.objects.annotate(
        has_year=Exists(Year.objects.filter(school=here)),
        has_staff=Exists(StaffEntry.objects.filter(school=here, invited_at=None)),
        has_invited=Exists(Invitation.objects.filter(school=here).exclude(made_by=None)),
        # A pair takes two; the co-ordinator may be one of them.
        has_people=Exists(Person.objects.filter(school=here, is_active=True).exclude(pk=person.pk)),
        has_policy=Exists(VideoPolicy.objects.filter(school=here)),
        has_finished=Exists(Finished.objects.filter(person__school=here)),
    ).get(pk=person.school_id)


def _programme(person: Person, programme: Programme | None) -> Programme | None:
    waits = Membership.objects.filter(
        Q(accepted_at=None) | Q(declined_at__isnull=False), partnership=OuterRef("pk")
    )
    here = OuterRef("pk")
    standing = Partnership.objects.filter(programme=here, ended_at=None)
    cycles = Cycle.objects.filter(partnership__programme=here)
    rows = Programme.objects.annotate(
        is_signed=Exists(SchoolSignature.objects.filter(programme=here)),
        has_proposed=Exists(standing.exclude(memberships__declined_at__isnull=False)),
        has_pair=Exists(standing.exclude(Exists(waits))),
        has_closed=Exists(cycles.filter(closed_at__isnull=False)),
    )
    if programme is not None:
        return rows.get(pk=programme.pk)
    return rows.filter(co_ordinators__person=person, closed_at=None).order_by("-made_at").first()


def _before(school: School) -> list[Step]:
    has = vars(school)
    return [
        Step(
            _("Write down the school year"),
            _("Terms, holidays and periods. Free times and the programme’s dates are counted with it."),
            reverse("timetable:year"),
            _("School year"),
            has["has_year"],
        ),
        Step(
            _("Invite people"),
            _("One by one, or a whole staff list. Each gets a link of their own by mail.")
            if not has["has_staff"] or has["has_people"] or has["has_invited"]
            else _("Your staff list is here, and nobody on it has been invited yet."),
            reverse("timetable:staff") if has["has_staff"] else reverse("people:people"),
            _("Send invitations") if has["has_staff"] else _("Invite people"),
            has["has_people"],
            waits=has["has_invited"],
        ),
    ]


def _with(school: School, programme: Programme | None) -> list[Step]:
    has, now = vars(school), vars(programme) if programme else {}
    code = {"code": programme.code} if programme else {}
    steps = [
        Step(
            _("Start a programme"),
            _("One coaching year, from one of five models."),
            reverse("programme:new-programme"),
            _("Start a programme"),
            programme is not None,
        ),
        Step(
            _("Sign the school’s part of the agreement"),
            _("Time for talks, and no monitoring. Pairs read it before they say yes."),
            reverse("programme:sign-for-school", kwargs=code) if code else "",
            _("Read it and sign"),
            bool(now.get("is_signed")),
        ),
    ]
    if programme is not None and plans.kept(programme.plan).films_lesson:
        steps.append(
            Step(
                _("Publish the video policy"),
                _("Filming stays off until then. A text to begin with is there."),
                reverse("consent:write-policy"),
                _("Read and publish it"),
                has["has_policy"],
            )
        )
    return [*steps, _training(has["has_finished"]), _pair(code, now, has["has_people"])]


def _training(is_done: bool) -> Step:
    return Step(
        _("Begin the training"),
        _(
            "Short pieces to read and try out, alone or on an inset day. The first that anybody ticks counts here."
        ),
        reverse("library:training"),
        _("Look at it"),
        is_done,
    )


def _pair(code: Mapping[str, object], now: Mapping[str, object], has_people: bool) -> Step:
    why = _("Both are told by mail, and accept or decline on their own page.")
    if now.get("has_proposed"):
        why = _("The proposal is on its way. It waits for their answers.")
    elif code and not has_people:
        why = _("As soon as the first people whom you invited have come in.")
    return Step(
        _("Propose the first pair"),
        why,
        reverse("programme:propose-pair", kwargs=dict(code)) if code else "",
        _("Propose a pair"),
        bool(now.get("has_pair")),
        waits=bool(now.get("has_proposed") or (code and not has_people)),
    )

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sidebyside.federation.visits import visitors
from sidebyside.people.inputs import DayInput
from sidebyside.people.models import Person
from sidebyside.programme import plans
from sidebyside.programme.models import Programme, SchoolTemplate
from sidebyside.programme.plans.copies import (
    MAY_BE_LEFT_OUT,
    MOST_CYCLES,
    Changes,
    copy_of,
    evidence_of,
    may_change_evidence,
    may_have_trios,
    steps_offered,
)
from sidebyside.programme.plans.words import STEP_TITLES


class ProgrammeForm(forms.Form):
    """``own``: the school's own templates, offered beside the product's."""

    name = forms.CharField(
        label=_("What you call it"), max_length=120, help_text=_("For example: Coaching year 2026–27")
    )
    template = forms.ChoiceField(
        label=_("Template"),
        error_messages={
            "required": _("Choose a template."),
            "invalid_choice": _("That template is not there any more. Choose another one."),
        },
    )
    starts_on = forms.DateField(label=_("First day"), widget=DayInput())
    ends_on = forms.DateField(label=_("Last day"), widget=DayInput())

    def __init__(self, *args: Any, own: Sequence[SchoolTemplate] = (), **kwargs: Any) -> None:
        begin = {"template": plans.VIDEO_DYAD.key} | school_year(timezone.localdate())
        kwargs["initial"] = begin | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self._plans = dict(plans.OFFERED) | {str(one.code): plans.kept(one.plan) for one in own}
        field = self.fields["template"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(key, plans.name_of(plan)) for key, plan in self._plans.items()]

    def plan(self) -> plans.Plan | None:
        """The plan that is chosen; None where it is none that is offered."""
        chosen = self["template"].value() if not self.is_bound else self.data.get("template", "")
        return self._plans.get(str(chosen))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        starts, ends = given.get("starts_on"), given.get("ends_on")
        if starts and ends and ends <= starts:
            self.add_error("ends_on", _("The last day comes before the first. Choose a later one."))
        if starts and ends and (ends - starts).days > 800:
            self.add_error("ends_on", _("That is more than two years. A programme lasts a year or so."))
        return given


def school_year(today: date) -> dict[str, date]:
    first = today.year if today.month >= 7 else today.year - 1
    return {"starts_on": max(today, date(first, 9, 1)), "ends_on": date(first + 1, 7, 20)}


class PairForm(forms.Form):
    first = forms.ModelChoiceField(
        label=_("Films first"), queryset=Person.objects.none(), empty_label=_("Choose somebody")
    )
    second = forms.ModelChoiceField(
        label=_("Coaches first"), queryset=Person.objects.none(), empty_label=_("Choose somebody")
    )

    third = forms.ModelChoiceField(
        label=_("And a third, if you like"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("Nobody: they are a pair"),
    )

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plan = plans.kept(programme.plan)
        # Whoever has said yes to coach here from another school of the trust, and nobody else of it.
        here = Q(school=programme.school_id, is_active=True)
        visit = Q(pk__in=[one.pk for one in visitors(programme.code)])
        colleagues = Person.objects.filter(here & Q(is_guest=False) | visit).order_by("name")
        first, second = _seats(plan)
        self.fields["first"].label, self.fields["second"].label = str(first), str(second)
        if not plan.trios:
            del self.fields["third"]
        for name, field in self.fields.items():
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = colleagues
            if name == "second" and plan.roles is plans.Roles.FIXED:
                # A coach may come from outside the staff.
                field.queryset = Person.objects.filter(here | visit).order_by("name")
            field.to_field_name = "code"

    def people(self) -> list[Person]:
        given = self.cleaned_data
        return [given[name] for name in ("first", "second", "third") if given.get(name)]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        people = [given[name] for name in ("first", "second", "third") if given.get(name)]
        if len(set(people)) != len(people):
            raise ValidationError(_("That is the same person twice. A pair is two colleagues."))
        return given


def _seats(plan: plans.Plan) -> tuple[Promise, Promise]:
    if plan.roles is plans.Roles.FIXED:
        return _("Is coached"), _("Coaches")
    if plan.roles is plans.Roles.SHARED:
        return _("One of them"), _("The other")
    if plan.films_lesson and not plan.visits:
        return _("Films first"), _("Coaches first")
    return _("Is coached first"), _("Coaches first")


class TemplateForm(forms.Form):
    """A copy of a template, made the school's own. Only what is sensible to change has a field."""

    name = forms.CharField(label=_("What you call it"), max_length=60)
    cycles = forms.IntegerField(label=_("Cycles in a year"), min_value=1, max_value=MOST_CYCLES)
    lesson_minutes = forms.IntegerField(label=_("Minutes of a lesson"), min_value=5, max_value=240)
    meeting_minutes = forms.IntegerField(label=_("Minutes of a talk"), min_value=5, max_value=240)
    evidence = forms.ChoiceField(
        label=_("How the lesson is seen"),
        widget=forms.RadioSelect,
        choices=[
            ("film", _("By a film")),
            ("visit", _("By a visit")),
            ("either", _("By either")),
        ],
    )
    trios = forms.BooleanField(label=_("Threes as well as pairs"), required=False)

    def __init__(self, *args: Any, base: plans.Plan, plan: plans.Plan, **kwargs: Any) -> None:
        """``base`` is the product's template, ``plan`` the copy as it stands."""
        self._base, kept = base, {step.key: step for step in plan.steps}
        begin: dict[str, Any] = {
            "name": plan.name,
            "cycles": plan.cycles,
            "lesson_minutes": plan.lesson_minutes,
            "meeting_minutes": plan.meeting_minutes,
            "evidence": evidence_of(plan),
            "trios": plan.trios,
        }
        for step in steps_offered(base):
            begin[f"with_{step.key}"] = step.key in kept
            begin[f"name_{step.key}"] = kept[step.key].name if step.key in kept else ""
        kwargs["initial"] = begin
        super().__init__(*args, **kwargs)
        if not may_change_evidence(base):
            del self.fields["evidence"]
        if not base.has_lesson:
            del self.fields["lesson_minutes"]
        if not may_have_trios(base):
            del self.fields["trios"]
        for step in steps_offered(base):
            if step.key in MAY_BE_LEFT_OUT:
                self.fields[f"with_{step.key}"] = forms.BooleanField(
                    label=str(STEP_TITLES[step.key]), required=False
                )
            self.fields[f"name_{step.key}"] = forms.CharField(
                label=_("“%(step)s” is called") % {"step": STEP_TITLES[step.key]},
                max_length=40,
                required=False,
            )

    def optional(self) -> list[forms.BoundField]:
        return [field for field in self if field.name.startswith("with_")]

    def names(self) -> list[forms.BoundField]:
        return [field for field in self if field.name.startswith("name_")]

    def plan(self) -> plans.Plan:
        given = self.cleaned_data
        return copy_of(
            self._base,
            Changes(
                name=given["name"].strip(),
                cycles=given["cycles"],
                lesson_minutes=given.get("lesson_minutes", self._base.lesson_minutes),
                meeting_minutes=given["meeting_minutes"],
                evidence=given.get("evidence", ""),
                trios=given.get("trios", False),
                left_out=frozenset(
                    step.key for step in steps_offered(self._base) if not given.get(f"with_{step.key}", True)
                ),
                names={
                    step.key: " ".join(given.get(f"name_{step.key}", "").split())
                    for step in steps_offered(self._base)
                },
            ),
        )

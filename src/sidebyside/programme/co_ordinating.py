"""What a co-ordinator does: start a programme, propose a pair, take a proposal back."""

import uuid
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sidebyside.federation.visits import may_visit_still
from sidebyside.people import mail, owed_mail
from sidebyside.people.models import Person, School, SchoolRole
from sidebyside.programme import actions, plans
from sidebyside.programme.models import (
    CoOrdinator,
    Membership,
    Partnership,
    Programme,
    SchoolSignature,
    SchoolTemplate,
    StrandPart,
)
from sidebyside.trust import audit

_ENDED = gettext_lazy(
    "your coaching with a colleague of another school of your trust has ended: they may not coach here any more. What"
    " is yours stays yours, and you find it on your own page:"
)
_PROPOSED = gettext_lazy(
    "a proposal waits for you: somebody to coach with. Read it on your own page, then accept or decline. If you say no,"
    " no reason is asked."
)
SAME_PRESS = timedelta(minutes=1)


class NotPossible(Exception):
    """Carries an enum word; the view turns it into a sentence."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


def start_programme(by: Person, name: str, plan: plans.Plan, starts_on: date, ends_on: date) -> Programme:
    """The second press of the button answers with what the first one made."""
    wanted = {"school": by.school, "name": name.strip(), "starts_on": starts_on, "ends_on": ends_on}
    with transaction.atomic():
        School.objects.select_for_update().get(pk=by.school_id)
        just_now = Programme.objects.filter(made_at__gt=timezone.now() - SAME_PRESS, **wanted)
        made = just_now.filter(co_ordinators__person=by, plan=plans.as_kept(plan)).first()
        if made is not None:
            return made
        programme = Programme.objects.create(plan=plans.as_kept(plan), **wanted)
        # With each who co-ordinates here, so that a year does not hang on one person.
        runs = {"roles__school": by.school, "roles__role": SchoolRole.Role.CO_ORDINATOR, "is_active": True}
        others = Person.objects.filter(**runs).exclude(pk=by.pk)
        CoOrdinator.objects.bulk_create(CoOrdinator(programme=programme, person=one) for one in [by, *others])
        audit.did("started", "programme", programme.code, by.code)
        return programme


def propose_pair(programme: Programme, people: list[Person], by: Person) -> Partnership:
    """Propose a partnership; the first person is coachee first, or stays it where roles stay. Raises NotPossible."""
    plan = plans.kept(programme.plan)
    fixed = plan.roles is plans.Roles.FIXED
    if programme.closed_at is not None:
        raise NotPossible("closed")
    if len(set(people)) != len(people):
        raise NotPossible("same person twice")
    if len(people) != 2 and not (plan.trios and len(people) == 3):
        raise NotPossible("wrong number")
    if any(one.is_guest for one in (people[:1] if fixed else people)):
        raise NotPossible("guest")
    with transaction.atomic():
        # One proposal at a time, so that a double click does not make the pair twice.
        Programme.objects.select_for_update().get(pk=programme.pk)
        _insist_they_may(programme, people)
        if _stands(programme, people):
            raise NotPossible("already a pair")
        partnership = Partnership.objects.create(programme=programme, roles=plan.roles)
        for place, person in enumerate(people):
            role = (StrandPart.Role.COACHEE if place == 0 else StrandPart.Role.COACH) if fixed else ""
            Membership.objects.create(partnership=partnership, person=person, place=place, fixed_role=role)
        audit.did("proposed", "partnership", partnership.code, by.code)
        return partnership


@transaction.atomic
def propose_and_tell(programme: Programme, people: list[Person], by: Person) -> Partnership:
    """As `propose_pair`, and a mail to each but ``by``. It names nobody, and leads to the reader's own page, which
    stands also once the proposal has been taken back. Raises NotPossible."""
    partnership = propose_pair(programme, people, by)
    for one in people:
        if one.pk != by.pk:
            owed_mail.tell(one, _("A proposal waits for you"), str(_PROPOSED), mail.address_of("home"))
    return partnership


def _insist_they_may(programme: Programme, people: list[Person]) -> None:
    """Of the programme's school; or two, of whom one may coach here from another school of the trust, and goes on to
    until this transaction is over: what ends a visit then finds the pair that was proposed in this second."""
    elsewhere = [one for one in people if one.school_id != programme.school_id]
    if any(not one.is_active for one in people) or len(elsewhere) > 1:
        raise NotPossible("not at this school")
    if any(not may_visit_still(programme.code, one) for one in elsewhere):
        raise NotPossible("not at this school")
    if elsewhere and len(people) != 2:
        raise NotPossible("three of two schools")


def end_visit(programme: uuid.UUID, person: Person) -> None:
    """They may not coach here from another school any more: what they have not answered goes, what stands is left.

    Their yes may come in this second: it is declined or, where that came too late, left.
    """
    theirs = Membership.objects.filter(
        person=person, partnership__programme__code=programme, left_at=None, declined_at=None
    )
    for one in theirs.select_related("partnership"):
        actions.decline(one.partnership, person)
        if actions.leave(one.partnership, person, by_themself=False):
            for other in one.partnership.members_in:
                if other.person_id != person.pk:
                    owed_mail.tell(
                        other.person, _("Your coaching has ended"), str(_ENDED), mail.address_of("home")
                    )


def _stands(programme: Programme, people: list[Person]) -> bool:
    wanted = {person.pk for person in people}
    running = programme.partnerships.filter(ended_at__isnull=True).prefetch_related("memberships")
    return any(
        {one.person_id for one in partnership.memberships.all()} == wanted
        and not any(one.declined_at or one.left_at for one in partnership.memberships.all())
        for partnership in running
    )


def take_proposal_back(partnership: Partnership, by: Person) -> None:
    """Only while nobody but the co-ordinator has a stake: raises NotPossible once both accepted or one declined."""
    with transaction.atomic():
        # The last partner may be accepting in this second.
        found = actions.locked(partnership)
        if all(one.accepted_at for one in found.memberships.all()):
            raise NotPossible("already running")
        if any(one.declined_at for one in found.memberships.all()):
            raise NotPossible("over already")
        # A second press finds it done.
        if Partnership.objects.filter(pk=found.pk, ended_at__isnull=True).update(ended_at=timezone.now()):
            audit.did("took back", "partnership", found.code, by.code)


@transaction.atomic
def sign_for_school(programme: Programme, by: Person) -> SchoolSignature:
    """The school's part of every agreement in the programme; a second press in the same minute signs once."""
    Programme.objects.select_for_update().get(pk=programme.pk)
    just_now = programme.school_signatures.filter(person=by, at__gt=timezone.now() - SAME_PRESS).first()
    if just_now is not None:
        return just_now
    made = SchoolSignature.objects.create(
        programme=programme, person=by, school_text=actions.CURRENT_SCHOOL_TEXT
    )
    audit.did("signed for the school", "programme", programme.code, by.code)
    return made


@transaction.atomic
def close_programme(programme: Programme, by: Person) -> None:
    """The year is over. Cycles that run stay their pairs' to close; no new one opens. Closing twice closes once."""
    if Programme.objects.filter(pk=programme.pk, closed_at=None).update(closed_at=timezone.now()):
        audit.did("closed", "programme", programme.code, by.code)


@transaction.atomic
def open_programme_again(programme: Programme, by: Person) -> None:
    if Programme.objects.filter(pk=programme.pk, closed_at__isnull=False).update(closed_at=None):
        audit.did("opened", "programme", programme.code, by.code)


@transaction.atomic
def keep_template(by: Person, plan: plans.Plan, template: SchoolTemplate | None = None) -> SchoolTemplate:
    """A school's own template, new or changed. What runs keeps the plan that it started with."""
    School.objects.select_for_update().get(pk=by.school_id)
    now = timezone.now()
    if template is None:
        just_now = SchoolTemplate.objects.filter(
            school_id=by.school_id, made_at__gt=now - SAME_PRESS, plan=plans.as_kept(plan)
        ).first()
        if just_now is not None:
            return just_now
        template = SchoolTemplate(school_id=by.school_id)
    template.name, template.plan, template.changed_at = plan.name, plans.as_kept(plan), now
    template.save()
    audit.did("kept", "template", template.code, by.code)
    return template


@transaction.atomic
def delete_template(template: SchoolTemplate, by: Person) -> None:
    code = template.code
    template.delete()
    audit.did("deleted", "template", code, by.code)

"""May this lesson's film be shown to anybody but its owner? A yes or a no, without names or reasons."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from sidebyside.consent.models import Allowed, Place, Pupil, SchoolClass, Scope, Seat, SeatingPlan


def has_register(school_id: int) -> bool:
    return SchoolClass.objects.filter(school_id=school_id).exists()


def was_there(class_id: int, when: datetime) -> bool:
    """Whether the register knew the class by then: one that was made later may be another of the same name."""
    return SchoolClass.objects.filter(pk=class_id, made_at__lte=when).exists()


def plan_at(class_id: int, when: datetime) -> SeatingPlan | None:
    """The plan by which the class sat then: the last one made by that moment."""
    return SeatingPlan.objects.filter(school_class_id=class_id, made_at__lte=when).first()


def somebody_without(class_id: int, when: datetime | None, *, by_plan: bool) -> bool:
    """Whether anybody who may be in shot has no yes that counts: two questions to the database.

    Who is in no seat of the plan may have been anywhere. Who left the class before ``when`` is not in the film. Where
    nobody knows when it was filmed (None), everybody who was ever in the class may be in it, wherever they sat.
    """
    return without_yes(class_id, when, by_plan=by_plan).exists()


def without_yes(class_id: int, when: datetime | None, *, by_plan: bool) -> QuerySet[Place]:
    yes = Allowed.objects.filter(pupil=OuterRef("pupil"), scope=Scope.COACHING)
    return in_shot(class_id, when, by_plan=by_plan).exclude(Exists(yes))


def in_shot(class_id: int, when: datetime | None, *, by_plan: bool) -> QuerySet[Place]:
    there = Place.objects.filter(school_class_id=class_id)
    if when is None:
        return there
    there = there.filter(Q(left_at=None) | Q(left_at__gt=when))
    plan = plan_at(class_id, when) if by_plan else None
    if plan is None:
        return there
    return there.exclude(Exists(Seat.objects.filter(plan=plan, pupil=OuterRef("pupil"), in_shot=False)))


def may_be_in(pupil: Pupil, class_id: int, when: datetime | None, *, by_plan: bool) -> bool:
    return in_shot(class_id, when, by_plan=by_plan).filter(pupil=pupil).exists()

"""Groups of one school: made, joined, left, and the days on which they meet."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone

from sidebyside.groups.models import Group, Meeting, Member
from sidebyside.people.models import Person, School

MOST_GROUPS = 40
MOST_MEETINGS = 60
# Sent twice within this time, the same name is one group.
TWICE = timedelta(minutes=10)


class Full(Exception):
    """There are as many as there may be."""


def groups_of(school: School) -> QuerySet[Group]:
    """Those that somebody is in, with how many are and when they meet next. Nothing of who."""
    counted = Group.objects.filter(school=school).annotate(
        count=Count(
            "members", filter=Q(members__left_at=None, members__person__is_active=True), distinct=True
        ),
        next_at=Min("meetings__at", filter=Q(meetings__at__gte=timezone.now())),
    )
    return counted.filter(count__gt=0).order_by("name", "pk")


@transaction.atomic
def make(school: School, by: Person, name: str) -> Group:
    """Whoever makes it is its first member. Raises Full."""
    School.objects.select_for_update().get(pk=school.pk)
    lately = Group.objects.filter(school=school, name=name, made_at__gte=timezone.now() - TWICE)
    found = lately.filter(members__person=by, members__left_at=None).first()
    if found is not None:
        return found
    if groups_of(school).count() >= MOST_GROUPS:
        raise Full
    made = Group.objects.create(school=school, name=name)
    Member.objects.create(group=made, person=by)
    return made


@transaction.atomic
def join(group: Group, person: Person) -> None:
    """Before what is asked of the group now, or after it: never in between."""
    Group.objects.select_for_update().get(pk=group.pk)
    Member.objects.get_or_create(group=group, person=person, left_at=None)


def leave(group: Group, person: Person) -> None:
    Member.objects.filter(group=group, person=person, left_at=None).update(left_at=timezone.now())


@transaction.atomic
def meet(group: Group, at: datetime, place: str) -> None:
    """Raises Full."""
    Group.objects.select_for_update().get(pk=group.pk)
    if group.meetings.filter(at__gte=timezone.now()).count() >= MOST_MEETINGS:
        raise Full
    Meeting.objects.get_or_create(group=group, at=at, place=place)

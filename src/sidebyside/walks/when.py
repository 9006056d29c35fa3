"""When a lesson on offer is over: with its day, on its school's clock."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from sidebyside.people.models import School
from sidebyside.walks.models import Offer


def day_begins(school: School) -> datetime:
    """The moment at which this day began at the school."""
    today = timezone.now().astimezone(ZoneInfo(school.zone)).date()
    return datetime.combine(today, time(), tzinfo=ZoneInfo(school.zone))


def is_over(offer: Offer) -> bool:
    return offer.starts_at < day_begins(offer.school)


def ends_at(offer: Offer) -> datetime:
    return offer.starts_at + timedelta(minutes=offer.minutes)

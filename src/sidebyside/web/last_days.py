"""What home says of last days: which lesson or talk, when, and where to change it. Read without opening anything."""

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from sidebyside.people.models import Person
from sidebyside.recordings.keeping import notices
from sidebyside.recordings.keeping.models import Notice
from sidebyside.web.next_for_you import Waiting


def ending_soon(person: Person) -> list[Waiting]:
    """Nothing while an account is held: the pages behind would not open."""
    return [] if person.is_held else [_said(notice) for notice in notices.soon_for(person)]


def _said(notice: Notice) -> Waiting:
    day = {"day": formats.date_format(notice.day, "j F Y")}
    if notice.is_talk:
        heading = _("The sound of a talk of yours is deleted after %(day)s") % day
        page = reverse("conversations:talk", args=[notice.strand])
    else:
        heading = _("A film of yours is deleted after %(day)s") % day
        page = reverse("recordings:film", args=[notice.strand]) + "#how-long"
    return Waiting("", heading, "", "", "", page)

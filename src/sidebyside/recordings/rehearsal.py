"""A dummy run: filmed to try the place, the light and the sound. Its maker's alone, and gone after a day."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NoReturn

from django.utils.translation import gettext as _

from sidebyside.people.models import Person
from sidebyside.programme.models import Strand
from sidebyside.recordings.lesson import may
from sidebyside.recordings.models import Recording
from sidebyside.recordings.sorts import Refused, Sort
from sidebyside.trust.policy import Kind

LIVES = timedelta(hours=24)


def ends_at(run: Recording) -> datetime:
    return run.made_at + LIVES


def begin(person: Person, strand: Strand, metadata: Mapping[str, str]) -> NoReturn:
    """A file is no dummy run: it is filmed here, part by part."""
    raise Refused(400, _("What is being sent has no place here."))


SORT = Sort(
    name=Recording.Sort.REHEARSAL,
    kind=Kind.FILM,
    begin=begin,
    may=may,
    watchable=lambda film: None,
)

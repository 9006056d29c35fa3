"""The only way from a person to notes of their own, to what colleagues show, and to a school's dates of training."""

import uuid

from sidebyside.library.models import Addition, Interest, Tried
from sidebyside.library.texts import GUIDES, MODULES, PIECES, Text, text
from sidebyside.people.models import Person, School
from sidebyside.trust import doors
from sidebyside.trust.policy import Act, Kind


def module_called(key: str) -> Text:
    if key not in MODULES:
        doors.nothing_here()
    return text(key)


def guide_called(key: str) -> Text:
    if key not in GUIDES:
        doors.nothing_here()
    return text(key)


def piece_called(key: str) -> Text:
    if key not in PIECES:
        doors.nothing_here()
    return text(key)


def tried_for(person: Person, module: str, act: Act = Act.CHANGE) -> Tried:
    """One's own notes on a module; not saved yet where there are none."""
    found = Tried.objects.select_related("person").filter(person=person, module=module).first()
    tried = found or Tried(person=person, module=module)
    doors.check(person, act, Kind.TRIED, tried)
    return tried


def school_for_training(person: Person) -> School:
    doors.check(person, Act.SEE, Kind.TRAINING, person.school)
    return person.school


def own_additions(person: Person, guide: str) -> list[Addition]:
    if doors.is_shut_out(person, Kind.ADDITION):
        return []
    return list(Addition.objects.select_related("author__school").filter(author=person, guide=guide))


def shown_additions(person: Person, guide: str) -> list[Addition]:
    """What colleagues show beside a guide now. The question itself leaves out what nobody shows."""
    if doors.is_shut_out(person, Kind.ADDITION):
        return []
    rows = Addition.objects.select_related("author").filter(
        guide=guide, shown_at__isnull=False, author__school_id=person.school_id, author__is_active=True
    )
    others = rows.exclude(author=person)
    return [one for one in others if doors.may(person, Act.SEE, Kind.ADDITION, one)]


def addition_for(person: Person, guide: str, code: str) -> Addition:
    """One's own addition, opened to be changed."""
    try:
        found = Addition.objects.select_related("author").filter(
            code=uuid.UUID(code), author=person, guide=guide
        )
    except ValueError:
        doors.nothing_here()
    one = found.first()
    doors.check(person, Act.CHANGE, Kind.ADDITION, one)
    assert one is not None
    return one


def interest_for(person: Person, act: Act = Act.SEE) -> Interest:
    found = Interest.objects.select_related("person").filter(person=person).first()
    interest = found or Interest(person=person)
    doors.check(person, act, Kind.INTEREST, interest)
    return interest


def shown_interests(person: Person) -> list[Interest]:
    if doors.is_shut_out(person, Kind.INTEREST):
        return []
    rows = Interest.objects.select_related("person").filter(
        shown_at__isnull=False, person__school_id=person.school_id, person__is_active=True
    )
    others = rows.exclude(person=person).order_by("person__name", "pk")
    return [one for one in others if doors.may(person, Act.SEE, Kind.INTEREST, one)]

"""The only way from a person and a form's key to their own sheet, to their school's form, and to an interview."""

import uuid
from datetime import date

from sidebyside.instruments.built_in import built_in
from sidebyside.instruments.models import Interview, Sheet
from sidebyside.instruments.shapes import Form, Reader, Rhythm, Sort
from sidebyside.people.models import Person, School
from sidebyside.trust import doors
from sidebyside.trust.policy import Act, Kind

# Our own convention: a school year begins with August, its terms end with December, March and July.
FIRST_MONTH, LAST_OF_FIRST, LAST_OF_SECOND = 8, 12, 3


def when_of(form: Form, today: date) -> tuple[int, int]:
    """The year and the term that a sheet of this form belongs to; noughts where it is filled in once."""
    if form.rhythm == Rhythm.ONCE:
        return 0, 0
    year = today.year if today.month >= FIRST_MONTH else today.year - 1
    if form.rhythm == Rhythm.YEARLY:
        return year, 0
    if today.month >= FIRST_MONTH:
        return year, 1
    return year, 2 if today.month <= LAST_OF_SECOND else 3


def known(key: str) -> Form:
    """The form of ours; nothing is there under another name."""
    try:
        return built_in(key)
    except KeyError:
        doors.nothing_here()


def sheet_for(person: Person, key: str, today: date, act: Act = Act.SEE) -> Sheet:
    """A person's own sheet of now; not saved yet where they have not begun."""
    year, term = when_of(known(key), today)
    own = Sheet.objects.select_related("person", "version").filter(person=person, key=key)
    sheet = own.filter(year=year, term=term).first() or Sheet(person=person, key=key, year=year, term=term)
    doors.check(person, act, Kind.SHEET, sheet)
    return sheet


def sheets_of(person: Person) -> list[Sheet]:
    """All that this person has begun, newest first."""
    if doors.is_shut_out(person, Kind.SHEET):
        return []
    return list(Sheet.objects.select_related("person", "version").filter(person=person).order_by("-pk"))


def school_for_form(person: Person, key: str, act: Act = Act.CHANGE) -> School:
    """The person's own school, opened to edit its copy of a form."""
    known(key)
    doors.check(person, act, Kind.FORM, person.school)
    return person.school


def own_interview_key(person: Person, key: str) -> Form:
    """A form that this person may have held with them: a spoken one, once, for themself. A guest asks nobody."""
    form = known(key)
    if person.is_guest or not can_be_held(form):
        doors.nothing_here()
    doors.check(person, Act.CHANGE, Kind.SHEET, Sheet(person=person, key=key))
    return form


def can_be_held(form: Form) -> bool:
    asks_aloud = any(one.sort == Sort.SPOKEN for one in form.questions())
    return form.reader == Reader.SELF and form.rhythm == Rhythm.ONCE and asks_aloud


def interview_for(
    person: Person, code: uuid.UUID, act: Act = Act.SEE, kind: Kind = Kind.INTERVIEW
) -> Interview:
    found = Interview.objects.select_related("person__school", "interviewer").filter(code=code).first()
    doors.check(person, act, kind, found)
    assert found is not None
    return found

"""How a person stands to a school's form, to a sheet of answers and to an interview."""

from sidebyside.instruments.models import Interview, Sheet
from sidebyside.people.models import Person, School
from sidebyside.people.standing import school_standing
from sidebyside.trust.doors import Standing
from sidebyside.trust.policy import Who


def form_standing(person: Person, school: School) -> Standing:
    return school_standing(person, school)


def sheet_standing(person: Person, sheet: Sheet) -> Standing:
    return Standing(frozenset({Who.OWNER} if sheet.person_id == person.pk else ()))


def interview_standing(person: Person, interview: Interview) -> Standing:
    """The interviewer stands to it while it has not ended and the interviewee's account is open."""
    if interview.person_id == person.pk:
        return Standing(frozenset({Who.OWNER}))
    is_over = interview.ended_at is not None or not interview.person.is_active
    if interview.interviewer_id != person.pk or is_over:
        return Standing(frozenset())
    return Standing(frozenset({Who.INTERVIEWER if interview.agreed_at else Who.ASKED_INTERVIEWER}))

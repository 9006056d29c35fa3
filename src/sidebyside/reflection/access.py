"""The only way from a person and a public id to what a pair makes of a cycle afterwards."""

import uuid

from sidebyside.people.models import Person
from sidebyside.programme.access import strand_for
from sidebyside.programme.models import Strand
from sidebyside.programme.standing import strands
from sidebyside.reflection.models import DiaryEntry, NextStep, Pulse, Takeaway
from sidebyside.trust import doors
from sidebyside.trust.policy import Act, Kind


def steps_for(person: Person, code: uuid.UUID, act: Act = Act.SEE) -> Strand:
    """A strand opened for its next steps."""
    return strand_for(person, code, act, Kind.NEXT_STEP)


def look_back_for(person: Person, code: uuid.UUID, act: Act = Act.SEE) -> Strand:
    """A strand opened for its partners' words on each criterion and question."""
    # What they look back on are the coachee's words: who may not read those has nothing to say to them.
    steps_for(person, code)
    return strand_for(person, code, act, Kind.LOOK_BACK)


def step_for(person: Person, code: uuid.UUID, step_code: uuid.UUID, act: Act = Act.CHANGE) -> NextStep:
    strand = steps_for(person, code, act)
    step = NextStep.objects.select_related("owner").filter(code=step_code, strand=strand).first()
    if step is None:
        doors.nothing_here()
    # The strand as it was read, with its cycle and partnership.
    step.strand = strand
    return step


def takeaway_for(person: Person, code: uuid.UUID, act: Act = Act.CHANGE) -> Takeaway:
    """This coach's takeaway in this strand; not saved yet where there is none."""
    # It is written on the page of the next steps, which a coach who has left does not open.
    steps_for(person, code)
    strand = strands().filter(code=code).first()
    if strand is None:
        doors.nothing_here()
    found = Takeaway.objects.select_related("author").filter(strand=strand, author=person).first()
    takeaway = found or Takeaway(author=person)
    # The strand as it was read, with all that a standing needs.
    takeaway.strand = strand
    doors.check(person, act, Kind.TAKEAWAY, takeaway)
    return takeaway


def pulse_for(person: Person, code: uuid.UUID, act: Act = Act.SEE) -> Pulse:
    """This partner's three taps after this meeting; not saved yet where there are none."""
    strand = strand_for(person, code)
    found = Pulse.objects.select_related("person").filter(strand=strand, person=person).first()
    pulse = found or Pulse(person=person)
    # The strand as it was read.
    pulse.strand = strand
    doors.check(person, act, Kind.PULSE, pulse)
    return pulse


def diary_for(person: Person, act: Act = Act.SEE) -> None:
    """A person's own diary as a whole."""
    doors.check(person, act, Kind.DIARY, DiaryEntry(author=person))


def entry_for(person: Person, code: uuid.UUID, act: Act = Act.SEE) -> DiaryEntry:
    # Asked for as the person's own at once: nobody's question touches another's diary.
    found = DiaryEntry.objects.select_related("author").filter(code=code, author=person).first()
    if found is None:
        doors.nothing_here()
    doors.check(person, act, Kind.DIARY, found)
    return found

"""The made school of the demo: the cast, and partnerships in every stage of a cycle."""

import uuid
import zoneinfo
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils import timezone

from sidebyside.consent import policies
from sidebyside.conversations.models import Confirmation, Conversation, StimulusEvent
from sidebyside.federation.models import Federation, Link, Member
from sidebyside.people.models import Person, School, SchoolRole
from sidebyside.programme import actions, co_ordinating, plans
from sidebyside.programme.co_ordinator_forms import school_year
from sidebyside.programme.models import (
    Agreement,
    Criterion,
    Cycle,
    PairPart,
    PartnerCheck,
    Partnership,
    Programme,
    Question,
    Signature,
    Strand,
    StrandContent,
    StrandStep,
)
from sidebyside.programme.stages import reach
from sidebyside.programme.standing import partnerships, strands
from sidebyside.recordings.models import Extract, Recording, Share
from sidebyside.reflection.models import LookBack, NextStep, Takeaway
from sidebyside.room.models import LiveNote, Moment, Ready
from sidebyside.web.demo import change, films, register, story, written

HARBOUR = (
    *("ana", "ben", "cleo", "dora", "idris", "leo", "nina", "omar", "tim"),
    *("jo", "kit", "lena", "mo", "petra", "priya", "ravi", "sam", "tess", "una"),
)


def build() -> None:
    school = School.objects.create(name="Harbour School (made up)")
    people = {name: _person(name, school, "harbour") for name in HARBOUR}
    SchoolRole.objects.create(person=people["dora"], school=school, role=SchoolRole.Role.CO_ORDINATOR)
    SchoolRole.objects.create(person=people["leo"], school=school, role=SchoolRole.Role.LEADER)
    SchoolRole.objects.create(person=people["tim"], school=school, role=SchoolRole.Role.TECHNICIAN)
    publish_policy(school, people["dora"])
    programme = _programme(people["dora"])
    preparing(programme, people["ana"], people["ben"])
    waiting_for_a_time(programme, people["cleo"], people["idris"])
    waiting_for_a_film(programme, people["sam"], people["priya"])
    waiting_for_steps(programme, people["jo"], people["tess"])
    resting(programme, people["kit"], people["lena"])
    just_begun(programme, people["ravi"], people["una"])
    proposed(programme, people["mo"], people["petra"])
    register.build(school, people["nina"], people["ana"], people["jo"])
    change.draw(programme, people["dora"])
    _trust(school, people["petra"], _hill_school())


def _hill_school() -> Person:
    school = School.objects.create(name="Hill School (made up)")
    eve, finn, gita = (_person(name, school, "hill") for name in ("eve", "finn", "gita"))
    SchoolRole.objects.create(person=eve, school=school, role=SchoolRole.Role.CO_ORDINATOR)
    publish_policy(school, eve)
    just_begun(_programme(eve), finn, gita)
    return eve


def _trust(school: School, link: Person, eve: Person) -> None:
    """Both schools side by side: a link at each, and one of them leads."""
    federation = Federation.objects.create(name="Bay Trust (made up)")
    for one, person in ((school, link), (eve.school, eve)):
        member = Member.objects.create(federation=federation, school=one)
        federation.lead = Link.objects.create(member=member, person=person, yes_at=timezone.now())
    federation.save(update_fields=["lead"])


def publish_policy(school: School, by: Person) -> None:
    """What the product begins with, and how this school is reached."""
    sections = policies.template(school)
    words, _colon, _hint = sections["safeguarding"].partition(" [")
    sections["safeguarding"] = f"{words} The office on the ground floor knows who that is today."
    policies.publish(school, by, sections)


def preparing(programme: Programme, ana: Person, ben: Person) -> None:
    """Third cycle: Ana's film is shared, she is ready, Ben is still preparing."""
    pair = _pair(programme, ana, ben)
    _first_cycle_with_talk(_running(pair), ana, ben)
    second = _running(pair)
    _about(second, story.STARTS)
    _times(second, -24)
    _talk_on_a_call(second)
    _reach(second, "focus", "time", "film", "prepare", "talk", "steps")
    actions.close(second, ben)
    _date(second)
    third = _running(pair)
    _about(third, story.THINKING_TIME)
    _times(third, -2, meeting_day=1)
    _reach(third, "focus", "time")
    film = films.bring_film(third, prepared=True)
    Share.objects.create(recording=film, whole=True, opening=third.cycle.opening)
    _mark(film, ana, story.ANA_MARKS)
    _mark(film, ben, story.BEN_MARKS[:3])
    _notes(third, film, ben)
    Ready.objects.create(strand=third, person=ana)
    _date(third)


def _first_cycle_with_talk(strand: Strand, ana: Person, ben: Person) -> None:
    _about(strand, story.TALK_IN_PAIRS)
    _times(strand, -45)
    _reach(strand, "focus", "time")
    film = films.bring_film(strand, prepared=False)
    _mark(film, ana, story.ANA_MARKS[:2])
    _mark(film, ben, story.BEN_MARKS[1:])
    _talk(strand, film)
    _reach(strand, "film", "prepare", "talk", "steps")
    _steps(strand, ana, ben)
    actions.close(strand, ana)
    _date(strand)


def waiting_for_a_time(programme: Programme, cleo: Person, idris: Person) -> None:
    strand = _running(_pair(programme, cleo, idris))
    _about(strand, story.GROUPS)
    _reach(strand, "focus")


def waiting_for_a_film(programme: Programme, sam: Person, priya: Person) -> None:
    strand = _running(_pair(programme, sam, priya))
    _about(strand, story.STARTS)
    _times(strand, 0, meeting_day=2)
    _reach(strand, "focus", "time")


def waiting_for_steps(programme: Programme, jo: Person, tess: Person) -> None:
    """Talked yesterday; the film is still being prepared by the worker when the demo starts."""
    strand = _running(_pair(programme, jo, tess))
    _about(strand, story.THINKING_TIME)
    _times(strand, -5, meeting_day=-1)
    _reach(strand, "focus", "time")
    film = films.bring_film(strand, prepared=False)
    Share.objects.create(recording=film, whole=True, opening=strand.cycle.opening)
    _mark(film, jo, story.ANA_MARKS[:3])
    _mark(film, tess, story.BEN_MARKS[:2])
    _talk(strand, film)
    _reach(strand, "film", "prepare", "talk")


def resting(programme: Programme, kit: Person, lena: Person) -> None:
    strand = _running(_pair(programme, kit, lena))
    _about(strand, story.GROUPS)
    _reach(strand, "focus")
    actions.pause(strand, kit)


def just_begun(programme: Programme, one: Person, other: Person) -> None:
    _pair(programme, one, other)


def proposed(programme: Programme, mo: Person, petra: Person) -> None:
    dora = programme.co_ordinators.get().person
    partnership = co_ordinating.propose_pair(programme, [mo, petra], dora)
    actions.accept(partnership, mo)


def _person(name: str, school: School, host: str) -> Person:
    # No password: in the demo one comes in by the printed page only.
    return Person.objects.create_person(f"{name}@{host}.example", name.title(), school, None)


def _programme(co_ordinator: Person) -> Programme:
    days = school_year(timezone.localdate())
    starts_on = days["starts_on"] - timedelta(days=75)
    return co_ordinating.start_programme(
        co_ordinator, "Coaching year", plans.VIDEO_DYAD, starts_on, days["ends_on"]
    )


def _pair(programme: Programme, coachee: Person, coach: Person) -> Partnership:
    """Proposed, accepted and signed by both, who have checked each other's account."""
    by = programme.co_ordinators.get().person
    proposal = co_ordinating.propose_pair(programme, [coachee, coach], by)
    for person in (coachee, coach):
        actions.accept(proposal, person)
    agreement = Agreement.objects.get(partnership=proposal)
    PairPart.objects.create(agreement=agreement, words=story.PAIR_PART)
    for person, other in ((coachee, coach), (coach, coachee)):
        Signature.objects.create(agreement=agreement, person=person)
        PartnerCheck.objects.create(partnership=proposal, by=person, about=other)
    found = partnerships().get(pk=proposal.pk)
    actions.open_cycle(found, 1)
    return found


def _running(pair: Partnership) -> Strand:
    return strands().get(cycle__partnership=pair, cycle__closed_at__isnull=True)


def _at(days: int, hour: int, minute: int = 0) -> datetime:
    """A school day ``days`` from today (moved off the weekend), at a time of the school's clock."""
    day = timezone.localdate() + timedelta(days=days)
    while day.weekday() > 4:
        day += timedelta(days=1 if days >= 0 else -1)
    zone = zoneinfo.ZoneInfo("Europe/London")
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone)


def _times(strand: Strand, lesson_day: int, meeting_day: int | None = None) -> None:
    strand.lesson_at = _at(lesson_day, 10, 5)
    strand.meeting_at = _at(lesson_day + 2 if meeting_day is None else meeting_day, 15, 40)
    strand.place = "room 14"
    strand.save(update_fields=["lesson_at", "meeting_at", "place"])


def _reach(strand: Strand, *keys: str) -> None:
    for key in keys:
        reach(strand, key)


def _date(strand: Strand) -> None:
    """Put what was reached on days that fit the lesson, instead of on today."""
    lesson, meeting = strand.lesson_at, strand.meeting_at
    assert lesson is not None
    assert meeting is not None
    days = {
        "focus": lesson - timedelta(days=4),
        "time": lesson - timedelta(days=3),
        "film": lesson + timedelta(hours=6),
        "prepare": meeting - timedelta(hours=5),
        "talk": meeting + timedelta(minutes=40),
        "steps": meeting + timedelta(minutes=50),
    }
    for step in StrandStep.objects.filter(strand=strand):
        StrandStep.objects.filter(pk=step.pk).update(done_at=days[step.key])
    cycle = Cycle.objects.filter(pk=strand.cycle_id)
    cycle.update(opened_at=lesson - timedelta(days=6))
    cycle.filter(closed_at__isnull=False).update(closed_at=meeting + timedelta(hours=1))


def _about(strand: Strand, about: story.About) -> None:
    coachee, (coach, *_others) = strand.coachee, strand.coaches
    StrandContent.objects.create(
        strand=strand,
        owner=coachee,
        lesson=about.lesson,
        focus=about.focus,
        why=about.why,
        would_see=about.would_see,
    )
    for position, words in enumerate(about.criteria):
        Criterion.objects.create(strand=strand, owner=coachee, position=position, words=words)
    for position, words in enumerate(about.questions):
        Question.objects.create(strand=strand, author=coachee, position=position, words=words)
    Question.objects.create(strand=strand, author=coach, position=0, words=about.coach_asks)


def _mark(film: Recording, author: Person, marks: Iterable[story.Mark]) -> None:
    for mark in marks:
        start, end = films.stretch(mark.cue)
        Moment.objects.create(
            recording=film,
            author=author,
            start_ms=start,
            end_ms=None if mark.is_point else end,
            sort=mark.sort,
            seen=mark.seen,
            made_of_it=mark.made_of_it,
        )
        if mark.is_extract:
            Extract.objects.create(
                recording=film, author=author, start_ms=start, end_ms=end, words=mark.seen[:60]
            )


def _notes(strand: Strand, film: Recording, coach: Person) -> None:
    begins = film.begins_at or strand.lesson_at
    assert begins is not None
    for seconds, words in story.BEN_NOTES:
        LiveNote.objects.create(
            strand=strand, author=coach, noted_at=begins + timedelta(seconds=seconds), words=words
        )


def _conversation(strand: Strand, length: timedelta, *, recorded: bool) -> Conversation:
    began = strand.meeting_at or timezone.now()
    conversation = Conversation.objects.create(
        strand=strand, opened_at=began, recording_since=began if recorded else None, ended_at=began + length
    )
    for part in strand.parts.all():
        Confirmation.objects.create(
            conversation=conversation,
            person=part.person,
            how=Confirmation.How.OWN_SESSION,
            wants_recording=recorded,
        )
    return conversation


def _talk_on_a_call(strand: Strand) -> None:
    """Ana and Ben were in two places: there is no sound, but what the call wrote down."""
    written.from_a_call(_conversation(strand, timedelta(minutes=5), recorded=False))


def _talk(strand: Strand, film: Recording) -> None:
    length = timedelta(milliseconds=films.cues()["talk"]["duration_ms"])
    conversation = _conversation(strand, length, recorded=True)
    films.bring_talk(conversation)
    written.with_sound(conversation)
    for replay in films.cues()["talk"]["replays"]:
        _seen_in_talk(conversation, film, replay)


def _seen_in_talk(conversation: Conversation, film: Recording, replay: dict[str, int]) -> None:
    at, start, end = replay["talk_ms"], replay["film_from_ms"], replay["film_to_ms"]
    for deed, at_ms, film_ms in (
        (StimulusEvent.Deed.SEEK, at, start),
        (StimulusEvent.Deed.PLAY, at, start),
        (StimulusEvent.Deed.PAUSE, at + end - start, end),
    ):
        StimulusEvent.objects.create(
            code=uuid.uuid4(),
            conversation=conversation,
            recording=film,
            deed=deed,
            at_ms=at_ms,
            film_ms=film_ms,
        )


def _steps(strand: Strand, coachee: Person, coach: Person) -> None:
    for position, (what, by_when, how, came) in enumerate(story.FIRST_STEPS):
        NextStep.objects.create(
            strand=strand,
            owner=coachee,
            position=position,
            what=what,
            by_when=by_when,
            how_we_know=how,
            came_of_it=came,
        )
    criterion = Criterion.objects.filter(strand=strand).first()
    assert criterion is not None
    for author, words in ((coachee, "ana"), (coach, "ben")):
        LookBack.objects.create(
            strand=strand, about=criterion.code, author=author, words=story.FIRST_LOOK_BACKS[words]
        )
    Takeaway.objects.create(strand=strand, author=coach, words=story.FIRST_TAKEAWAY)

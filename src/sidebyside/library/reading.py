"""Requests for a reading: the only way to them, and what is done with them."""

import uuid
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from sidebyside.library.models import ReadingAnswer, ReadingKeeper, ReadingRequest
from sidebyside.people.models import Person, School, SchoolRole
from sidebyside.trust import audit, doors
from sidebyside.trust.policy import Act, Kind


@dataclass(frozen=True)
class Asked:
    request: ReadingRequest
    answers: list[ReadingAnswer]
    """Those that this person may read: all of them as whoever asked, else their own."""
    is_answered: bool


def enter(person: Person, act: Act = Act.SEE) -> None:
    """Raises Http404 for a guest."""
    doors.check(person, act, Kind.READINGS, person.school)


def own_requests(person: Person) -> list[Asked]:
    if doors.is_shut_out(person, Kind.READING):
        return []
    rows = list(ReadingRequest.objects.select_related("person").filter(person=person))
    answers = _shown_answers().filter(request__person=person)
    return _with(person, rows, list(answers) if rows else [])


def shown_requests(person: Person, *, answers_all: bool) -> list[Asked]:
    """What colleagues ask for now. The question itself leaves out what nobody shows, or not to this person."""
    if doors.is_shut_out(person, Kind.READING):
        return []
    rows = ReadingRequest.objects.select_related("person").filter(
        shown_at__isnull=False, person__school_id=person.school_id, person__is_active=True
    )
    answers = _shown_answers().filter(
        request__shown_at__isnull=False, request__person__school_id=person.school_id
    )
    if not answers_all:
        rows, answers = rows.filter(to_all=True), answers.filter(request__to_all=True)
    others = list(rows.exclude(person=person))
    return _with(person, others, list(answers) if others else [])


def _shown_answers() -> QuerySet[ReadingAnswer]:
    """Whoever closes their account takes what they named with them."""
    return ReadingAnswer.objects.select_related("author", "request").filter(author__is_active=True)


def own_answers(person: Person) -> list[ReadingAnswer]:
    """All that this person named, whatever became of the request."""
    if doors.is_shut_out(person, Kind.READING_ANSWER):
        return []
    return list(ReadingAnswer.objects.select_related("author").filter(author=person))


def _with(person: Person, rows: list[ReadingRequest], answers: list[ReadingAnswer]) -> list[Asked]:
    by_request: dict[int, list[ReadingAnswer]] = {}
    for one in answers:
        if one.request_id is not None:
            by_request.setdefault(one.request_id, []).append(one)
    found = []
    for row in rows:
        theirs = by_request.get(row.pk, [])
        readable = [one for one in theirs if doors.may(person, Act.SEE, Kind.READING_ANSWER, one)]
        found.append(Asked(row, readable, bool(theirs)))
    return found


def request_for(person: Person, code: str, act: Act) -> ReadingRequest:
    """One's own to change, a colleague's to answer (JOIN)."""
    rows = ReadingRequest.objects.select_related("person__school")
    if act is not Act.JOIN:
        rows = rows.filter(person=person)
    else:
        rows = rows.filter(shown_at__isnull=False, person__school_id=person.school_id)
    found = rows.filter(code=_uuid(code)).first()
    doors.check(person, act, Kind.READING, found)
    assert found is not None
    return found


def answer_for(person: Person, code: str) -> ReadingAnswer:
    found = ReadingAnswer.objects.select_related("author").filter(code=_uuid(code), author=person).first()
    doors.check(person, Act.DELETE, Kind.READING_ANSWER, found)
    assert found is not None
    return found


def _uuid(code: str) -> uuid.UUID:
    try:
        return uuid.UUID(code)
    except ValueError:
        doors.nothing_here()


def answerers(school: School) -> list[Person]:
    """Co-ordinators, and whom they have named: said to whoever asks, before they ask."""
    named = ReadingKeeper.objects.filter(school=school).values("person")
    run = SchoolRole.objects.filter(school=school, role=SchoolRole.Role.CO_ORDINATOR).values("person")
    return list(school.colleagues().filter(Q(pk__in=named) | Q(pk__in=run)))


def named_by(school: School) -> set[int]:
    return set(ReadingKeeper.objects.filter(school=school).values_list("person_id", flat=True))


@transaction.atomic
def name(by: Person, whom: Person, *, named: bool) -> None:
    """``whom`` is a colleague of the co-ordinator ``by``."""
    if named:
        ReadingKeeper.objects.get_or_create(school=by.school, person=whom)
    else:
        ReadingKeeper.objects.filter(school=by.school, person=whom).delete()
    audit.did("named" if named else "no longer named", "who answers readings", whom.code, by.code)


def ask(person: Person, words: str, *, by_name: bool, to_all: bool) -> ReadingRequest:
    """A second press brings the same words once."""
    for one in own_requests(person):
        if one.request.words == words and one.request.shown_at is not None:
            return one.request
    return ReadingRequest.objects.create(
        person=person, words=words, by_name=by_name, to_all=to_all, shown_at=timezone.now()
    )


@transaction.atomic
def answer(request: ReadingRequest, person: Person, title: str, words: str, link: str) -> ReadingAnswer:
    """A second press brings the same answer once."""
    ReadingRequest.objects.select_for_update(of=("self",)).only("pk").filter(pk=request.pk).first()
    for one in ReadingAnswer.objects.select_related("author").filter(request=request, author=person):
        if (one.title, one.words, one.link) == (title, words, link):
            return one
    return ReadingAnswer.objects.create(request=request, author=person, title=title, words=words, link=link)


def show(request: ReadingRequest, *, shown: bool) -> None:
    request.shown_at = timezone.now() if shown else None
    request.save(update_fields=["shown_at"])

"""What this room holds of people's own words."""

from collections.abc import Iterable, Iterator

from django.utils import timezone

from sidebyside.instruments import answering
from sidebyside.instruments.models import Interview, Sheet
from sidebyside.instruments.shapes import in_words
from sidebyside.people.models import Person
from sidebyside.trust.holdings import File, Holding, Room, Way


def _files(person: Person) -> Iterable[File]:
    """Each sheet to read, its questions in the version that they were answered in."""
    for sheet in Sheet.objects.select_related("person", "version").filter(person=person).order_by("pk"):
        when = f"-{sheet.year}" if sheet.year else ""
        term = f"-{sheet.term}" if sheet.term else ""
        yield File(f"forms/{sheet.key}{when}{term}.txt", lambda sheet=sheet: _pieces(sheet))  # type: ignore[misc]


def _pieces(sheet: Sheet) -> Iterator[bytes]:
    form, answers = answering.form_of(sheet), answering.answers_of(sheet)
    yield f"{form.title}\n\n".encode()
    for question in form.questions():
        said = "\n".join(in_words(question, answers.get(question.key))) or "-"
        yield f"{question.ask}\n{said}\n\n".encode()


def _erase(person: Person) -> None:
    """Who held whose interview is no content; it goes all the same, and so does what this person held."""
    Interview.objects.filter(person=person).delete()
    held = Interview.objects.filter(interviewer=person, ended_at=None)
    held.update(ended_at=timezone.now(), end=Interview.End.LEFT)


ROOM = Room(
    "instruments",
    (Holding(Sheet, Way.OWN, "person", ("key", "year", "term", "began_at", "done_at", "answers")),),
    erase=_erase,
    files=_files,
)

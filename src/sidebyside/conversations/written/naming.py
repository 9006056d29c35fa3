"""Names that are shown as others: the list, changed as one act each."""

from sidebyside.conversations.models import Edit, Pseudonym, Transcript
from sidebyside.conversations.written.changing import CannotNow, change
from sidebyside.people.models import Person

LONGEST = 80
MOST = 200


def show_as(transcript: Transcript, person: Person, name: str, other: str) -> None:
    """Said again for the same name, the newer pseudonym takes the place. Raises CannotNow."""
    if not name or not other or max(len(name), len(other)) > LONGEST:
        raise CannotNow("no name")
    with change(transcript, person, Edit.Kind.PSEUDONYM) as now:
        rows = list(now.transcript.pseudonyms.all())
        if len(rows) >= MOST:
            raise CannotNow("too many")
        for row in rows:
            if row.name.casefold() == name.casefold():
                row.delete()
        Pseudonym.objects.create(transcript=now.transcript, by=person, name=name, pseudonym=other)
        now.count = 1


def show_again(transcript: Transcript, person: Person, pseudonym: Pseudonym) -> None:
    """The name itself is shown again. Raises CannotNow."""
    with change(transcript, person, Edit.Kind.PSEUDONYM) as now:
        pseudonym.delete()
        now.count = 1

"""What differs between sorts of recording. A room above registers its own, so that this one need not know it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sidebyside.people.models import Person
from sidebyside.programme.models import Strand
from sidebyside.recordings.models import Recording
from sidebyside.recordings.store import CHUNK_BYTES
from sidebyside.trust.policy import Act, Kind


class Refused(Exception):
    """An upload that cannot be let in: a status of HTTP and one plain sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


# (person, strand, the upload's metadata) -> a saved Recording in state SENDING. Raises Http404 or Refused.
Begin = Callable[[Person, Strand, Mapping[str, str]], Recording]


def _no_end(recording: Recording) -> int | None:
    return None


@dataclass(frozen=True)
class Sort:
    """``may`` answers for SEE and BRING now; it is asked on every request and again while bytes flow.

    ``watchable`` is told once something of the recording can be played, maybe more than once.
    ``longest_ms``: what comes later in the recording is neither shown nor kept; None where all of it counts.
    """

    name: Recording.Sort
    kind: Kind
    begin: Begin
    may: Callable[[Person, Act, Recording], bool]
    watchable: Callable[[Recording], None]
    chunk_bytes: int = CHUNK_BYTES
    longest_ms: Callable[[Recording], int | None] = _no_end


_sorts: dict[str, Sort] = {}


def register(sort: Sort) -> None:
    if _sorts.get(sort.name, sort) != sort:
        raise RuntimeError(f"{sort.name} is registered twice")
    _sorts[sort.name] = sort


def named(name: str) -> Sort | None:
    return _sorts.get(name)


def of(recording: Recording) -> Sort:
    return _sorts[recording.sort]


def may(person: Person, act: Act, recording: Recording) -> bool:
    sort = _sorts.get(recording.sort)
    return sort is not None and sort.may(person, act, recording)

"""What a partner is asked for about their talks, for home: a proposal to delete, a sign-off, a colleague to let in.

Told from who asked and who has answered: no word of any talk is opened.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sidebyside.conversations.models import DeletionProposal, ListenerIn, Transcript
from sidebyside.people.models import Person
from sidebyside.programme.models import Strand
from sidebyside.trust.models import Deed


class What(StrEnum):
    DELETE = "delete"
    SIGN = "sign"
    SIGN_AGAIN = "sign again"
    LET_IN = "let in"


@dataclass(frozen=True)
class Asked:
    """``name`` is who asks; nobody's where a change took the person's own sign-off away."""

    what: What
    strand: Strand
    name: str = ""


def asked_of(person: Person, strands: Collection[Strand]) -> list[Asked]:
    """Of strands in which this person is a partner, closed ones too: a talk stays theirs. A number of queries that
    does not grow with them; none where there is no strand or the account is held."""
    if person.is_held or not strands:
        return []
    by_key = {strand.pk: strand for strand in strands}
    return [
        *_to_delete(person, by_key),
        *_to_sign(person, by_key),
        *_to_let_in(person, by_key),
    ]


def _to_delete(person: Person, strands: Mapping[int, Strand]) -> Iterator[Asked]:
    rows = DeletionProposal.objects.select_related("by", "conversation").prefetch_related("yeses")
    rows = rows.filter(conversation__strand__in=strands, conversation__opened_at__isnull=False)
    for one in rows.order_by("pk"):
        if one.by_id != person.pk and all(yes.person_id != person.pk for yes in one.yeses.all()):
            yield Asked(What.DELETE, strands[one.conversation.strand_id], one.by.name)


def _to_sign(person: Person, strands: Mapping[int, Strand]) -> Iterator[Asked]:
    rows = Transcript.objects.select_related("conversation").prefetch_related("sign_offs__person")
    rows = rows.filter(conversation__strand__in=strands, conversation__opened_at__isnull=False)
    open_now = [
        one
        for one in rows.exclude(state=Transcript.State.GROWING).order_by("pk")
        if all(signed.person_id != person.pk for signed in one.sign_offs.all())
    ]
    had_signed = _last_signed(person, open_now) if open_now else set()
    for one in open_now:
        strand, others = strands[one.conversation.strand_id], list(one.sign_offs.all())
        if one.code in had_signed:
            yield Asked(What.SIGN_AGAIN, strand)
        elif others:
            yield Asked(What.SIGN, strand, others[0].person.name)


def _last_signed(person: Person, transcripts: Collection[Transcript]) -> set[object]:
    """Those that this person signed and did not take back: if no sign-off of theirs stands, a change took it away."""
    rows = Deed.objects.filter(
        kind="written",
        by=person.code,
        object__in=[one.code for one in transcripts],
        act__in=["signed off", "took the sign-off back"],
    )
    last = dict(rows.order_by("at", "pk").values_list("object", "act"))
    return {code for code, act in last.items() if act == "signed off"}


def _to_let_in(person: Person, strands: Mapping[int, Strand]) -> Iterator[Asked]:
    rows = ListenerIn.objects.filter(strand__in=strands, ended_at=None, approved_at=None)
    for one in rows.select_related("asked_by").prefetch_related("yeses").order_by("pk"):
        if one.asked_by_id != person.pk and all(yes.person_id != person.pk for yes in one.yeses.all()):
            yield Asked(What.LET_IN, strands[one.strand_id], one.asked_by.name)

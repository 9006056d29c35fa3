"""Proposals with their reasons, from what is shown. Names no content table."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from django.utils.translation import gettext as _

from sidebyside.core.matching import Known, Reason, Weights, reasons
from sidebyside.pairing.known import known_of, shown
from sidebyside.pairing.models import Joined, Proposal, Round
from sidebyside.pairing.words import reason_words
from sidebyside.people.models import Person
from sidebyside.programme.models import Programme


@dataclass(frozen=True)
class Proposed:
    proposal: Proposal
    people: list[Person]
    speaks_for: list[str]
    price: list[str]

    @property
    def state(self) -> str:
        """How it stands, and never who answered what."""
        partnership = self.proposal.partnership
        if partnership is None:
            return _("kept back") if self.proposal.round.sent_at else ""
        members = list(partnership.memberships.all())
        if partnership.ended_at or any(one.declined_at or one.left_at for one in members):
            return _("not taken up")
        return _("accepted") if all(one.accepted_at for one in members) else _("waits for an answer")

    @property
    def names(self) -> str:
        return " · ".join(one.name for one in self.people)


def proposals_in(a_round: Round) -> list[Proposed]:
    """All of a round; what speaks for each is read by the weights that the round was drawn with."""
    rows = list(
        a_round.proposals.prefetch_related("people", "partnership__memberships")
        .select_related("round")
        .order_by("pk")
    )
    people = {one.pk: one for row in rows for one in row.people.all()}
    joined = {
        one.person_id: one
        for one in Joined.objects.filter(programme=a_round.programme_id, person__in=people).select_related(
            "person"
        )
    }
    known = known_of(a_round.programme, list(people.values()))
    return [_proposed(row, joined, known, Weights(a_round.weights)) for row in rows]


def proposals_for(person: Person, programme: Programme) -> list[Proposed]:
    """Sent to this person and not answered yet by them."""
    waiting = Proposal.objects.filter(
        round__programme=programme,
        partnership__ended_at=None,
        partnership__memberships__person=person,
        partnership__memberships__accepted_at=None,
        partnership__memberships__declined_at=None,
        partnership__memberships__left_at=None,
    )
    rounds = Round.objects.filter(proposals__in=waiting).select_related("programme").distinct()
    mine = set(waiting.values_list("pk", flat=True))
    return [one for a_round in rounds for one in proposals_in(a_round) if one.proposal.pk in mine]


def _proposed(row: Proposal, joined: dict[int, Joined], known: Known, weights: Weights) -> Proposed:
    people = sorted(row.people.all(), key=lambda one: one.name)
    names = {str(one.code): one.name for one in people}
    # Somebody who has left the group shows nothing any more.
    facts = [shown(joined[one.pk]) for one in people if one.pk in joined]
    found = [
        reason for one, other in combinations(facts, 2) for reason in reasons(one, other, known, weights)
    ]
    return Proposed(row, people, _said(found, names, True), _said(found, names, False))


def _said(found: Sequence[Reason], names: dict[str, str], speaks_for: bool) -> list[str]:
    lines = [reason_words(one, names) for one in found if one.speaks_for == speaks_for]
    return list(dict.fromkeys(lines))

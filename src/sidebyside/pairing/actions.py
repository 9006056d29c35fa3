"""What is checked, written and noted as one: joining, writing in private, choosing each other, sending proposals."""

import json
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from sidebyside.core.matching import Weights
from sidebyside.pairing.known import placed_in, stays_fixed
from sidebyside.pairing.models import Asked, Joined, Line, Origin, Proposal, Round, Setting, Wishes, named_in
from sidebyside.people.models import Person
from sidebyside.programme import actions as pair_actions
from sidebyside.programme import co_ordinating
from sidebyside.programme.models import Partnership, Programme
from sidebyside.trust import audit

MOST_WISHES = 5
FACTS = ("subject", "phase", "site", "experience", "rank", "focus", "interests")


@transaction.atomic
def join(programme: Programme, person: Person, facts: Mapping[str, Any]) -> Joined:
    """Join, or change what one shows. The private row comes with the first look at one's own page."""
    joined, made = Joined.objects.update_or_create(
        programme=programme, person=person, defaults={name: facts[name] for name in FACTS}
    )
    if made:
        audit.did("joined pairing", "programme", programme.code, person.code)
    return joined


@transaction.atomic
def step_back(programme: Programme, person: Person) -> None:
    """Out of the group, with all that was written in it; a partnership that stands is not touched."""
    Asked.objects.filter(programme=programme, by=person).delete()
    if Joined.objects.filter(programme=programme, person=person).delete()[0]:
        audit.did("left pairing", "programme", programme.code, person.code)


def name_person(wishes: Wishes, other: Person, how: str) -> bool:
    """Put somebody on one list and off the other; False where the list of wishes is full."""
    code = str(other.code)
    lists = {
        "would_like": [one for one in named_in(wishes.would_like) if one[0] != code],
        "would_not": [one for one in named_in(wishes.would_not) if one[0] != code],
    }
    if how == "would_like" and len(lists[how]) >= MOST_WISHES:
        return False
    if how in lists:
        lists[how].append((code, other.name))
    for column, people in lists.items():
        setattr(wishes, column, json.dumps(people, ensure_ascii=False) if people else "")
    wishes.save()
    return True


def erase(wishes: Wishes) -> None:
    """All that was written in private; the row stays, as everybody has one."""
    wishes.would_like = wishes.would_not = wishes.focus = wishes.rests = ""
    wishes.save()


def setting_of(programme: Programme) -> Setting:
    return Setting.objects.get_or_create(programme=programme)[0]


def keep_weights(programme: Programme, by: Person, weights: Weights) -> None:
    setting = setting_of(programme)
    if setting.weights != dict(weights):
        setting.weights = dict(weights)
        setting.save(update_fields=["weights"])
        audit.did("weighed pairing", "programme", programme.code, by.code, **weights)


def manages(manager: Person, managed: Person, by: Person) -> None:
    """Noted, for whoever rules out everybody else could try two people out."""
    _line, made = Line.objects.get_or_create(school_id=managed.school_id, manager=manager, managed=managed)
    if made:
        audit.did("wrote down line management", "person", managed.code, by.code)


# Choosing each other


def ask_openly(programme: Programme, by: Person, about: Person) -> Partnership | None:
    """Ask somebody to be one's partner. Where they have asked already, that is a yes. Raises NotPossible."""
    if stays_fixed(programme):
        raise co_ordinating.NotPossible("roles stay")
    if Asked.objects.filter(programme=programme, by=about, about=by, closed_at=None).exists():
        return say_yes(programme, by, about)
    Asked.objects.get_or_create(programme=programme, by=by, about=about)
    return None


def take_back(programme: Programme, by: Person, about: Person) -> None:
    Asked.objects.filter(programme=programme, by=by, about=about).delete()


def say_no(programme: Programme, person: Person, asker: Person) -> None:
    """Nobody is told: whoever asked sees what they saw before."""
    asked = Asked.objects.filter(programme=programme, by=asker, about=person, closed_at=None)
    asked.update(closed_at=timezone.now())


@transaction.atomic
def say_yes(programme: Programme, person: Person, asker: Person) -> Partnership | None:
    """They have chosen each other: a partnership that both have accepted. None where the question is gone.

    Raises co_ordinating.NotPossible.
    """
    Programme.objects.select_for_update().get(pk=programme.pk)
    asked = Asked.objects.filter(programme=programme, by=asker, about=person, closed_at=None)
    if not asked.exists():
        return None
    if stays_fixed(programme):
        raise co_ordinating.NotPossible("roles stay")
    if {person.pk, asker.pk} & placed_in(programme):
        raise co_ordinating.NotPossible("has a partner")
    partnership = co_ordinating.propose_pair(programme, [asker, person], person)
    for one in (asker, person):
        pair_actions.accept(partnership, one)
    Origin.objects.create(partnership=partnership, way="chosen")
    Asked.objects.filter(programme=programme, by__in=[asker, person]).delete()
    return partnership


# Proposals


@transaction.atomic
def send(a_round: Round, by: Person, codes: set[str]) -> tuple[int, int]:
    """Send the proposals with these codes; how many went, and how many could not, because somebody has a partner now.

    The rest is kept back, and its people are free for the next round. Sent once is sent.
    """
    Programme.objects.select_for_update().get(pk=a_round.programme_id)
    if not Round.objects.filter(pk=a_round.pk, drawn_at__isnull=False, sent_at=None).update(
        sent_at=timezone.now()
    ):
        return 0, 0
    if stays_fixed(a_round.programme):
        # Drawn by an earlier version.
        return 0, a_round.proposals.count()
    placed = placed_in(a_round.programme)
    sent = stayed = 0
    for proposal in a_round.proposals.prefetch_related("people__school"):
        if str(proposal.code) not in codes:
            continue
        if _send_one(proposal, a_round.programme, by, placed):
            sent += 1
        else:
            stayed += 1
    audit.did(
        "sent proposals", "programme", a_round.programme.code, by.code, number=a_round.number, sent=sent
    )
    return sent, stayed


def _send_one(proposal: Proposal, programme: Programme, by: Person, placed: set[int]) -> bool:
    people = sorted(proposal.people.all(), key=lambda one: one.code)
    if any(one.pk in placed or not one.is_active for one in people):
        return False
    try:
        proposal.partnership = co_ordinating.propose_and_tell(programme, people, by)
    except co_ordinating.NotPossible:
        return False
    proposal.save(update_fields=["partnership"])
    Origin.objects.create(partnership=proposal.partnership, way="arranged")
    return True

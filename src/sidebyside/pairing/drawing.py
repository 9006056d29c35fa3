"""A round: asked for by the co-ordinator, drawn by a job, so that no request of theirs ever reads a wish.

docs/adr/0029 says why rounds are few, why chance is in them, and what a round can tell nobody for certain.
"""

import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from sidebyside import jobs
from sidebyside.core.matching import Secrets, Weights, chance_for, draw
from sidebyside.jobs import Owed
from sidebyside.pairing.known import group_of, known_of, placed_in, shown, stays_fixed
from sidebyside.pairing.models import Proposal, Round, Setting, Wishes, named_in
from sidebyside.people.models import Person
from sidebyside.programme import plans
from sidebyside.programme.models import Programme
from sidebyside.trust import audit, keystore

DRAW = "draw_pairs"
# What is the same in every round cannot be averaged out; what is drawn anew in each could be, so rounds are few.
MOST_ROUNDS, WITHIN = 4, timedelta(days=28)


class NotNow(Exception):
    """Carries an enum word; the view turns it into a sentence."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


def rounds_left(programme: Programme) -> int:
    lately = programme.rounds.filter(asked_at__gt=timezone.now() - WITHIN, failed_at=None)
    return max(0, MOST_ROUNDS - lately.count())


@transaction.atomic
def ask(programme: Programme, by: Person) -> Round:
    """Ask for a round with the weights as they are kept. Raises NotNow."""
    Programme.objects.select_for_update().get(pk=programme.pk)
    setting = Setting.objects.filter(programme=programme).first()
    if setting is None:
        raise NotNow("not open")
    if stays_fixed(programme):
        raise NotNow("roles stay")
    last = programme.rounds.order_by("-number").first()
    if last is not None and last.failed_at is None and (last.waits or last.sent_at is None):
        raise NotNow("one is open")
    if not rounds_left(programme):
        raise NotNow("enough for now")
    placed = placed_in(programme)
    if sum(one.person_id not in placed for one in group_of(programme)) < 2:
        raise NotNow("too few")
    number = last.number + 1 if last else 1
    made = Round.objects.create(
        programme=programme, number=number, weights=dict(Weights(setting.weights)), asked_by=by
    )
    audit.did("asked for pairs", "programme", programme.code, by.code, number=number)
    jobs.ask(DRAW, Owed(str(made.code), made.attempt))
    return made


def draw_round(code: str, attempt: int) -> None:
    """The job. What each wrote is read here, weighed and let go of; what stays is who came together."""
    found = Round.objects.select_related("programme__school").filter(
        code=code, attempt=attempt, drawn_at=None
    )
    one = found.first()
    if one is None:
        return
    programme = one.programme
    placed = placed_in(programme)
    joined = [row for row in group_of(programme) if row.person_id not in placed]
    people = [row.person for row in joined]
    made = draw(
        [shown(row) for row in joined],
        known_of(programme, people),
        Weights(one.weights),
        _secrets(programme, {str(person.code) for person in people}),
        chance_for([str(person.code) for person in people], _lasting(programme), secrets.randbits(256)),
        trios=plans.kept(programme.plan).trios,
    )
    by_code = {str(person.code): person for person in people}
    with transaction.atomic():
        # Drawn twice, by a false take-over, it counts once.
        if not found.update(drawn_at=timezone.now()):
            return
        for group in made.groups:
            proposal = Proposal.objects.create(round=one)
            proposal.people.set([by_code[key] for key in group])
        if not made.groups:
            # Nothing waits to be sent.
            Round.objects.filter(pk=one.pk).update(sent_at=timezone.now())


def _lasting(programme: Programme) -> bytes:
    """Outside the database and its backups, as every key is."""
    return keystore.key_made_on_first_use(f"pairing:{programme.code}")


def _secrets(programme: Programme, here: set[str]) -> Secrets:
    rows = Wishes.objects.filter(joined__programme=programme).select_related("person")
    mine = {str(row.person.code): row for row in rows if str(row.person.code) in here}
    return Secrets(
        wishes={code: _codes_in(row.would_like) for code, row in mine.items()},
        vetoes={code: _codes_in(row.would_not) for code, row in mine.items()},
        focuses={code: row.focus for code, row in mine.items()},
        resting=frozenset(code for code, row in mine.items() if row.rests),
    )


def _codes_in(words: str) -> frozenset[str]:
    return frozenset(code for code, _name in named_in(words))


def _owed() -> Iterable[Owed]:
    rows = Round.objects.filter(drawn_at=None, failed_at=None)
    return [Owed(str(code), attempt) for code, attempt in rows.values_list("code", "attempt")]


def _failed(owed: Owed, _word: str) -> None:
    rows = Round.objects.filter(code=owed.code, attempt=owed.attempt, drawn_at=None)
    rows.update(failed_at=timezone.now())


def _raise_attempt(owed: Owed) -> Owed | None:
    rows = Round.objects.filter(code=owed.code, attempt=owed.attempt, drawn_at=None)
    return Owed(owed.code, owed.attempt + 1) if rows.update(attempt=F("attempt") + 1) else None


def register() -> None:
    kind = jobs.Kind(DRAW, jobs.Queue.QUICK, (draw_round,), _owed, _failed, _raise_attempt)
    jobs.register(kind)

"""The machine's suggestions: asked for when a transcript is ready or has changed, made by a durable job.

Either partner's no stops it: nothing new is made while it stands. What was suggested before stays, without what has
become a gap and without any word that was quoted.
"""

import json
import uuid
from collections.abc import Collection, Iterable

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from sidebyside import jobs
from sidebyside.conversations.codes import kept
from sidebyside.conversations.codes.spoken import counted, spoken
from sidebyside.conversations.models import Suggestions, Transcript, TurnCode
from sidebyside.conversations.written import making, when_changed, when_wiped
from sidebyside.conversations.written.turns import said_in
from sidebyside.core.talk.describing import describe
from sidebyside.core.talk.weights import fingerprint
from sidebyside.jobs import Owed

SUGGEST = "suggest_codes"


def wish(transcript: Transcript) -> None:
    """The transcript is not what it was: what was suggested for it is out of date."""
    if transcript.state != Transcript.State.READY:
        return
    row = Suggestions.objects.select_for_update().filter(transcript=transcript).first()
    if row is None:
        row = Suggestions.objects.create(transcript=transcript)
    else:
        row.transcript = transcript
        row.wanted += 1
        row.body = _reduced(transcript, row.body)
        row.save(update_fields=["wanted", "body"])
    if not making.is_refused(transcript.conversation):
        jobs.ask(SUGGEST, Owed(str(transcript.code), row.wanted))


def _reduced(transcript: Transcript, body: str) -> str:
    if not body:
        return ""
    gaps = transcript.turns.filter(Q(withheld_at__isnull=False) | Q(blanked_at__isnull=False))
    return json.dumps(
        kept.without(json.loads(body), {str(code) for code in gaps.values_list("code", flat=True)})
    )


def ask_again(transcript: Transcript) -> None:
    """After a failure: ask for the same anew."""
    rows = Suggestions.objects.filter(transcript=transcript, failed=F("wanted"))
    if not making.is_refused(transcript.conversation) and rows.update(wanted=F("wanted") + 1):
        wanted = Suggestions.objects.get(transcript=transcript).wanted
        jobs.ask(SUGGEST, Owed(str(transcript.code), wanted))


def is_older(row: Suggestions) -> bool:
    """Made with other weights than this product has now, and nobody has said yet that they may stay so."""
    now = fingerprint()
    return row.made == row.wanted and bool(row.body) and now not in (row.made_with, row.left_with)


@transaction.atomic
def make_anew(transcript: Transcript) -> None:
    """With the weights of now. What was suggested stays until then, what people chose stays for good."""
    row = Suggestions.objects.select_for_update().filter(transcript=transcript).first()
    if row is None or not is_older(row) or making.is_refused(transcript.conversation):
        return
    row.wanted += 1
    row.save(update_fields=["wanted"])
    jobs.ask(SUGGEST, Owed(str(transcript.code), row.wanted))


def leave_as_made(transcript: Transcript) -> None:
    """Not to be asked again until there are other weights still."""
    Suggestions.objects.filter(transcript=transcript).update(left_with=fingerprint())


def forget(transcript: Transcript, turns: Collection[uuid.UUID]) -> None:
    """Words of these turns are gone for good, and so are their codes.

    So are codes of turns that are no more, and the words of every subject: they may say again what was said in a turn
    that is gone.
    """
    live = transcript.turns.filter(blanked_at__isnull=True).exclude(code__in=list(turns)).values("code")
    TurnCode.objects.filter(transcript=transcript).exclude(turn_code__in=live).delete()
    for code in TurnCode.objects.filter(transcript=transcript, dimension=TurnCode.Dimension.SUBJECT):
        code.transcript = transcript
        code.value, code.before = _wordless(code.value), _wordless(code.before)
        code.save(update_fields=["value", "before"])
    row = Suggestions.objects.filter(transcript=transcript).first()
    if row is not None and row.body:
        row.transcript = transcript
        row.body = json.dumps(kept.without(json.loads(row.body), {str(code) for code in turns}))
        row.save(update_fields=["body"])


def _wordless(told: str) -> str:
    value = json.loads(told) if told else {}
    return json.dumps(value | {"words": ""}, ensure_ascii=False) if value.get("words") else told


# The job


def _row(code: str, attempt: int) -> QuerySet[Suggestions]:
    return Suggestions.objects.filter(transcript__code=code, wanted=attempt).exclude(made=attempt)


def suggest(code: str, attempt: int) -> None:
    """Describe the transcript as it stands. Nothing where it has changed since, or somebody has said no."""
    row = _row(code, attempt).select_related("transcript__conversation__strand").first()
    if row is None or making.is_refused(row.transcript.conversation):
        return
    transcript = row.transcript
    said, made_with = counted(said_in(transcript)), fingerprint()
    body = kept.kept(describe(spoken(said)), [one.code for one in said])
    with transaction.atomic():
        # In the order of a correction, which holds the transcript first: else each could wait for the other.
        now = Transcript.objects.select_for_update().filter(pk=transcript.pk).first()
        held = _row(code, attempt).select_for_update().first()
        if held is None or now is None or now.revision != transcript.revision:
            return
        if making.is_refused(transcript.conversation):
            return
        held.transcript = transcript
        held.body = json.dumps(body, ensure_ascii=False)
        held.made, held.revision, held.made_at = attempt, transcript.revision, timezone.now()
        held.made_with = made_with
        held.save(update_fields=["body", "made", "revision", "made_at", "made_with"])


def _owed() -> Iterable[Owed]:
    ready = Transcript.objects.filter(state=Transcript.State.READY, conversation__refusals__isnull=True)
    for transcript in ready.filter(suggestions__isnull=True).select_related("conversation"):
        with transaction.atomic():
            Suggestions.objects.get_or_create(transcript=transcript)
    rows = Suggestions.objects.filter(transcript__in=ready)
    rows = rows.exclude(made=F("wanted")).exclude(failed=F("wanted"))
    return [Owed(str(code), wanted) for code, wanted in rows.values_list("transcript__code", "wanted")]


def _failed(owed: Owed, _word: str) -> None:
    _row(owed.code, owed.attempt).update(failed=owed.attempt)


def _raise_attempt(owed: Owed) -> Owed | None:
    raised = _row(owed.code, owed.attempt).update(wanted=F("wanted") + 1)
    return Owed(owed.code, owed.attempt + 1) if raised else None


def register() -> None:
    when_changed(wish)
    when_wiped(forget)
    jobs.register(jobs.Kind(SUGGEST, jobs.Queue.SLOW, (suggest,), _owed, _failed, _raise_attempt))

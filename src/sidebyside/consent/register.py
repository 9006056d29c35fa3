"""What counts as a yes, and all that changes it: answers, a pupil's own no, a pupil or a class that goes."""

import uuid
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from sidebyside.consent import effects, notices, policies
from sidebyside.consent.models import Allowed, Answer, Guardian, Place, Pupil, SchoolClass, Scope
from sidebyside.people.models import Person
from sidebyside.trust import audit, keystore, ledger
from sidebyside.trust.policy import Kind
from sidebyside.trust.sealed import Ciphertext


def pupils_of(school_class: SchoolClass) -> QuerySet[Pupil]:
    """Who is in it now, with all that their state needs: a number of queries that does not grow."""
    guardians = Guardian.objects.prefetch_related("answers").select_related("pupil")
    return Pupil.objects.filter(
        deleted_at=None, places__school_class=school_class, places__left_at=None
    ).prefetch_related(Prefetch("guardians", guardians), "allowed")


def newest(guardian: Guardian) -> Answer | None:
    return next(iter(guardian.answers.all()), None)


def counts(answers: Iterable[Answer | None], scope: Scope) -> bool:
    """Somebody said yes and nobody said no. Who has not answered has said neither."""
    said = [getattr(one, scope.value) and one.coaching for one in answers if one is not None]
    return bool(said) and all(said)


def state_of(pupil: Pupil) -> str:
    """own-no, no, yes, waiting; or again: a backup that was put back may not know of a later no."""
    answers = [newest(one) for one in pupil.guardians.all()]
    if pupil.opted_out_at is not None:
        return "own-no"
    if any(one is not None and not one.coaching for one in answers):
        return "no"
    if any(one.scope == Scope.COACHING for one in pupil.allowed.all()):
        return "yes"
    return "again" if pupil.all_must_answer else "waiting"


def scopes_of(pupil: Pupil) -> set[str]:
    return {one.scope for one in pupil.allowed.all()}


def answer(
    guardian: Guardian,
    *,
    coaching: bool,
    study: bool = False,
    exemplar: bool = False,
    typed_by: Person | None = None,
) -> None:
    """By the guardian's link, or from paper where somebody typed it in. Without coaching there is nothing further."""
    with transaction.atomic():
        pupil = _locked(guardian.pupil)
        if not coaching:
            _note_no(ledger.NO, pupil)
        policy = policies.in_force(pupil.school_id)
        before = Answer.objects.filter(guardian=guardian).first()
        Answer.objects.create(
            guardian=guardian,
            coaching=coaching,
            study=coaching and study,
            exemplar=coaching and exemplar,
            how=Answer.How.PAPER if typed_by else Answer.How.LINK,
            notice=notices.VERSION,
            policy=policy.version if policy else 0,
            typed_by=typed_by,
        )
        audit.did("answered", Kind.CLASS, pupil.code, typed_by.code if typed_by else None)
        settle(pupil)
        if not coaching and (before is None or before.coaching):
            effects.no_is_said(pupil)


def opt_out(pupil: Pupil, by: Person, *, out: bool) -> None:
    """The pupil's own no, or its taking back. It needs no reason and wins over every yes."""
    with transaction.atomic():
        found = _locked(pupil)
        if (found.opted_out_at is not None) == out:
            return
        if out:
            _note_no(ledger.OWN_NO, found)
        found.opted_out_at = timezone.now() if out else None
        found.save(update_fields=["opted_out_at"])
        audit.did("opted out" if out else "opted in", Kind.CLASS, pupil.code, by.code)
        settle(found)
        if out:
            effects.no_is_said(found)


def ask_anew(codes: Iterable[uuid.UUID]) -> int:
    """After a restore, for pupils with a yes (by its code) that had gone since: whose no it was, the backup does not
    know, so that no answer in it counts. How many yeses went."""
    with transaction.atomic():
        return _answers_anew(
            set(Allowed.objects.filter(code__in=list(codes)).values_list("pupil_id", flat=True))
        )


def close_after_noes(guardians: Iterable[uuid.UUID], own: Iterable[uuid.UUID]) -> int:
    """After a restore, for pupils (by their codes) of whom somebody has said no since the backup. Where it was a
    guardian, every guardian answers anew; where it was the pupil, it stands again until they take it back, also where
    they had done so before: a film too few is mended by asking. How many pupils are closed by it.
    """
    with transaction.atomic():
        there = Pupil.objects.filter(deleted_at=None)
        asked = set(there.filter(code__in=list(guardians)).values_list("pk", flat=True))
        _answers_anew(asked)
        themselves = there.filter(code__in=list(own))
        out = set(themselves.values_list("pk", flat=True))
        themselves.filter(opted_out_at=None).update(opted_out_at=timezone.now())
        Allowed.objects.filter(pupil__in=out).delete()
        return len(asked | out)


def _answers_anew(pupils: set[int]) -> int:
    Pupil.objects.filter(pk__in=pupils).update(all_must_answer=True)
    Answer.objects.filter(guardian__pupil__in=pupils).delete()
    return Allowed.objects.filter(pupil__in=pupils).delete()[0]


def _note_no(sort: str, pupil: Pupil) -> None:
    """Before it is done: a backup that is put back must not forget it."""
    ledger.note(sort, f"consent.pupil:{pupil.code}")


def _locked(pupil: Pupil) -> Pupil:
    return Pupil.objects.select_for_update().get(pk=pupil.pk)


def _is_barred(pupil: Pupil) -> bool:
    return pupil.deleted_at is not None or pupil.opted_out_at is not None or pupil.all_must_answer


def settle(pupil: Pupil) -> None:
    """Write down which scopes there is a yes for, and let what hangs on a lost one follow."""
    guardians = Guardian.objects.filter(pupil=pupil).prefetch_related("answers")
    answers = [newest(one) for one in guardians]
    if pupil.all_must_answer and answers and all(one is not None for one in answers):
        pupil.all_must_answer = False
        pupil.save(update_fields=["all_must_answer"])
    lost = False
    for scope in Scope:
        may = not _is_barred(pupil) and counts(answers, scope)
        if may:
            Allowed.objects.get_or_create(pupil=pupil, scope=scope)
            continue
        for row in Allowed.objects.filter(pupil=pupil, scope=scope):
            # Before it is done: a backup that is put back must not bring this yes back.
            ledger.note(ledger.ROW, f"consent.allowed:{row.code}")
            row.delete()
            lost = lost or scope == Scope.COACHING
    if lost:
        effects.taken_back(pupil)


def delete_pupil(pupil: Pupil, by: Person | None) -> None:
    """Names, guardians, answers and links go for good. An empty row stays, so that films stay held back."""
    with transaction.atomic():
        found = _locked(pupil)
        found.deleted_at = timezone.now()
        Pupil.objects.filter(pk=found.pk).update(
            deleted_at=found.deleted_at, id_hash="", first_name=Ciphertext(), last_name=Ciphertext()
        )
        settle(found)
        for guardian in Guardian.objects.filter(pupil=found):
            guardian.delete()
        audit.did("deleted", Kind.CLASS, found.code, by.code if by else None)
    keystore.destroy(f"pupil:{pupil.code}")


def leave(pupil: Pupil, school_class: SchoolClass, by: Person) -> None:
    """Out of this class; in no other, out of the register."""
    Place.objects.filter(pupil=pupil, school_class=school_class, left_at=None).update(left_at=timezone.now())
    audit.did("left", Kind.CLASS, pupil.code, by.code)
    if not Place.objects.filter(pupil=pupil, left_at=None).exists():
        delete_pupil(pupil, by)


def delete_class(school_class: SchoolClass, by: Person) -> None:
    """With everybody who is in no other class. Films of it name no class any more, so nobody else sees them."""
    for pupil in list(Pupil.objects.filter(places__school_class=school_class, deleted_at=None)):
        if not Place.objects.filter(pupil=pupil, left_at=None).exclude(school_class=school_class).exists():
            delete_pupil(pupil, by)
    audit.did("deleted", Kind.CLASS, school_class.code, by.code)
    school_class.delete()
    Pupil.objects.filter(school=school_class.school, deleted_at__isnull=False, places=None).delete()

"""Writing one's own answers: kept as they stand, finished, taken back."""

import hashlib
import json
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from sidebyside.instruments.models import Sheet
from sidebyside.instruments.shapes import Answers, Form, read
from sidebyside.instruments.versions import current_form, current_version
from sidebyside.programme.seen import Changed, insist_unchanged


def form_of(sheet: Sheet) -> Form:
    """The version that the answers were given to; for a sheet not begun, what would be given now."""
    if sheet.version_id is None:
        return current_form(sheet.person.school_id, sheet.key)
    return read(sheet.version.body)


def mark_of(form: Form) -> str:
    """A short mark of a form's words, so that answers never land under another question than was read."""
    return hashlib.sha256(json.dumps(form.as_kept(), sort_keys=True).encode()).hexdigest()[:24]


def answers_of(sheet: Sheet) -> Answers:
    found: Answers = json.loads(sheet.answers) if sheet.answers else {}
    return found


def as_text(answers: Answers) -> str:
    return json.dumps(answers, ensure_ascii=False, sort_keys=True)


@transaction.atomic
def write(sheet: Sheet, form: Form, answers: Answers, seen: str, *, done: bool) -> None:
    """Keep what somebody answered; ``done`` says that they have finished. Raises Changed.

    ``form`` is what their page showed: where the school has published another since, they answer that one.
    """
    locked = (
        Sheet.objects.select_for_update(of=("self",))
        .select_related("person", "version")
        .filter(person=sheet.person, key=sheet.key, year=sheet.year, term=sheet.term)
        .first()
    )
    found = locked or sheet
    wanted = as_text(answers)
    new = insist_unchanged([found.answers], [wanted], seen)
    if not new and found.version_id is not None and bool(found.done_at) == done:
        return
    if found.version_id is None:
        found.version = current_version(found.person.school, found.key)
    found.answers, found.changed_at = wanted, timezone.now()
    found.done_at = (found.done_at or timezone.now()) if done else None
    try:
        with transaction.atomic():
            found.save()
    except IntegrityError:
        # Another tab made the sheet in this very moment.
        raise Changed from None


@transaction.atomic
def begin(sheet: Sheet) -> Sheet:
    """The sheet's row, made where there is none yet, and held against erasing until the transaction around ends."""
    person = sheet.person
    rows = Sheet.objects.select_for_update(of=("self",)).select_related("person", "version")
    # Asked for only where it is needed: it may make the version.
    defaults: dict[str, Any] = {"version": lambda: current_version(person.school, sheet.key)}
    found, _is_new = rows.get_or_create(
        person=person, key=sheet.key, year=sheet.year, term=sheet.term, defaults=defaults
    )
    return found


@transaction.atomic
def erase(sheet: Sheet) -> None:
    """Take one's answers back: the row goes, and the ledger remembers that it did."""
    if sheet.pk:
        sheet.delete()

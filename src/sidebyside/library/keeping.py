"""Keeping one's own words, so that a late save from another tab never wins silently."""

from django.db import transaction
from django.utils import timezone

from sidebyside.library.models import Interest, Tried
from sidebyside.programme.seen import insist_unchanged


@transaction.atomic
def keep_own[Row: (Tried, Interest)](row: Row, words: str, seen: str) -> Row:
    """The row as it now stands. Emptied, it goes. Raises Changed, and IntegrityError where two make it at once."""
    locked = type(row)._default_manager.select_for_update(of=("self",)).select_related("person")
    found = (locked.filter(pk=row.pk).first() if row.pk else None) or row
    if not insist_unchanged([found.words], [words], seen):
        return found
    if words:
        found.words, found.changed_at = words, timezone.now()
        found.save()
    elif found.pk:
        found.delete()
    return found

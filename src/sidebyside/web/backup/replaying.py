"""Deleting again what was deleted since a backup: by the ledger, before the server answers."""

import uuid
from collections.abc import Iterable

from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from sidebyside.change.models import Chart, Layer
from sidebyside.consent import register
from sidebyside.consent.models import Allowed
from sidebyside.conversations.models import ListenerIn
from sidebyside.events.models import Beside, Poster
from sidebyside.federation import visits
from sidebyside.federation.models import Link
from sidebyside.figures.models import Counted
from sidebyside.figures.over_trust import give_up
from sidebyside.groups.models import OnceMore, TalkExtract
from sidebyside.instruments.models import Interview
from sidebyside.library.models import Addition, Interest, ReadingKeeper, ReadingRequest
from sidebyside.pairing.models import Asked, Joined
from sidebyside.programme.models import RoleAsked
from sidebyside.recordings import ending
from sidebyside.recordings.blurring.models import SecondLook
from sidebyside.recordings.models import HandOver, Recording, Share
from sidebyside.reflection.models import Brought
from sidebyside.safeguarding.models import Opening, Period, Telling
from sidebyside.trust import keystore, ledger
from sidebyside.walks.actions import cancel as cancel_walk
from sidebyside.walks.models import Offer

RECORDING = "recording:"
# Clocks and transactions under way: what was deleted in these seconds before a backup is looked for as well.
BEFORE_S = 300
_NOES = (ledger.NO, ledger.OWN_NO)


def keys(entries: Iterable[ledger.Entry]) -> int:
    """Keys that the ledger says are destroyed and that are there, or were never heard of. Safe at every start."""
    known, count = keystore.destroyed(""), 0
    for entry in entries:
        if entry.sort == ledger.KEY and entry.what not in known:
            keystore.destroy(entry.what)
            count += 1
    return count


def recordings() -> int:
    """Rows of films and talks whose key is gone become what a deletion leaves of them."""
    destroyed, count = keystore.destroyed(RECORDING), 0
    left = Recording.objects.exclude(state=Recording.State.DELETED).values_list("code", "shows_blurred")
    for code, shows_blurred in list(left):
        if ending.is_keyless(code, shows_blurred, destroyed):
            ending.delete(str(code))
            count += 1
    return count


def rows(entries: Iterable[ledger.Entry], since: int) -> int:
    """Words that were deleted after a backup was made. Only after a restore: a code may be used again later."""
    by_table: dict[str, list[uuid.UUID]] = {}
    for entry in entries:
        if entry.sort == ledger.ROW and entry.at >= since - BEFORE_S:
            table, _colon, code = entry.what.partition(":")
            by_table.setdefault(table, []).append(uuid.UUID(code))
    count = 0
    for table, codes in by_table.items():
        model = apps.get_model(table)
        for begin in range(0, len(codes), 500):
            some = codes[begin : begin + 500]
            with transaction.atomic():
                if model is Allowed:
                    count += register.ask_anew(some)
                count += model._default_manager.filter(code__in=some).delete()[0]
    return count


def noes(entries: Iterable[ledger.Entry], since: int) -> int:
    """Noes said after a backup was made, also of pupils who have no yes in it. How many pupils they are of."""
    said = [one for one in entries if one.at >= since - BEFORE_S and one.sort in _NOES]
    whose = {
        sort: {uuid.UUID(one.what.partition(":")[2]) for one in said if one.sort == sort} for sort in _NOES
    }
    return register.close_after_noes(whose[ledger.NO], whose[ledger.OWN_NO])


def end_what_may_have_been_taken_back() -> int:
    """Nothing outside the database knows which permission was withdrawn since, or who was told to go: all shares and
    sessions end, and whatever else somebody may have been let into. Owners say so again, and a school switches its
    exception on again, which then counts from then. The answer is how many shares ended. Safe to repeat."""
    now = timezone.now()
    Session.objects.all().delete()
    SecondLook.objects.filter(ended_at=None).update(ended_at=now, end=SecondLook.End.TAKEN_BACK)
    RoleAsked.objects.filter(ended_at=None).update(ended_at=now, end=RoleAsked.End.TAKEN_BACK)
    # Other schools read a link’s name and address by a yes of theirs: each is asked anew.
    Link.objects.filter(ended_at=None).update(ended_at=now, end=Link.End.TAKEN_BACK)
    # Neither school may be open to the other’s people any more: all are asked anew. Pairs rest until then.
    visits.hide_all()
    ListenerIn.objects.filter(ended_at=None).update(ended_at=now)
    # What was recorded stays the interviewee's; whoever held it hears nothing of it any more.
    Interview.objects.filter(ended_at=None).update(ended_at=now, end=Interview.End.TAKEN_BACK)
    # What is on a device stays there: its owner hands the filming over again.
    HandOver.objects.filter(ended_at=None).update(ended_at=now)
    # Whoever looks for a partner goes on looking, and says anew what others may read of them.
    Joined.objects.update(subject="", phase="", site="", experience=None, rank=None, focus="", interests="")
    Asked.objects.filter(closed_at=None).delete()
    TalkExtract.objects.filter(ended_at=None).update(ended_at=now)
    # A cycle that is open stays; a yes to one that is not is asked anew.
    OnceMore.objects.all().delete()
    # A poster hangs by the yes of each of its people: all are asked again.
    Poster.objects.exclude(ready_at=None, shown_at=None).update(ready_at=None, shown_at=None)
    Beside.objects.exclude(yes_at=None).update(yes_at=None)
    for shown in (Addition, Interest, ReadingRequest, Chart, Layer):
        shown._default_manager.exclude(shown_at=None).update(shown_at=None)
    ReadingKeeper.objects.all().delete()
    # A lesson that was called off since must not be on offer again: its host opens it anew.
    for offer in Offer.objects.select_related("host", "school").filter(cancelled_at=None):
        cancel_walk(offer)
    # In no opening: its author brings it anew.
    Brought.objects.exclude(opening=0).update(opening=0)
    # Everybody agrees to be counted anew: a half-term that is counted again counts nobody who did not.
    Counted.objects.all().delete()
    give_up(timezone.localdate())
    _switch_safeguarding_off()
    return Share.objects.filter(withdrawn_at__isnull=True).update(withdrawn_at=now)


@transaction.atomic
def _switch_safeguarding_off() -> None:
    """Everybody is told, by home and by the mails that the rows owe: nobody switched it off by hand."""
    now = timezone.now()
    Opening.objects.filter(ended_at=None).update(ended_at=now)
    for period in Period.objects.filter(off_at=None).select_related("school"):
        Period.objects.filter(pk=period.pk).update(off_at=now)
        people = period.school.people.filter(is_active=True)
        Telling.objects.bulk_create([Telling(person=one, sort=Telling.Sort.OFF) for one in people])

"""Telling people at once: a row that home reads, and a mail by a job that says nothing of what it is about."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from sidebyside import jobs
from sidebyside.jobs import Owed, StepFailed
from sidebyside.people.mail import MailTrouble, address_of, send_for_a_room
from sidebyside.people.models import Person
from sidebyside.safeguarding.models import Opening, Telling

MAIL = "mail_safeguarding"
# How long home says it; the list of what happened says it for good.
TOLD_FOR = timedelta(days=14)
Sort = Telling.Sort


def tell(people: Iterable[Person], sort: Telling.Sort, opening: Opening | None = None) -> None:
    found = list(people)
    Telling.objects.bulk_create([Telling(person=one, sort=sort, opening=opening) for one in found])
    for one in found:
        jobs.ask(MAIL, Owed(str(one.code), _this_minute()))


def _this_minute() -> int:
    """Tried again within the minute where it failed."""
    return int(timezone.now().timestamp() // 60)


def _to_mail() -> Q:
    return Q(mailed_at=None, person__is_active=True)


def _owed() -> Iterable[Owed]:
    people = Telling.objects.filter(_to_mail()).values_list("person__code", flat=True).distinct()
    return [Owed(str(code), _this_minute()) for code in people]


def mail_safeguarding(code: str, _attempt: int) -> None:
    """A mail for each sort of thing there is to tell. Claimed first: run twice, it is sent once."""
    person = Person.objects.filter(is_active=True, code=code).first()
    mine = Telling.objects.filter(_to_mail(), person__code=code)
    sorts = list(mine.order_by("pk").values_list("sort", flat=True)) if person is not None else []
    for sort in dict.fromkeys(sorts):
        assert person is not None
        now = timezone.now()
        keys = list(mine.filter(sort=sort).values_list("pk", flat=True))
        if not Telling.objects.filter(pk__in=keys, mailed_at=None).update(mailed_at=now):
            continue
        try:
            send_for_a_room(person.email, *_mail(person, sort))
        except MailTrouble:
            Telling.objects.filter(pk__in=keys, mailed_at=now).update(mailed_at=None)
            raise StepFailed("mail_trouble") from None


def _mail(person: Person, sort: str) -> tuple[str, str]:
    subject, words, place = {
        Sort.ON: (
            _("The exception for safeguarding is switched on"),
            _(
                "from now on two named people at your school may together open one recording for an hour, for "
                "safeguarding alone. It counts for what is made from now on and for nothing before. Whose it is "
                "hears of it at once. Who they are, and what they cannot open:"
            ),
            "people:who-could-look",
        ),
        Sort.OFF: (
            _("The exception for safeguarding is switched off"),
            _(
                "nobody opens a recording for safeguarding any more, and what was open is closed. How it stands now:"
            ),
            "people:who-could-look",
        ),
        Sort.ASKED: (
            _("Somebody asks you in Sidebyside"),
            _("something waits that needs both of you. Sign in to see what it is:"),
            "safeguarding:here",
        ),
        Sort.OPENED: (
            _("Something of yours was opened"),
            _(
                "something that you keep in Sidebyside was opened for safeguarding by the two people whom your school "
                "names for it. It closes by itself within the hour. Who looked, and when:"
            ),
            "recordings:watched",
        ),
    }[Telling.Sort(sort)]
    hello = _("Hello %(name)s,") % {"name": person.name}
    return subject, f"{hello}\n\n{words}\n\n{address_of(place)}\n"


def _failed(_owed: Owed, _word: str) -> None:
    """It stays owed, under the next minute's attempt."""


def register() -> None:
    jobs.register(jobs.Kind(MAIL, jobs.Queue.QUICK, (mail_safeguarding,), _owed, _failed))


def lately(person: Person) -> list[Telling]:
    """What home says; one question, and nothing of content."""
    rows = Telling.objects.filter(person=person, at__gt=timezone.now() - TOLD_FOR)
    return list(rows.select_related("opening__period").order_by("-at", "-pk"))

"""Lessons on offer: who finds them, who comes, and that nothing is left of it but a number."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import models
from django.test import Client
from django.utils import timezone

from sidebyside.jobs.kinds import kind_named
from sidebyside.library.models import ReadingKeeper, ReadingRequest
from sidebyside.people.actions import close_own, disable, enable
from sidebyside.people.models import Person
from sidebyside.programme.feeds import calendar_of
from sidebyside.timetable import invites
from sidebyside.timetable.models import Invite
from sidebyside.trust.sealed import SealedText
from sidebyside.walks import actions, jobs
from sidebyside.walks import models as walks_models
from sidebyside.walks.actions import Lesson
from sidebyside.walks.holdings import ROOM
from sidebyside.walks.models import Offer, OfferWords, Visit, Walked
from sidebyside.web.backup.replaying import end_what_may_have_been_taken_back
from tests.cast import Cast
from tests.timetable.conftest import make_year, next_weekday

Browser = Callable[[Person], Client]


def opened(cast: Cast, *, in_days: int = 2, seats: int = 2) -> Offer:
    at = (timezone.now() + timedelta(days=in_days)).replace(hour=10, minute=0, second=0, microsecond=0)
    return actions.offer(cast.ana, Lesson(at, 60, "Room 4", seats, "8 Beech, science", "Talk in threes"))


def press(client: Client, offer: Offer, do: str) -> int:
    return client.post(f"/walks/{offer.code}/", {"do": do}).status_code


def text(client: Client) -> str:
    answer = client.get("/walks/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_there_is_no_column_for_words_about_a_visit() -> None:
    """What is written is the host's own, before the lesson: a place, a class, what there may be to see."""
    written = {
        f"{model.__name__}.{field.name}"
        for model in vars(walks_models).values()
        if isinstance(model, type)
        and issubclass(model, models.Model)
        and model.__module__.endswith("walks.models")
        for field in model._meta.local_fields
        if isinstance(
            field, SealedText | models.CharField | models.TextField | models.JSONField | models.FileField
        )
    }
    assert written == {"Offer.place", "OfferWords.classes", "OfferWords.to_see"}


def test_a_colleague_in_no_programme_finds_it_and_the_host_sees_who_comes(
    cast: Cast, as_person: Browser
) -> None:
    told = {"day": (timezone.localdate() + timedelta(days=2)).isoformat(), "time": "10:00", "minutes": "60"}
    told |= {"classes": "8 Beech, science", "place": "Room 4", "seats": "1", "to_see": "Talk in threes"}
    ana, omar = as_person(cast.ana), as_person(cast.omar)
    assert ana.post("/walks/", told).status_code == 302
    assert ana.post("/walks/", told).status_code == 302
    offer = Offer.objects.get()
    assert "Talk in threes" in text(omar)
    assert press(omar, offer, "book") == 302
    assert "Coming:" in text(ana)
    assert "Omar" in text(ana)
    # Who else comes is the host's to know.
    assert "Omar" not in text(as_person(cast.nina))
    assert press(as_person(cast.nina), offer, "book") == 302
    assert Visit.objects.count() == 1
    assert press(omar, offer, "stay away") == 302
    assert not Visit.objects.exists()


def test_a_mistyped_room_is_put_right_by_saying_it_again_and_visitors_are_told(cast: Cast) -> None:
    found = opened(cast)
    actions.book(found, cast.omar)
    again = actions.offer(
        cast.ana, Lesson(found.starts_at, 60, "Room 5", 2, "8 Beech, science", "Talk in pairs")
    )
    assert again.pk == found.pk
    assert OfferWords.objects.get().to_see == "Talk in pairs"
    assert [one.place for one in Invite.objects.filter(person=cast.omar)] == ["Room 5"]


def test_a_guest_and_another_school_see_nothing_of_it(cast: Cast, as_person: Browser) -> None:
    offer = opened(cast)
    Person.objects.filter(pk=cast.idris.pk).update(is_guest=True)
    guest = as_person(cast.idris)
    assert guest.get("/walks/").status_code == 404
    assert "/walks/" not in guest.get("/training/").content.decode()
    assert "/walks/" in as_person(cast.omar).get("/training/").content.decode()
    assert "Talk in threes" not in text(as_person(cast.eve))
    for who in (cast.idris, cast.eve):
        assert press(as_person(who), offer, "book") == 404
        assert press(as_person(who), offer, "cancel") == 404


def test_only_the_host_closes_and_cancels(cast: Cast, as_person: Browser) -> None:
    offer, ana, ben = opened(cast), as_person(cast.ana), as_person(cast.ben)
    for do in ("close", "cancel", "open"):
        assert press(ben, offer, do) == 404
    assert press(ana, offer, "close") == 302
    press(ben, offer, "book")
    assert not Visit.objects.exists()
    press(ana, offer, "open")
    press(ben, offer, "book")
    assert Visit.objects.get().visitor == cast.ben
    assert press(ana, offer, "cancel") == 302
    assert "cancelled" in text(ben)
    assert "Talk in threes" not in text(ben)
    assert "Room 4" not in text(as_person(cast.omar))


def test_a_visitors_calendar_has_time_and_place_until_it_is_off(
    cast: Cast, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    offer = opened(cast)
    actions.book(offer, cast.omar)
    entry = calendar_of(cast.omar).decode()
    assert "LOCATION:Room 4" in entry
    assert "Sidebyside: lesson" in entry
    assert "Ana" not in entry
    assert Invite.objects.get(person=cast.omar).is_cancelled is False
    actions.cancel(offer)
    assert "Room 4" not in calendar_of(cast.omar).decode()
    assert Invite.objects.get(person=cast.omar).is_cancelled is True
    assert not mail.outbox


def test_after_its_day_nothing_is_left_but_a_number(cast: Cast, as_person: Browser) -> None:
    visited, alone, off = opened(cast), opened(cast, in_days=3), opened(cast, in_days=4)
    for offer in (visited, off):
        actions.book(offer, cast.omar)
    actions.cancel(off)
    Offer.objects.update(starts_at=timezone.now() - timedelta(days=2))
    # Also before anybody has tidied up.
    for who in (cast.omar, cast.ana, cast.dora):
        assert "Room 4" not in text(as_person(who))
    for offer in (visited, alone, off):
        jobs.let_walk_go(str(offer.code), 0)
        jobs.let_walk_go(str(offer.code), 0)
    assert not Offer.objects.exists()
    assert not Visit.objects.exists()
    assert not Invite.objects.exists()
    assert Walked.objects.get().count == 1
    assert "1 lesson<" in text(as_person(cast.dora))
    assert "How many there were" not in text(as_person(cast.leo))
    assert press(as_person(cast.omar), visited, "book") == 404


@pytest.mark.parametrize(
    ("field", "value"),
    [("day", "2020-01-01"), ("minutes", "0"), ("seats", "99"), ("classes", ""), ("time", "25:99")],
)
def test_what_cannot_be_is_said_and_kept(cast: Cast, as_person: Browser, field: str, value: str) -> None:
    told = {"day": (timezone.localdate() + timedelta(days=2)).isoformat(), "time": "10:00", "minutes": "60"}
    told |= {"classes": "8 Beech", "place": "Room 4", "seats": "1"}
    answer = as_person(cast.ana).post("/walks/", told | {field: value})
    assert answer.status_code == 422
    assert not Offer.objects.exists()


def test_whoever_teaches_then_is_told(cast: Cast, as_person: Browser) -> None:
    make_year(cast.school)
    omar = as_person(cast.omar)
    day = next_weekday(2)
    omar.post("/timetable/", {f"c02-{place}": "teaching" for place in range(3)})
    at = timezone.make_aware(datetime.combine(day, time(9, 30)))
    offer = actions.offer(cast.ana, Lesson(at, 60, "Room 4", 2, "8 Beech"))
    assert "You teach then" in text(omar)
    assert "You teach then" not in text(as_person(cast.nina))
    answer = omar.post(f"/walks/{offer.code}/", {"do": "book"}, follow=True)
    assert "Arrange cover" in answer.content.decode()


def test_the_page_costs_the_same_for_one_lesson_and_for_many(
    cast: Cast, as_person: Browser, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    omar = as_person(cast.omar)
    for day in range(2, 12):
        actions.book(opened(cast, in_days=day), cast.nina)
    omar.get("/walks/")
    with django_assert_max_num_queries(16):
        omar.get("/walks/")


def test_a_restored_backup_puts_nothing_on_offer_again(cast: Cast, as_person: Browser) -> None:
    """Nor does anybody answer readings, or is a request shown, that may have been taken back since."""
    opened(cast)
    ReadingKeeper.objects.create(school=cast.school, person=cast.leo)
    ReadingRequest.objects.create(person=cast.ana, words="Wait time", shown_at=timezone.now(), to_all=True)
    end_what_may_have_been_taken_back()
    assert "Talk in threes" not in text(as_person(cast.omar))
    assert "Wait time" not in as_person(cast.leo).get("/reading/").content.decode()
    assert not ReadingKeeper.objects.exists()


def test_a_host_whose_account_is_closed_expects_nobody(cast: Cast) -> None:
    offer = opened(cast)
    actions.book(offer, cast.omar)
    close_own(cast.ana)
    assert "Room 4" not in calendar_of(cast.omar).decode()
    Offer.objects.update(starts_at=timezone.now() - timedelta(days=2))
    jobs.let_walk_go(str(offer.code), 0)
    assert not Offer.objects.exists()
    assert not Walked.objects.exists()


def test_a_restore_tells_the_calendars_of_whoever_meant_to_come(cast: Cast) -> None:
    actions.book(opened(cast), cast.omar)
    end_what_may_have_been_taken_back()
    assert Invite.objects.get(person=cast.omar).is_cancelled


def test_what_calendars_were_told_goes_with_its_day_though_the_host_is_erased(cast: Cast) -> None:
    actions.book(opened(cast), cast.omar)
    theirs = Invite.objects.create(
        person=cast.omar, uid="a" * 32, starts_at=timezone.now(), ends_at=timezone.now()
    )
    ROOM.erase(cast.ana)
    assert not Offer.objects.exists()
    # The mail that it is off is owed until then.
    assert not list(jobs._over())
    Invite.objects.update(ends_at=timezone.now() - timedelta(days=2))
    for owed in list(jobs._over()):
        jobs.let_walk_go(owed.code, 0)
    assert Invite.objects.get() == theirs


def test_visitors_calendars_are_told_by_mail_when_the_hosts_account_closes_and_opens(
    cast: Cast, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    offer, off = opened(cast), opened(cast, in_days=3)
    for one in (offer, off):
        actions.book(one, cast.omar)
    actions.cancel(off)
    _mail_all()
    sent: list[tuple[str, str]] = []
    for change in (disable, disable, enable):
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            change(cast.ana, cast.dora)
        _mail_all()
        sent += [(one.to[0], one.subject) for one in mail.outbox]
    lesson = "Sidebyside: lesson"
    assert sent == [(cast.omar.email, f"{lesson}, cancelled"), (cast.omar.email, f"{lesson}, a new time")]
    assert Invite.objects.get(uid=actions.uid_of(offer)).is_cancelled is False
    assert Invite.objects.get(uid=actions.uid_of(off)).is_cancelled is True


def _mail_all() -> None:
    for owed in kind_named(invites.MAIL).owed():
        invites.mail_calendar(owed.code, owed.attempt)

"""Calendar entries by mail: what Google, Outlook and Apple need, and nothing that says whom or what."""

import email
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import icalendar
import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from tests.cast import Cast
from tests.pages import hidden

from sidebyside.jobs import run_here
from sidebyside.jobs.kinds import kind_named
from sidebyside.people import mail as people_mail
from sidebyside.people.models import Person
from sidebyside.programme import actions
from sidebyside.programme.models import Strand
from sidebyside.programme.seen import stamp
from sidebyside.programme.standing import strands
from sidebyside.timetable import invites
from sidebyside.timetable.invites import file_of
from sidebyside.timetable.models import Invite, NoInvites

Browser = Callable[[Person], Client]
Told = Callable[..., Any]


def send_mails() -> None:
    """As a worker's sweep would."""
    kind = kind_named(invites.MAIL)
    for owed in kind.owed():
        run_here(kind.name, owed)


@pytest.fixture
def agree(cast: Cast, django_capture_on_commit_callbacks: Any) -> Told:
    def agreed(meeting: datetime | None, place: str = "Room 14") -> list[mail.EmailMessage]:
        mail.outbox.clear()
        strand = strands().get(pk=cast.strand.pk)
        wanted = actions.times_of(strand) | {"meeting_at": meeting, "place": place}
        with django_capture_on_commit_callbacks(execute=True):
            actions.agree_times(strand, wanted, stamp(actions.times_as_words(actions.times_of(strand))))
        send_mails()
        return list(mail.outbox)

    return agreed


@pytest.fixture
def soon() -> datetime:
    return (timezone.now() + timedelta(days=3)).replace(hour=10, minute=0, second=0, microsecond=0)


def files_in(sent: mail.EmailMessage) -> Iterator[tuple[email.message.Message, bytes]]:
    whole = email.message_from_bytes(bytes(sent.message()))
    for part in whole.walk():
        if part.get_content_type() == "text/calendar":
            yield part, part.get_payload(decode=True)


def event_in(sent: mail.EmailMessage) -> tuple[str, icalendar.Event]:
    ((_part, content),) = files_in(sent)
    calendar = icalendar.Calendar.from_ical(content)
    (event,) = calendar.walk("VEVENT")
    return str(calendar["method"]), event


def test_both_are_asked_in_when_a_time_is_agreed(cast: Cast, agree: Told, soon: datetime) -> None:
    sent = agree(soon)
    assert sorted(one.to[0] for one in sent) == [cast.ana.email, cast.ben.email]
    for one in sent:
        ((part, content),) = files_in(one)
        method, event = event_in(one)
        # Outlook and Google read the method of the mail's part; it must say the same as the file.
        assert part.get_param("method") == method == "REQUEST"
        assert part.get_content_charset() == "utf-8"
        assert email.message_from_bytes(bytes(one.message())).get_content_type() == "multipart/alternative"
        # The receiver is the attendee, or Google shows nothing; the organiser is the server, never the partner.
        assert str(event["attendee"]) == f"mailto:{one.to[0]}"
        assert "localhost" in str(event["organizer"])
        assert content.count(b"\r\n") == content.count(b"\n")
        assert max(len(line) for line in content.split(b"\r\n")) <= 75
        assert (event["dtstart"].dt, event["dtend"].dt - event["dtstart"].dt) == (soon, timedelta(minutes=40))
        assert event["dtstart"].dt.tzinfo == UTC or event["dtstart"].dt.utcoffset() == timedelta(0)
        assert b"TZID" not in content
        assert {"uid", "dtstamp", "sequence", "status", "summary"} <= {name.lower() for name in event}


def test_nothing_says_whom_or_what(cast: Cast, agree: Told, soon: datetime) -> None:
    for one in agree(soon):
        whole = bytes(one.message()) + b"".join(content for _part, content in files_in(one))
        partner = cast.ben if one.to[0] == cast.ana.email else cast.ana
        for word in (partner.name, partner.email, str(cast.strand.code), cast.programme.name):
            assert word.encode() not in whole
        assert one.subject == "Sidebyside: meeting"


def test_a_moved_time_keeps_its_name_and_raises_its_number(agree: Told, soon: datetime) -> None:
    _method, first = event_in(agree(soon)[0])
    moved = agree(soon + timedelta(hours=2))
    method, second = event_in(moved[0])
    assert moved[0].subject == "Sidebyside: meeting, a new time"
    assert method == "REQUEST"
    assert first["uid"] == second["uid"]
    assert (first["sequence"], second["sequence"]) == (0, 1)
    assert second["dtstart"].dt == soon + timedelta(hours=2)


def test_a_time_that_is_dropped_is_cancelled_and_may_come_back(agree: Told, soon: datetime) -> None:
    agree(soon)
    method, gone = event_in(agree(None)[0])
    assert (method, str(gone["status"]), gone["sequence"]) == ("CANCEL", "CANCELLED", 1)
    method, back = event_in(agree(soon)[0])
    assert (method, str(back["status"]), back["sequence"]) == ("REQUEST", "CONFIRMED", 2)


def test_the_same_time_again_sends_nothing(agree: Told, soon: datetime) -> None:
    agree(soon)
    assert agree(soon) == []


def test_a_pause_and_leaving_cancel_what_is_to_come(
    cast: Cast, agree: Told, soon: datetime, django_capture_on_commit_callbacks: Any
) -> None:
    agree(soon)
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        actions.pause(cast.strand, cast.ana)
    send_mails()
    assert [event_in(one)[0] for one in mail.outbox] == ["CANCEL", "CANCEL"]
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        actions.resume(cast.strand, cast.ana)
        actions.leave(cast.pair, cast.ben)
    send_mails()
    assert not Invite.objects.filter(is_cancelled=False).exists()
    assert {event_in(one)[0] for one in mail.outbox} == {"CANCEL"}


def test_a_mail_that_the_server_does_not_take_is_tried_again_and_comes_once(
    agree: Told, soon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(*_of: object) -> None:
        raise people_mail.MailTrouble

    with monkeypatch.context() as away:
        away.setattr(people_mail, "send_calendar_entry", refuses)
        assert agree(soon) == []
    # Not at once: a mail server that is away is left in peace.
    assert list(kind_named(invites.MAIL).owed()) == []
    Invite.objects.update(try_from=timezone.now())
    send_mails()
    assert [(event_in(one)[0], event_in(one)[1]["sequence"]) for one in mail.outbox] == [("REQUEST", 0)] * 2
    send_mails()
    assert len(mail.outbox) == 2


def test_what_was_never_told_needs_no_cancelling(
    cast: Cast, soon: datetime, agree: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as before:
        before.setattr(invites, "_owed", list)
        before.setattr("tests.programme.test_invites.send_mails", lambda: None)
        agree(soon)
    actions.pause(cast.strand, cast.ana)
    send_mails()
    assert mail.outbox == []
    assert not Invite.objects.exclude(told_sequence=1).exists()


def test_a_mail_that_broke_off_may_have_come_and_so_its_end_is_told(
    cast: Cast, soon: datetime, agree: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as away:
        away.setattr(people_mail, "send_calendar_entry", lambda *_of: (_ for _ in ()).throw(OSError))
        agree(soon)
    actions.pause(cast.strand, cast.ana)
    Invite.objects.update(try_from=timezone.now())
    send_mails()
    assert [event_in(one)[0] for one in mail.outbox] == ["CANCEL", "CANCEL"]


def test_the_words_of_a_mail_are_on_the_schools_clock(cast: Cast, agree: Told) -> None:
    now = timezone.now()
    june = datetime(now.year + (now.month > 5), 6, 10, 13, tzinfo=UTC)
    assert [f"{june:%Y}, 14:00" in one.body for one in agree(june)] == [True, True]


def test_whoever_wants_no_mails_gets_none(cast: Cast, agree: Told, soon: datetime) -> None:
    NoInvites.objects.create(person=cast.ben)
    assert [one.to for one in agree(soon)] == [[cast.ana.email]]


def test_a_time_that_is_over_is_told_to_nobody(agree: Told, soon: datetime) -> None:
    assert agree(soon - timedelta(days=10)) == []


def test_a_long_place_in_any_script_is_folded_and_read_back() -> None:
    place = "Bücherei, 2. Stock; Raum 美咲 \\ hinten links, bei den Fenstern"
    row = Invite(uid="x" * 32, starts_at=timezone.now(), ends_at=timezone.now(), place=place)
    content = file_of(row, "Sidebyside: meeting", "a.very.long.address.of.somebody@a-long-school-name.test")
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    (event,) = icalendar.Calendar.from_ical(content).walk("VEVENT")
    assert str(event["location"]) == place


def test_pressing_a_choice_sends_the_mail_too(
    cast: Cast, as_person: Browser, soon: datetime, django_capture_on_commit_callbacks: Any
) -> None:
    ana, page = as_person(cast.ana), f"/cycle/{cast.strand.code}/times/"
    local = timezone.localtime(soon)
    sent = {
        "seen": hidden(ana.get(page), "seen"),
        "meeting_day": local.strftime("%Y-%m-%d"),
        "meeting_time": local.strftime("%H:%M"),
        "lesson_minutes": "60",
        "meeting_minutes": "40",
    }
    with django_capture_on_commit_callbacks(execute=True):
        assert ana.post(page, sent).status_code == 302
    assert Strand.objects.get(pk=cast.strand.pk).meeting_at == soon
    send_mails()
    assert len(mail.outbox) == 2

"""Lists from the office: shown as they are read, then all or nothing."""

from collections.abc import Callable
from datetime import timedelta

from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from sidebyside.core.calendar import Cell, Entry, Use
from sidebyside.people.actions import join
from sidebyside.people.models import Invitation, Person
from sidebyside.timetable.asking import weeks_of
from sidebyside.timetable.forms import packed, unpacked
from sidebyside.timetable.models import PersonPeriod, StaffEntry, Year
from tests.cast import Cast
from tests.pages import hidden, words_of

Browser = Callable[[Person], Client]
BRING, STAFF = "/timetable/bring/", "/timetable/staff/"
LIST = "Staff;Work Email;Week;Day of Week;Timetable Period;Event Type\n"


def show(client: Client, page: str, text: str):
    return client.post(page, {"file": SimpleUploadedFile("list.csv", text.encode())})


def take(client: Client, page: str, text: str, **columns: str):
    shown = show(client, page, text)
    form = shown.context["columns_form"]
    guessed = {name: str(form.initial[name]) for name in form.fields}
    return client.post(page, {"content": hidden(shown, "content")} | guessed | columns)


def test_a_file_is_shown_with_its_columns_guessed_and_nothing_taken(
    cast: Cast, as_person: Browser, year: Year
) -> None:
    shown = show(as_person(cast.dora), BRING, f"{LIST}Ana;{cast.ana.email};;Monday;1;PPA\n")
    assert shown.status_code == 200
    assert shown.context["columns_form"].initial == {
        "email": 1, "name": 0, "week": 2, "day": 3, "period": 4, "use": 5,
    }  # fmt: skip
    assert "Take in 1 row" in words_of(shown)
    assert not PersonPeriod.objects.exists()


def test_columns_that_were_guessed_wrong_are_chosen(cast: Cast, as_person: Browser, year: Year) -> None:
    text = f"A,B,C\nMonday,{cast.ana.email},2\n"
    answer = take(as_person(cast.dora), BRING, text, email="1", day="0", period="2")
    assert answer.status_code == 302
    assert weeks_of([cast.ana], year)[cast.ana.pk] == {Cell(0, 0, "2"): Entry(Use.TEACHING)}


def test_one_wrong_row_and_nothing_is_taken(cast: Cast, as_person: Browser, year: Year) -> None:
    text = f"{LIST}Ana;{cast.ana.email};;Monday;1;\nX;who@x.test;;Monday;7;\n"
    answer = take(as_person(cast.dora), BRING, text)
    assert answer.status_code == 422
    assert "Row 3: nobody here has “who@x.test”" in words_of(answer)
    assert "Row 3: there is no period “7” in your year. There are: 1, 2, 3." in words_of(answer)
    assert not PersonPeriod.objects.exists()


def test_somebody_of_another_school_is_nobody_here(cast: Cast, as_person: Browser, year: Year) -> None:
    text = f"{LIST}Eve;{cast.eve.email};;Monday;1;\n"
    assert "nobody here has “eve@hill.test”" in words_of(take(as_person(cast.dora), BRING, text))


def test_a_new_list_replaces_those_in_it_and_keeps_what_they_offer(
    cast: Cast, as_person: Browser, year: Year
) -> None:
    as_person(cast.ana).post("/timetable/", {"c00-0": "offered", "c01-0": "protected", "c02-0": "duty"})
    as_person(cast.ben).post("/timetable/", {"c00-0": "duty"})
    text = f"{LIST}Ana;{cast.ana.email};;Monday;1;PPA\nAna;{cast.ana.email};;Monday;2;\n"
    for _twice in range(2):
        assert take(as_person(cast.dora), BRING, text).status_code == 302
        weeks = weeks_of([cast.ana, cast.ben], year)
        assert weeks[cast.ana.pk] == {
            Cell(0, 0, "1"): Entry(Use.PLANNING, offered=True),
            Cell(0, 0, "2"): Entry(Use.TEACHING),
            Cell(0, 1, "1"): Entry(Use.PROTECTED),
        }
        assert weeks[cast.ben.pk] == {Cell(0, 0, "1"): Entry(Use.DUTY)}


def test_a_timetable_waits_for_somebody_who_is_only_listed(
    cast: Cast, as_person: Browser, year: Year
) -> None:
    dora = as_person(cast.dora)
    take(dora, STAFF, "Name,Email\nИван Петров,ivan@x.test\n")
    assert take(dora, BRING, "Name,Day,Period\nИван Петров,Friday,3\n").status_code == 302
    dora.post(STAFF, {"do": "invite"})
    link = next(line for line in mail.outbox[0].body.splitlines() if "/join/" in line)
    ivan = join(link.rstrip("/").rsplit("/", 1)[1], "Иван Петров", "a long enough password")
    assert ivan is not None
    assert weeks_of([ivan], year)[ivan.pk] == {Cell(0, 4, "3"): Entry(Use.TEACHING)}


def test_a_staff_list_waits_until_the_button_is_pressed(cast: Cast, as_person: Browser) -> None:
    dora = as_person(cast.dora)
    text = f"Name,Email\nAna,{cast.ana.email}\n" + "".join(f"P{n},p{n}@x.test\n" for n in range(25))
    assert take(dora, STAFF, text).status_code == 302
    assert StaffEntry.objects.count() == 25
    assert mail.outbox == []
    dora.post(STAFF, {"do": "invite"})
    assert (len(mail.outbox), Invitation.objects.count()) == (20, 20)
    assert "5 people wait to be invited" in words_of(dora.get(STAFF))
    dora.post(STAFF, {"do": "invite"})
    dora.post(STAFF, {"do": "invite"})
    assert len(mail.outbox) == 25
    take(dora, STAFF, text)
    assert StaffEntry.objects.filter(invited_at=None).count() == 0


def test_a_double_e_mail_with_two_names_is_told_by_row(cast: Cast, as_person: Browser) -> None:
    answer = take(as_person(cast.dora), STAFF, "Name,Email\nAna,a@x.test\nBen,A@x.test\n")
    assert answer.status_code == 422
    assert "Row 3: a@x.test stands in row 2 with another name" in words_of(answer)
    assert not StaffEntry.objects.exists()


def test_what_is_no_list_gets_a_sentence(cast: Cast, as_person: Browser, year: Year) -> None:
    dora = as_person(cast.dora)
    for content in (b"\x00\x01", b"", b"only,a,heading\n"):
        answer = dora.post(BRING, {"file": SimpleUploadedFile("list.csv", content)})
        assert answer.status_code == 422
    assert "Choose a file first" in words_of(dora.post(BRING, {}))
    assert "Export it again" in words_of(dora.post(BRING, {"content": "no page of ours"}))


def test_a_list_that_unpacks_to_more_than_a_list_can_be_is_refused() -> None:
    assert unpacked(packed(b"a" * 100)) == b"a" * 100
    assert unpacked(packed(b"a" * 3_000_000)) is None


def test_rows_that_can_be_read_are_shown_beside_those_that_cannot_and_come_in_by_a_press(
    cast: Cast, as_person: Browser
) -> None:
    dora = as_person(cast.dora)
    text = "Name,Email\nKim,kim@x.test\nNo Address,nowhere\nPat,two@x.test\nSam,two@x.test\nLee,lee@x.test\n"
    answer = take(dora, STAFF, text)
    assert answer.status_code == 422
    words = words_of(answer)
    assert "Row 3: “nowhere” is no e-mail address." in words
    assert "Row 5: two@x.test stands in row 4 with another name." in words
    assert [one.email for one in answer.context["would_come"]] == ["kim@x.test", "lee@x.test"]
    assert not StaffEntry.objects.exists(), "nothing comes in before the press"
    chosen = {
        name: str(answer.context["columns_form"][name].value()) for name in ("email", "name", "first", "last")
    }
    dora.post(STAFF, {"content": hidden(answer, "content"), "do": "rest"} | chosen)
    assert set(StaffEntry.objects.values_list("email", flat=True)) == {"kim@x.test", "lee@x.test"}


def test_people_says_who_is_listed_who_is_invited_and_who_is_here(cast: Cast, as_person: Browser) -> None:
    dora = as_person(cast.dora)
    take(dora, STAFF, "Name,Email\nKim,kim@x.test\nAna,ana@harbour.test\n")
    page = dora.get("/people/")
    assert [one.email for one in page.context["listed"]] == ["kim@x.test"]
    dora.post(STAFF, {"do": "invite"})
    page = dora.get("/people/")
    assert [one.email for one in page.context["waiting"]] == ["kim@x.test"]
    assert not page.context["listed"]
    Invitation.objects.update(ends_at=timezone.now() - timedelta(days=1))
    page = dora.get("/people/")
    assert [one.email for one in page.context["lapsed"]] == ["kim@x.test"]
    dora.post("/people/invite/", {"name": "Kim", "email": "kim@x.test"})
    assert not dora.get("/people/").context["lapsed"]

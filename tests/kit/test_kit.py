"""Kit and a technician's time: booked with a lesson, moved with it, handed out and taken in."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from sidebyside.kit import actions, jobs
from sidebyside.kit.actions import Wanted
from sidebyside.kit.models import Booking, Item
from sidebyside.people.models import Person
from sidebyside.programme import actions as programme_actions
from sidebyside.programme.models import StrandContent
from sidebyside.programme.seen import stamp
from sidebyside.programme.standing import strands
from tests.cast import Cast
from tests.timetable.conftest import make_year, next_weekday

Browser = Callable[[Person], Client]
Why = Booking.Why


@pytest.fixture
def tripod(cast: Cast) -> Item:
    return Item.objects.create(school=cast.school, name="Tripod", pieces=1)


def at(weekday: int, hour: int = 9) -> datetime:
    return timezone.make_aware(datetime.combine(next_weekday(weekday), time(hour)))


def agree(cast: Cast, lesson_at: datetime | None) -> None:
    strand = strands().get(pk=cast.strand.pk)
    there = programme_actions.times_of(strand)
    seen = stamp(programme_actions.times_as_words(there))
    programme_actions.agree_times(strand, there | {"lesson_at": lesson_at}, seen)


def book_for_the_lesson(cast: Cast, client: Client, item: Item, **more: str) -> Any:
    told = {"place": "Room 4", f"item-{item.code}": "1"} | more
    return client.post(f"/cycle/{cast.strand.code}/kit/", told)


def standing(cast: Cast) -> Booking:
    return Booking.objects.get(strand=cast.strand, let_go_at=None)


def test_a_pair_books_for_its_lesson_and_the_technician_sees_when_where_what_and_who(
    cast: Cast, as_person: Browser, tripod: Item
) -> None:
    StrandContent.objects.create(strand=cast.strand, owner=cast.ana, lesson="8 Beech", focus="Wait time")
    ana, tim = as_person(cast.ana), as_person(cast.tim)
    assert book_for_the_lesson(cast, ana, tripod).status_code == 302
    assert not Booking.objects.exists(), "no time is agreed yet"
    agree(cast, at(1))
    assert book_for_the_lesson(cast, ana, tripod, technician="15").status_code == 302
    assert book_for_the_lesson(cast, as_person(cast.ben), tripod, technician="15").status_code == 302
    made = standing(cast)
    assert (made.starts_at, made.technician_minutes) == (at(1), 15)
    Booking.objects.update(starts_at=timezone.now() + timedelta(hours=1))
    page = tim.get("/kit/queue/").content.decode()
    for word in ("Room 4", "Tripod", "Ben", "15 min"):
        assert word in page
    for word in ("Wait time", "8 Beech", "coach", "Ana", str(cast.strand.code)):
        assert word not in page.split("<main")[1].split("</main>")[0], word


def test_kit_moves_with_the_lesson_and_goes_with_it(cast: Cast, as_person: Browser, tripod: Item) -> None:
    ana = as_person(cast.ana)
    agree(cast, at(1))
    book_for_the_lesson(cast, ana, tripod)
    agree(cast, at(2))
    assert standing(cast).starts_at == at(2)
    assert "moved with the lesson" in ana.get("/kit/").content.decode()
    assert "moved with the lesson" in ana.get(f"/cycle/{cast.strand.code}/kit/").content.decode()
    agree(cast, None)
    assert Booking.objects.get().why == Why.OFF
    assert "the lesson is off" in ana.get("/kit/").content.decode()
    agree(cast, at(3))
    assert book_for_the_lesson(cast, ana, tripod).status_code == 302
    programme_actions.pause(strands().get(pk=cast.strand.pk), cast.ana)
    assert not Booking.objects.filter(let_go_at=None).exists()


def test_what_nobody_came_for_goes_along_with_a_lesson_that_moves_after_its_hour(
    cast: Cast, as_person: Browser, tripod: Item
) -> None:
    agree(cast, at(1))
    book_for_the_lesson(cast, as_person(cast.ana), tripod)
    Booking.objects.update(starts_at=timezone.now() - timedelta(minutes=5))
    agree(cast, at(2))
    assert standing(cast).starts_at == at(2)
    # Where it is only taken off afterwards, the hour was kept for them and stays counted.
    Booking.objects.update(starts_at=timezone.now() - timedelta(minutes=5))
    agree(cast, None)
    assert Booking.objects.get().let_go_at is None


def test_a_partner_lets_go_what_is_booked_with_the_lesson_and_its_borrower_is_told(
    cast: Cast, as_person: Browser, tripod: Item
) -> None:
    agree(cast, at(1))
    book_for_the_lesson(cast, as_person(cast.ana), tripod)
    page = f"/cycle/{cast.strand.code}/kit/"
    Person.objects.filter(pk=cast.ben.pk).update(is_guest=True)
    guest = as_person(Person.objects.get(pk=cast.ben.pk))
    assert [guest.get(page).status_code, guest.post(page, {"do": "let go"}).status_code] == [404, 404]
    Person.objects.filter(pk=cast.ben.pk).update(is_guest=False)
    ben = as_person(Person.objects.get(pk=cast.ben.pk))
    assert ben.post(page, {"do": "let go"}).status_code == 302
    assert Booking.objects.get().why == Why.PARTNER
    assert "your partner let it go" in as_person(cast.ana).get("/kit/").content.decode()
    # From one's own page as well, where the thing is named by its code.
    book_for_the_lesson(cast, as_person(cast.ana), tripod)
    told = {"do": "let go", "booking": str(standing(cast).code)}
    assert ben.post("/kit/", told).status_code == 302
    assert set(Booking.objects.values_list("why", flat=True)) == {Why.PARTNER}


def test_a_lesson_that_moves_to_where_the_kit_is_taken_lets_it_go_and_says_so(
    cast: Cast, as_person: Browser, tripod: Item
) -> None:
    ana = as_person(cast.ana)
    agree(cast, at(1))
    book_for_the_lesson(cast, ana, tripod)
    actions.book(cast.school, cast.omar, Wanted(at(2), 60, "Hall", {tripod.pk: 1}))
    agree(cast, at(2))
    gone = Booking.objects.get(strand=cast.strand)
    assert gone.why == Why.TAKEN
    assert (
        "moved to a time at which the kit is taken"
        in ana.get(f"/cycle/{cast.strand.code}/kit/").content.decode()
    )


def test_a_clash_is_told_in_words_with_the_next_free_time(
    cast: Cast, as_person: Browser, tripod: Item
) -> None:
    actions.book(cast.school, cast.omar, Wanted(at(1), 90, "Hall", {tripod.pk: 1}))
    day = timezone.localtime(at(1)).date().isoformat()
    told = {"day": day, "time": "09:30", "minutes": "60", "place": "Room 4", f"item-{tripod.code}": "1"}
    nina = as_person(cast.nina)
    answer = nina.post("/kit/", told)
    assert answer.status_code == 422
    words = answer.content.decode()
    assert "Tripod is taken then." in words
    assert "at 10:30" in words
    assert "Nothing was booked." in words
    assert nina.post("/kit/", told | {"time": "10:30"}).status_code == 302
    assert nina.post("/kit/", told | {f"item-{tripod.code}": ""}).status_code == 422
    assert Booking.objects.filter(borrower=cast.nina).count() == 1


def test_one_technician_is_in_one_place_at_a_time(cast: Cast, tripod: Item) -> None:
    actions.book(cast.school, cast.omar, Wanted(at(1), 60, "Hall", {}, technician_minutes=20))
    with pytest.raises(actions.Clash) as clash:
        actions.book(cast.school, cast.nina, Wanted(at(1), 60, "Gym", {tripod.pk: 1}, 10))
    assert clash.value.free_at == at(1) + timedelta(minutes=20)
    assert actions.book(cast.school, cast.nina, Wanted(at(1), 60, "Gym", {tripod.pk: 1}))


def test_out_and_in_are_two_presses_and_what_is_late_is_seen(
    cast: Cast, as_person: Browser, tripod: Item
) -> None:
    tim = as_person(cast.tim)
    made = actions.book(
        cast.school, cast.omar, Wanted(timezone.now() + timedelta(minutes=5), 60, "Hall", {tripod.pk: 1})
    )
    press = {"booking": str(made.code)}
    assert tim.post("/kit/queue/", press | {"do": "out"}).status_code == 302
    Booking.objects.update(starts_at=timezone.now() - timedelta(hours=30))
    assert "1 booking should be back by now" in tim.get("/kit/queue/").content.decode()
    # Late kit is away now, whatever its booking said.
    with pytest.raises(actions.Clash):
        actions.book(
            cast.school, cast.nina, Wanted(timezone.now() - timedelta(minutes=1), 60, "Gym", {tripod.pk: 1})
        )
    assert tim.post("/kit/queue/", press | {"do": "in"}).status_code == 302
    assert "should be back" not in tim.get("/kit/queue/").content.decode()
    made.refresh_from_db()
    assert made.in_at is not None


def test_nobody_else_opens_the_queue_or_anothers_booking(
    cast: Cast, as_person: Browser, tripod: Item
) -> None:
    made = actions.book(cast.school, cast.omar, Wanted(at(1), 60, "Hall", {tripod.pk: 1}))
    press = {"booking": str(made.code), "do": "let go"}
    for who in (cast.ana, cast.leo, cast.omar):
        assert as_person(who).get("/kit/queue/").status_code == 404
        assert as_person(who).post("/kit/queue/", press).status_code == 404
    for who in (cast.ana, cast.leo, cast.eve):
        assert as_person(who).post("/kit/", press).status_code == 404
    # Hers to run is another school's.
    assert as_person(cast.eve).post("/kit/queue/", press).status_code == 404
    assert "Tripod" not in as_person(cast.eve).get("/kit/queue/").content.decode()
    assert as_person(cast.omar).post("/kit/", press).status_code == 302
    made.refresh_from_db()
    assert made.why == Why.OWN


def test_hours_are_planned_and_used_on_the_page(cast: Cast, as_person: Browser, tripod: Item) -> None:
    term = make_year(cast.school).terms.get()
    tim = as_person(cast.tim)
    assert tim.post("/kit/queue/", {"do": "hours", f"term-{term.pk}": "1"}).status_code == 302
    for day, minutes in ((1, 45), (2, 30)):
        actions.book(cast.school, cast.omar, Wanted(at(day), 60, "Hall", {}, minutes))
    first = Booking.objects.order_by("pk")[0]
    Booking.objects.filter(pk=first.pk).update(starts_at=timezone.now() - timedelta(hours=1))
    page = tim.get("/kit/queue/").content.decode()
    for words in ("1 h", "45 min", "30 min", "15 min over"):
        assert words in page


def test_the_list_is_kept_and_what_is_booked_stands(cast: Cast, as_person: Browser) -> None:
    dora = as_person(cast.dora)
    for pieces in ("2", "3"):
        told = {"do": "item", "new-name": "Lapel microphone", "new-pieces": pieces}
        assert dora.post("/kit/queue/", told).status_code == 302
    item = Item.objects.get()
    assert item.pieces == 3
    actions.book(cast.school, cast.omar, Wanted(at(1), 60, "Hall", {item.pk: 1}))
    answer = dora.post("/kit/queue/", {"do": "off", "item": str(item.code)}, follow=True)
    assert "1 booking still has it and stands." in answer.content.decode()
    assert "Lapel microphone" in as_person(cast.omar).get("/kit/").content.decode()


def test_a_month_later_nobody_knows_who_had_it_and_the_hours_stay(cast: Cast, tripod: Item) -> None:
    made = actions.book(cast.school, cast.omar, Wanted(at(1), 60, "Hall", {tripod.pk: 1}, 20))
    jobs.forget_borrower(str(made.code), 0)
    made.refresh_from_db()
    assert made.borrower == cast.omar
    Booking.objects.update(starts_at=timezone.now() - timedelta(days=31))
    assert [one.code for one in jobs._owed()] == [str(made.code)]
    jobs.forget_borrower(str(made.code), 0)
    made.refresh_from_db()
    assert (made.borrower, made.place, made.technician_minutes) == (None, "", 20)
    assert not list(jobs._owed())


def test_the_queue_costs_the_same_with_many_bookings(
    cast: Cast, as_person: Browser, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    item = Item.objects.create(school=cast.school, name="Tablet", pieces=30)
    make_year(cast.school)
    for hour in range(8, 18):
        actions.book(cast.school, cast.omar, Wanted(at(1, hour), 60, "Hall", {item.pk: 1}))
    tim, omar = as_person(cast.tim), as_person(cast.omar)
    tim.get("/kit/queue/")
    with django_assert_max_num_queries(16):
        tim.get("/kit/queue/")
    with django_assert_max_num_queries(12):
        omar.get("/kit/")

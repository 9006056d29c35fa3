"""Last days: worked out, chosen by owners, told ahead, kept through wrong clocks and servers that were off."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from sidebyside.jobs import Owed, run_here
from sidebyside.jobs.kinds import kind_named
from sidebyside.people import actions
from sidebyside.people.models import Person
from sidebyside.recordings import ending, store
from sidebyside.recordings.keeping import left_behind, limits, notices
from sidebyside.recordings.keeping.days import Limits, months_after, year_end
from sidebyside.recordings.lesson import last_day
from sidebyside.recordings.models import Notice, Recording
from sidebyside.trust import audit, keystore, ledger
from tests.cast import Cast
from tests.recordings.conftest import begin_upload, ready_film

Browser = Callable[[Person], Client]
JULY = date(2027, 7, 20)
DAY = timedelta(days=1)


class Clock:
    """The machine's clock: moved by the test alone, to noon of a day."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.at = datetime(2026, 11, 2, 12, tzinfo=UTC)
        monkeypatch.setattr(timezone, "now", lambda: self.at)

    def go(self, day: date) -> None:
        self.at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def owed(kind: str) -> list[Owed]:
    return list(kind_named(kind).owed())


def sweep(clock: Clock) -> None:
    """A round of the worker, and another when mails are due."""
    for kind in (notices.TELL, ending.END):
        for work in owed(kind):
            run_here(kind, work)
    clock.at += notices.TOGETHER
    for kind in (notices.MAIL, left_behind.TELL):
        for work in owed(kind):
            run_here(kind, work)


def is_gone(film: Recording) -> bool:
    film.refresh_from_db()
    return film.state == Recording.State.DELETED


@pytest.mark.parametrize(
    ("made", "ends", "last"),
    [
        (date(2026, 9, 1), (7, 20), JULY),
        (date(2027, 7, 20), (7, 20), date(2027, 8, 19)),
        (date(2027, 7, 21), (7, 20), date(2028, 7, 20)),
        # A year that ends in December, and a film in its first days.
        (date(2027, 1, 28), (12, 10), date(2027, 12, 10)),
        (date(2026, 12, 11), (12, 10), date(2027, 12, 10)),
        # The 29th of February, in a year that has it and in one that has not.
        (date(2027, 10, 1), (2, 29), date(2028, 2, 29)),
        (date(2026, 10, 1), (2, 29), date(2027, 2, 28)),
        (date(2028, 2, 29), (2, 28), date(2029, 2, 28)),
    ],
)
def test_by_default_the_last_day_is_the_end_of_the_schools_year(
    made: date, ends: tuple[int, int], last: date
) -> None:
    assert Limits(ends, 7, 24).default(made, date(2030, 1, 1)) == last


def test_limits_hold_for_what_nobody_chose_too() -> None:
    # A programme of two years, in a school that keeps nothing longer than six months.
    assert Limits(None, 7, 6).default(date(2026, 8, 31), date(2028, 7, 20)) == date(2027, 2, 28)
    assert Limits((7, 20), 60, 24).default(date(2027, 7, 1), JULY) == date(2027, 8, 30)


def test_months_and_years_that_lack_a_day_end_on_their_last() -> None:
    assert months_after(date(2028, 2, 29), 12) == date(2029, 2, 28)
    assert months_after(date(2027, 8, 31), 6) == date(2028, 2, 29)
    assert months_after(date(2027, 12, 31), 2) == date(2028, 2, 29)
    assert year_end(date(2029, 3, 1), 2, 29) == date(2030, 2, 28)


def test_every_recording_has_a_last_day_from_the_first(cast: Cast, clock: Clock, ana: Client) -> None:
    begin_upload(ana, cast.strand.code, 1000)
    assert Recording.objects.get().delete_on == cast.programme.ends_on == last_day(cast.strand)
    limits.set_limits(cast.school, Limits((12, 12), 7, 24))
    assert last_day(cast.strand) == date(2026, 12, 12)
    # What was there keeps its day.
    assert Recording.objects.get().delete_on == cast.programme.ends_on


def test_told_a_month_and_a_week_before_then_deleted_with_proof(cast: Cast, clock: Clock) -> None:
    film = ready_film(cast, b"a film")
    Recording.objects.update(delete_on=JULY, made_at=clock.at)
    said = []
    for day in [JULY - timedelta(days=31) + n * DAY for n in range(32)]:
        clock.go(day)
        before = len(mail.outbox)
        sweep(clock)
        sweep(clock)
        if len(mail.outbox) > before:
            said.append((JULY - day).days)
            assert len(mail.outbox) == before + 1
        assert not is_gone(film)
    assert said == [30, 7]
    assert {one.to[0] for one in mail.outbox} == {cast.ana.email}
    clock.go(JULY + DAY)
    sweep(clock)
    assert is_gone(film)
    assert store.names(film.code) == []
    assert keystore.is_destroyed(f"recording:{film.code}")
    assert f"recording:{film.code}" in [entry.what for entry in ledger.entries()]
    assert audit.deeds(film.code)[-1].act == "deleted"
    assert not Notice.objects.exists()
    assert len(mail.outbox) == 2


def test_the_mail_says_nothing_of_what_is_kept(cast: Cast, clock: Clock) -> None:
    ready_film(cast, b"a film", "Quillname.mp4")
    Recording.objects.update(delete_on=JULY, made_at=clock.at)
    clock.go(JULY - 7 * DAY)
    sweep(clock)
    (one,) = mail.outbox
    text = one.subject + one.body
    assert "20 July 2027" in text
    for word in ("Quill", "Ben", "film of", str(cast.strand.code), str(Recording.objects.get().code)):
        assert word not in text


def test_home_says_it_once_a_lesson_to_its_owner_alone(cast: Cast, as_person: Browser, clock: Clock) -> None:
    film = ready_film(cast, b"a film")
    Recording.objects.create(
        strand=cast.strand, owner=cast.ana, angle=1, state=Recording.State.READY, delete_on=JULY
    )
    Recording.objects.update(delete_on=JULY, made_at=clock.at)
    clock.go(JULY - 20 * DAY)
    sweep(clock)
    said = "A film of yours is deleted after 20 July 2027"
    assert as_person(cast.ana).get("/").content.decode().count(said) == 1
    for other in (cast.ben, cast.cleo, cast.dora):
        assert said not in as_person(other).get("/").content.decode()
    # Two films of a lesson, one mail.
    assert len(mail.outbox) == 1
    ending.delete(str(film.code))
    assert Notice.objects.count() == 1


def test_a_server_that_was_off_for_a_month_tells_first_and_lets_a_week_go_by(
    cast: Cast, clock: Clock
) -> None:
    film = ready_film(cast, b"a film")
    Recording.objects.update(delete_on=JULY, made_at=clock.at)
    back = JULY + 25 * DAY
    clock.go(back)
    sweep(clock)
    assert not is_gone(film)
    assert film.delete_on == back + 7 * DAY
    assert len(mail.outbox) == 1
    clock.go(back + 7 * DAY)
    sweep(clock)
    assert not is_gone(film)
    clock.go(back + 8 * DAY)
    sweep(clock)
    assert is_gone(film)
    assert len(mail.outbox) == 1


def test_a_clock_that_jumps_ahead_and_back_deletes_nothing_and_moves_nothing(
    cast: Cast, clock: Clock
) -> None:
    film = ready_film(cast, b"a film")
    Recording.objects.update(delete_on=JULY, made_at=clock.at)
    today = date(2026, 12, 1)
    clock.go(today + 800 * DAY)
    sweep(clock)
    assert not is_gone(film)
    clock.go(today)
    sweep(clock)
    assert not is_gone(film)
    assert film.delete_on == JULY
    assert not Notice.objects.exists()
    # And it is told in its time, as if nothing had been.
    clock.go(JULY - 7 * DAY)
    sweep(clock)
    assert Notice.objects.get().day == JULY


def test_a_clock_that_goes_back_after_the_notice_waits_for_the_day_again(cast: Cast, clock: Clock) -> None:
    film = ready_film(cast, b"a film")
    Recording.objects.update(delete_on=JULY, made_at=clock.at)
    clock.go(JULY - 7 * DAY)
    sweep(clock)
    clock.go(JULY - 200 * DAY)
    sweep(clock)
    assert not is_gone(film)
    assert film.delete_on == JULY
    clock.go(JULY + DAY)
    sweep(clock)
    assert not is_gone(film), "the week's notice was of no real day, and is given anew"
    clock.go(JULY + 9 * DAY)
    sweep(clock)
    assert is_gone(film)


def test_the_sound_of_a_talk_waits_until_both_were_told(cast: Cast, clock: Clock) -> None:
    talk = Recording.objects.create(
        strand=cast.strand, sort=Recording.Sort.TALK, state=Recording.State.READY, delete_on=JULY
    )
    Recording.objects.update(made_at=clock.at)
    clock.go(JULY - 7 * DAY)
    sweep(clock)
    assert sorted(one.to[0] for one in mail.outbox) == [cast.ana.email, cast.ben.email]
    Notice.objects.filter(person=cast.ben).delete()
    clock.go(JULY + DAY)
    assert owed(ending.END) == []
    assert not is_gone(talk)


def test_a_mail_that_could_not_go_out_is_sent_once_it_can(
    cast: Cast, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sidebyside.people.mail import MailTrouble
    from sidebyside.recordings.keeping import mail as keeping_mail

    def trouble(*_arguments: object) -> None:
        raise MailTrouble

    ready_film(cast, b"a film")
    Recording.objects.update(delete_on=JULY, made_at=clock.at)
    clock.go(JULY - 7 * DAY)
    with monkeypatch.context() as patch:
        patch.setattr(keeping_mail, "send_last_days", trouble)
        sweep(clock)
    assert mail.outbox == []
    (work,) = owed(notices.MAIL)
    run_here(notices.MAIL, work)
    run_here(notices.MAIL, work)
    assert len(mail.outbox) == 1


def post_down(monkeypatch: pytest.MonkeyPatch, only: str = "") -> pytest.MonkeyPatch:
    """The mail server takes nothing, or nothing for this address."""
    from sidebyside.people.mail import MailTrouble
    from sidebyside.recordings.keeping import mail as keeping_mail

    real = keeping_mail.send_last_days

    def send(person: Person, first: date) -> None:
        if only in {"", person.email}:
            raise MailTrouble
        real(person, first)

    def send_left_behind(person: Person, first: date, last: date) -> None:
        raise MailTrouble

    monkeypatch.setattr(keeping_mail, "send_last_days", send)
    if not only:
        monkeypatch.setattr(keeping_mail, "send_left_behind", send_left_behind)
    return monkeypatch


def days_go_by(clock: Clock, first: date, last: date) -> None:
    while first <= last:
        clock.go(first)
        sweep(clock)
        first += DAY


def test_no_film_ends_while_its_mail_has_not_gone_out(
    cast: Cast, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = ready_film(cast, b"a film")
    Recording.objects.update(delete_on=JULY, made_at=clock.at)
    with monkeypatch.context() as patch:
        post_down(patch)
        days_go_by(clock, JULY - 7 * DAY, JULY + 20 * DAY)
    assert not is_gone(film)
    assert mail.outbox == []
    back = JULY + 21 * DAY
    days_go_by(clock, back, back + 7 * DAY)
    assert not is_gone(film)
    # The mail says the day on which it ends now, once.
    (one,) = mail.outbox
    assert "17 August 2027" in one.body
    clock.go(back + 8 * DAY)
    sweep(clock)
    assert is_gone(film)


AWAY = {
    "closed": {"is_active": False},
    "held": {"held_since": datetime(2027, 7, 10, 12, tzinfo=UTC), "hold_confirmed_at": None},
}
THERE = {"is_active": True, "held_since": None}


@pytest.mark.parametrize("why", AWAY)
@pytest.mark.parametrize("since", [-20, -3], ids=["before the notice", "after the mail"])
def test_the_last_day_is_put_off_while_its_owner_is_away(
    cast: Cast, clock: Clock, why: str, since: int
) -> None:
    film = ready_film(cast, b"a film")
    Recording.objects.update(delete_on=JULY, made_at=clock.at)
    owner = Person.objects.filter(pk=cast.ana.pk)
    days_go_by(clock, JULY - 8 * DAY, JULY + since * DAY)
    owner.update(**AWAY[why])
    days_go_by(clock, JULY + since * DAY, JULY + 40 * DAY)
    assert not is_gone(film)
    assert film.delete_on is not None
    assert JULY + 40 * DAY <= film.delete_on <= JULY + 47 * DAY
    said = len(mail.outbox)
    owner.update(**THERE)
    back = JULY + 41 * DAY
    days_go_by(clock, back, back + 7 * DAY)
    assert not is_gone(film)
    assert len(mail.outbox) == said + 1
    assert "6 September 2027" in mail.outbox[-1].body
    clock.go(back + 8 * DAY)
    sweep(clock)
    assert is_gone(film)


def test_what_a_closed_account_leaves_behind_ends_by_the_schools_limit(
    cast: Cast, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = ready_film(cast, b"a film")
    Recording.objects.update(delete_on=JULY, made_at=clock.at)
    limits.set_limits(cast.school, Limits(None, 7, 10))
    end = date(2027, 9, 2)
    clock.go(JULY - 20 * DAY)
    actions.disable(cast.ana, cast.dora)
    with monkeypatch.context() as patch:
        post_down(patch)
        days_go_by(clock, JULY - 20 * DAY, JULY - 18 * DAY)
    assert mail.outbox == []
    days_go_by(clock, JULY - 17 * DAY, end)
    assert not is_gone(film)
    assert film.delete_on == end
    # Told once, of its day and nothing of what it is.
    (one,) = mail.outbox
    assert one.to == [cast.ana.email]
    assert "2 September 2027" in one.body
    assert "co-ordinator" in one.body
    for word in ("Ben", "lesson", str(film.code)):
        assert word not in one.body
    clock.go(end + DAY)
    sweep(clock)
    assert is_gone(film)
    assert keystore.is_destroyed(f"recording:{film.code}")


def test_an_account_that_is_closed_late_or_opened_again_has_its_time(cast: Cast, clock: Clock) -> None:
    film = ready_film(cast, b"a film")
    Recording.objects.update(delete_on=JULY, made_at=clock.at)
    limits.set_limits(cast.school, Limits(None, 7, 8))
    clock.go(JULY - 5 * DAY)
    actions.disable(cast.ana, cast.dora)
    days_go_by(clock, JULY - 5 * DAY, JULY + 25 * DAY)
    assert not is_gone(film)
    actions.enable(cast.ana, cast.dora)
    # A week's notice first, as for everybody.
    days_go_by(clock, JULY + 26 * DAY, JULY + 32 * DAY)
    assert not is_gone(film)
    days_go_by(clock, JULY + 33 * DAY, JULY + 36 * DAY)
    assert is_gone(film)


def test_a_talk_outlives_a_closed_account_while_the_partner_must_still_be_told(
    cast: Cast, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = Recording.objects.create(
        strand=cast.strand, sort=Recording.Sort.TALK, state=Recording.State.READY, delete_on=JULY
    )
    Recording.objects.update(made_at=clock.at)
    limits.set_limits(cast.school, Limits(None, 7, 9))
    clock.go(JULY - 40 * DAY)
    actions.disable(cast.ana, cast.dora)
    with monkeypatch.context() as patch:
        post_down(patch, only=cast.ben.email)
        days_go_by(clock, JULY - 8 * DAY, JULY + 30 * DAY)
    assert not is_gone(talk)
    days_go_by(clock, JULY + 31 * DAY, JULY + 41 * DAY)
    assert is_gone(talk)
    assert [one.to[0] for one in mail.outbox if "ends soon" in one.subject] == [cast.ben.email]


def test_a_talk_waits_for_the_partner_who_gets_no_mail_and_the_other_gets_no_mail_a_week(
    cast: Cast, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = Recording.objects.create(
        strand=cast.strand, sort=Recording.Sort.TALK, state=Recording.State.READY, delete_on=JULY
    )
    Recording.objects.update(made_at=clock.at)
    with monkeypatch.context() as patch:
        post_down(patch, only=cast.ben.email)
        days_go_by(clock, JULY - 7 * DAY, JULY + 30 * DAY)
    assert not is_gone(talk)
    assert [one.to[0] for one in mail.outbox] == [cast.ana.email]
    back = JULY + 31 * DAY
    days_go_by(clock, back, back + 8 * DAY)
    assert not is_gone(talk)
    # Both are told anew, once. With a round a day, as here, the second mail goes out a day later.
    assert [one.to[0] for one in mail.outbox[1:]] == [cast.ben.email, cast.ana.email]
    assert "27 August 2027" in mail.outbox[1].body
    assert "28 August 2027" in mail.outbox[2].body
    clock.go(back + 9 * DAY)
    sweep(clock)
    assert is_gone(talk)


def choose(browser: Client, cast: Cast, day: date) -> int:
    return browser.post(f"/cycle/{cast.strand.code}/film/until/", {"day": day.isoformat()}).status_code


def test_the_owner_shortens_and_lengthens_within_the_limits(cast: Cast, ana: Client, clock: Clock) -> None:
    film = ready_film(cast, b"a film")
    Recording.objects.update(made_at=clock.at)
    today = clock.at.date()
    assert choose(ana, cast, today + 6 * DAY) == 422
    assert choose(ana, cast, months_after(today, 24) + DAY) == 422
    film.refresh_from_db()
    assert film.delete_on == cast.programme.ends_on
    assert choose(ana, cast, months_after(today, 24)) == 302
    film.refresh_from_db()
    assert film.delete_on == date(2028, 11, 2)
    assert choose(ana, cast, today + 7 * DAY) == 302
    film.refresh_from_db()
    assert film.delete_on == today + 7 * DAY
    assert [deed.act for deed in audit.deeds(film.code)] == ["kept longer", "kept shorter"]
    # Their own choice needs no mail, and is notice enough.
    sweep(clock)
    assert mail.outbox == []
    clock.go(today + 8 * DAY)
    sweep(clock)
    assert is_gone(film)


def test_a_day_chosen_after_a_notice_is_told_anew(cast: Cast, as_person: Browser, clock: Clock) -> None:
    film = ready_film(cast, b"a film")
    Recording.objects.update(delete_on=JULY, made_at=clock.at)
    clock.go(JULY - 7 * DAY)
    sweep(clock)
    # A session of November is over by July.
    assert choose(as_person(cast.ana), cast, JULY + 60 * DAY) == 302
    assert not Notice.objects.exists()
    clock.go(JULY + 20 * DAY)
    sweep(clock)
    assert not is_gone(film)


def test_nobody_else_changes_the_day(cast: Cast, as_person: Browser) -> None:
    film = ready_film(cast, b"a film")
    for other in (cast.ben, cast.cleo, cast.dora):
        assert choose(as_person(other), cast, JULY - 60 * DAY) == 404
    film.refresh_from_db()
    assert film.delete_on == cast.programme.ends_on


def test_the_co_ordinator_sets_limits_and_reads_no_content(cast: Cast, as_person: Browser) -> None:
    page = as_person(cast.dora).get("/school/last-days/")
    assert page.status_code == 200
    given = {"month": "12", "day": "12", "shortest_days": "14", "longest_months": "12"}
    assert as_person(cast.dora).post("/school/last-days/", given).status_code == 302
    assert limits.limits_of(cast.school) == Limits((12, 12), 14, 12)
    for wrong in ({"day": ""}, {"month": "2", "day": "30"}, {"longest_months": "1"}, {"shortest_days": "0"}):
        assert as_person(cast.dora).post("/school/last-days/", given | wrong).status_code == 422
    assert as_person(cast.leo).get("/school/last-days/").status_code == 404
    assert limits.limits_of(cast.other_school).year_ends is None


def test_a_sweep_costs_the_same_for_one_film_and_for_many(
    cast: Cast, clock: Clock, django_assert_num_queries: Callable[..., object]
) -> None:
    for angle in range(1, 6):
        Recording.objects.create(strand=cast.strand, owner=cast.ana, angle=angle, delete_on=JULY)
    clock.go(JULY + DAY)
    with django_assert_num_queries(7):  # type: ignore[attr-defined]
        assert len(owed(notices.TELL)) == 5
    sweep(clock)
    clock.go(JULY + 9 * DAY)
    with django_assert_num_queries(5):  # type: ignore[attr-defined]
        assert len(owed(ending.END)) == 5

"""One recording, for both of the two, for an hour: and every way around that."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.db.models import F
from django.test import Client
from django.utils import timezone

from sidebyside.consent.models import Charge
from sidebyside.conversations.models import Conversation, Track, VoiceOut
from sidebyside.people.models import HOLD, Person, SchoolRole
from sidebyside.programme.models import StrandPart
from sidebyside.recordings import live
from sidebyside.recordings.access import films
from sidebyside.recordings.deleting import delete_film
from sidebyside.recordings.models import Part, Recording
from sidebyside.safeguarding import access, actions
from sidebyside.safeguarding.models import Ask, Opening, Period, Reason
from sidebyside.safeguarding.standing import OPEN_FOR
from tests.pages import heading, words_of
from tests.room.conftest import brought_film
from tests.safeguarding import glass
from tests.safeguarding.conftest import BODY, Glass

As = Callable[[Person], Client]


def test_it_opens_when_both_have_asked_and_for_nobody_else(on: Glass, as_person: As) -> None:
    first = glass.ask(on.tim, on.cast.tim, on.cast.strand)
    opening = Opening.objects.get()
    assert first.headers["Location"] == f"/safeguarding/{opening.code}/"
    assert heading(on.tim.get(first.headers["Location"])) == "Asked for, and not open"
    assert on.plays(on.tim, opening) == 404
    assert on.plays(on.omar, opening) == 404
    # The other reads why before answering.
    assert glass.REASON in words_of(on.omar.get(glass.ask_at(on.cast.strand)))
    glass.ask(on.omar, on.cast.omar, on.cast.strand)
    for one in (on.tim, on.omar):
        assert heading(one.get(first.headers["Location"])).startswith("Open until")
        assert on.plays(one, opening) == 206
    everybody = on.cast.everybody()
    for name in everybody.keys() - {"tim", "omar"}:
        browser = as_person(everybody[name])
        assert browser.get(first.headers["Location"]).status_code == 404, name
        assert on.plays(browser, opening) == 404, name
    assert on.plays(Client(), opening) == 401


def test_one_person_twice_in_two_sessions_is_one(on: Glass, as_person: As) -> None:
    again = as_person(on.cast.tim)
    glass.ask(on.tim, on.cast.tim, on.cast.strand)
    glass.ask(again, on.cast.tim, on.cast.strand)
    opening = Opening.objects.get()
    assert opening.opened_at is None
    assert opening.asks.count() == 1
    assert on.plays(on.tim, opening) == on.plays(again, opening) == 404


def test_one_person_with_both_charges_is_none_of_the_two(on: Glass) -> None:
    Charge.objects.filter(person=on.cast.omar).update(person=on.cast.tim)
    assert on.tim.get("/safeguarding/").status_code == 404
    assert glass.ask(on.tim, on.cast.tim, on.cast.strand).status_code == 404


def test_a_third_person_with_a_charge_closes_it_for_all(on: Glass) -> None:
    opening = on.both_ask()
    glass.charge(on.cast.leo, glass.SECOND)
    assert on.plays(on.tim, opening) == 404
    assert on.plays(on.omar, opening) == 404


@pytest.mark.parametrize("role", [StrandPart.Role.COACHEE, StrandPart.Role.COACH])
def test_who_is_a_partner_in_it_is_none_of_the_two_for_it(on: Glass, as_person: As, role: str) -> None:
    """Neither an owner nor a coach opens what is theirs in this way, and the other of the two cannot either."""
    partner = StrandPart.objects.get(strand=on.cast.strand, role=role).person
    Charge.objects.filter(person=on.cast.omar).update(person=partner)
    glass.set_up(partner)
    browser = as_person(partner)
    assert browser.get("/safeguarding/").status_code == 200
    assert glass.ask(browser, partner, on.cast.strand).status_code == 404
    assert glass.ask(on.tim, on.cast.tim, on.cast.strand).status_code == 404
    found = on.tim.get("/safeguarding/", {"who": str(on.cast.ana.code)})
    assert "ask/" not in found.content.decode()


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"again-code": None}, "Show your passkey, or type the code"),
        ({"again-code": "000000"}, "That code is not right"),
        (
            {"again-code": None, "again-password": "a long enough password"},
            "Show your passkey, or type the code",
        ),
        ({"reason": "short"}, "It takes 20 characters at least"),
        ({"reason": None}, "Say in a sentence or two why"),
        ({"not_the_owner": None}, "An allegation against a teacher goes another way"),
    ],
    ids=["no factor", "wrong code", "password alone", "short", "no reason", "no box"],
)
def test_without_a_reason_the_box_and_a_second_factor_nobody_has_asked(
    on: Glass, told: dict[str, Any], says: str
) -> None:
    answer = glass.ask(on.tim, on.cast.tim, on.cast.strand, **told)
    assert answer.status_code == 422
    assert says in words_of(answer)
    assert not Ask.objects.exists()


def test_a_code_is_not_used_up_by_a_form_that_is_not_right(on: Glass) -> None:
    code = glass.code_of(on.cast.tim)
    told = {"reason": "short", "not_the_owner": "on", "again-code": code}
    assert on.tim.post(glass.ask_at(on.cast.strand), told).status_code == 422
    right = told | {"reason": glass.REASON}
    assert on.tim.post(glass.ask_at(on.cast.strand), right).status_code == 302
    # And by the one that was, it is.
    assert on.omar.post(glass.ask_at(on.cast.strand), right).status_code == 422


def test_who_has_no_second_factor_is_told_to_set_one_up(on: Glass) -> None:
    Authenticator.objects.filter(user=on.cast.tim.pk).delete()
    page = on.tim.get(glass.ask_at(on.cast.strand))
    assert "A password alone is not enough here" in words_of(page)
    told = {"reason": glass.REASON, "not_the_owner": "on", "again-password": "a long enough password"}
    assert on.tim.post(glass.ask_at(on.cast.strand), told).status_code == 422
    assert not Ask.objects.exists()


def test_a_factor_that_was_added_today_does_not_count(on: Glass) -> None:
    """Else whoever has only the password could add one, and show that."""
    Authenticator.objects.filter(user=on.cast.tim.pk).delete()
    glass.set_up(on.cast.tim, days_ago=0.9)
    answer = glass.ask(on.tim, on.cast.tim, on.cast.strand)
    assert "added less than a day ago" in words_of(answer)
    assert not Ask.objects.exists()


def test_a_recovery_code_is_no_second_factor(on: Glass) -> None:
    codes = RecoveryCodes.activate(on.cast.tim)
    Authenticator.objects.update(created_at=timezone.now() - timedelta(days=9))
    answer = glass.ask(on.tim, on.cast.tim, on.cast.strand, **{"again-code": codes.get_unused_codes()[0]})
    assert "A recovery code does not count here" in words_of(answer)
    assert not Ask.objects.exists()


def test_it_opens_in_the_session_that_asked_and_goes_on_in_another_by_the_factor(
    on: Glass, as_person: As
) -> None:
    opening = on.both_ask()
    other = as_person(on.cast.tim)
    assert on.plays(other, opening) == 404
    page = other.get(f"/safeguarding/{opening.code}/")
    assert heading(page) == "Open, once you have shown again that it is you"
    assert other.post(glass.ask_at(on.cast.strand), {"again-code": "000000"}).status_code == 422
    before = opening.opened_at
    again = other.post(glass.ask_at(on.cast.strand), {"again-code": glass.code_of(on.cast.tim)})
    assert again.status_code == 302
    assert on.plays(other, opening) == 206
    assert on.plays(on.tim, opening) == 404
    opening.refresh_from_db()
    assert opening.opened_at == before


def test_a_second_factor_of_long_before_is_shown_again(on: Glass) -> None:
    glass.ask(on.tim, on.cast.tim, on.cast.strand)
    Ask.objects.update(shown_at=timezone.now() - timedelta(minutes=16))
    glass.ask(on.omar, on.cast.omar, on.cast.strand)
    opening = Opening.objects.get()
    assert on.plays(on.omar, opening) == 206
    assert on.plays(on.tim, opening) == 404
    on.tim.post(glass.ask_at(on.cast.strand), {"again-code": glass.code_of(on.cast.tim)})
    assert on.plays(on.tim, opening) == 206


def test_the_second_comes_within_a_day(on: Glass) -> None:
    glass.ask(on.tim, on.cast.tim, on.cast.strand)
    Opening.objects.update(made_at=timezone.now() - actions.JOIN_WITHIN)
    glass.ask(on.omar, on.cast.omar, on.cast.strand)
    assert not Opening.objects.filter(opened_at__isnull=False).exists()
    assert Opening.objects.filter(ended_at=None).get().asks.get().person == on.cast.omar


def test_who_asks_again_in_the_moment_it_lapses_says_why_again(
    on: Glass, monkeypatch: pytest.MonkeyPatch
) -> None:
    glass.ask(on.tim, on.cast.tim, on.cast.strand)
    session_of = access.session_of

    def a_day_later(request: Any) -> str:
        Opening.objects.update(made_at=timezone.now() - actions.JOIN_WITHIN)
        return session_of(request)

    monkeypatch.setattr(access, "session_of", a_day_later)
    page = on.tim.post(glass.ask_at(on.cast.strand), {"again-code": glass.code_of(on.cast.tim)})
    assert page.status_code == 422
    assert "Say again why" in words_of(page)
    assert "Why it must be looked at" in words_of(page)
    assert [one.words for one in Reason.objects.select_related("author")] == [glass.REASON]


def _not_one(on: Glass) -> None:
    Charge.objects.filter(person=on.cast.omar).delete()


def _minute(minutes: float) -> Callable[[Glass], None]:
    def move(on: Glass) -> None:
        Opening.objects.update(opened_at=timezone.now() - timedelta(minutes=minutes))
        Ask.objects.update(shown_at=timezone.now() - timedelta(minutes=minutes))

    return move


def _off(on: Glass) -> None:
    actions.switch_off(on.cast.school, on.cast.dora)


def _off_and_on(on: Glass) -> None:
    _off(on)
    actions.switch_on(on.cast.school, on.cast.dora)


def _faces(on: Glass) -> None:
    Recording.objects.filter(pk=on.film.pk).update(blur_waits=True)


def _hold(person: str) -> Callable[[Glass], None]:
    return lambda on: (
        Person.objects.filter(code=getattr(on.cast, person).code).update(held_since=timezone.now() - HOLD)
        and None
    )


ENDS: dict[str, Callable[[Glass], Any]] = {
    "the 61st minute": _minute(60.02),
    "the clock goes back": _minute(-1),
    "switched off": _off,
    "switched off and on": _off_and_on,
    "ended by one": lambda on: actions.end(Opening.objects.get(), on.cast.tim),
    "ended by the other": lambda on: on.omar.post(f"/safeguarding/{Opening.objects.get().code}/end/"),
    "deleted by its owner": lambda on: delete_film(films().get(pk=on.film.pk), on.cast.ana),
    "faces are being hidden": _faces,
    "the other's charge is taken back": _not_one,
    "the other becomes co-ordinator": lambda on: SchoolRole.objects.create(
        person=on.cast.omar, school=on.cast.school, role=SchoolRole.Role.CO_ORDINATOR
    ),
    "the account is held": _hold("tim"),
    "the account is closed": lambda on: Person.objects.filter(pk=on.cast.tim.pk).update(is_active=False),
    "the session ends": lambda on: on.tim.session.flush(),
}


@pytest.mark.parametrize("end", list(ENDS))
def test_it_ends_in_the_middle_of_a_film(on: Glass, end: str, monkeypatch: pytest.MonkeyPatch) -> None:
    opening, clock = on.both_ask(), SimpleNamespace(now=1000.0)
    monkeypatch.setattr(live, "time", SimpleNamespace(monotonic=lambda: clock.now))
    answer: Any = on.tim.get(on.at(opening), headers=glass.RANGE)
    assert answer.status_code == 206
    stream = iter(answer.streaming_content)
    assert next(stream)
    ENDS[end](on)
    clock.now += live.LOOK_AGAIN_S + 0.1
    with pytest.raises(live.LetOut):
        next(stream)
    assert on.plays(on.tim, opening) in {401, 404}


def test_the_last_second_of_the_hour_is_in_it(on: Glass) -> None:
    opening = on.both_ask()
    _minute(59.9)(on)
    assert on.plays(on.tim, opening) == 206
    assert timedelta(minutes=60) == OPEN_FOR


def test_after_the_hour_both_ask_anew_and_whoever_does_it_is_told_of_again(on: Glass) -> None:
    first = on.both_ask()
    _minute(61)(on)
    assert heading(on.tim.get(f"/safeguarding/{first.code}/")) == "This is closed"
    glass.ask(on.tim, on.cast.tim, on.cast.strand)
    second = Opening.objects.get(ended_at=None)
    assert second.code != first.code
    assert second.opened_at is None
    glass.ask(on.omar, on.cast.omar, on.cast.strand)
    assert on.plays(on.tim, second) == 206
    assert on.plays(on.tim, first) == 404


def _older(on: Glass, **dates: timedelta) -> None:
    Recording.objects.filter(pk=on.film.pk).update(
        **{name: on.period.on_at - age for name, age in dates.items()}
    )


@pytest.mark.parametrize(
    "dates",
    [{"made_at": timedelta(seconds=1)}, {"begins_at": timedelta(seconds=1)}],
    ids=["made before", "of a lesson before"],
)
def test_what_was_made_before_the_switch_is_never_opened(on: Glass, dates: dict[str, timedelta]) -> None:
    _older(on, **dates)
    glass.ask(on.tim, on.cast.tim, on.cast.strand)
    second = glass.ask(on.omar, on.cast.omar, on.cast.strand)
    assert second.status_code == 422
    assert "There is nothing of this that can be opened" in words_of(second)
    assert not Opening.objects.filter(opened_at__isnull=False).exists()
    # What the second had typed is there to be sent again or not, and was kept by nobody.
    assert Reason.objects.count() == 1


def test_what_a_device_filmed_before_the_switch_and_sent_after_it_is_never_opened(on: Glass) -> None:
    Part.objects.create(recording=on.film, number=1, starts_at=on.period.on_at - timedelta(minutes=1))
    glass.ask(on.tim, on.cast.tim, on.cast.strand)
    assert glass.ask(on.omar, on.cast.omar, on.cast.strand).status_code == 422


def test_each_switching_on_begins_a_new_time(on: Glass) -> None:
    _off_and_on(on)
    assert Period.objects.count() == 2
    glass.ask(on.tim, on.cast.tim, on.cast.strand)
    assert glass.ask(on.omar, on.cast.omar, on.cast.strand).status_code == 422


def test_a_lesson_of_before_cannot_even_be_named(on: Glass) -> None:
    on.cast.strand.lesson_at = on.period.on_at - timedelta(days=1)
    on.cast.strand.save(update_fields=["lesson_at"])
    assert glass.ask(on.tim, on.cast.tim, on.cast.strand).status_code == 404
    page = on.tim.get("/safeguarding/", {"who": str(on.cast.ana.code)}).content.decode()
    assert "/lesson/" not in page


def test_another_film_brought_in_the_hour_is_not_the_one_that_was_opened(on: Glass) -> None:
    opening = on.both_ask()
    delete_film(films().get(pk=on.film.pk), on.cast.ana)
    other = brought_film(on.cast.strand, b"another lesson")
    assert on.plays(on.tim, opening, other) == 404


def test_its_angles_open_with_it_and_one_that_comes_later_does_not(on: Glass) -> None:
    def angle(number: int) -> Recording:
        made = brought_film(on.cast.other_strand, b"from the side")
        Recording.objects.filter(pk=made.pk).update(
            strand=on.cast.strand, owner=on.cast.ana, angle=number, width_px=160
        )
        return made

    beside = angle(1)
    opening = on.both_ask()
    later = angle(2)
    assert on.plays(on.tim, opening, beside) == 206
    assert on.plays(on.tim, opening, later) == 404
    assert "Film 2" in on.tim.get(f"/safeguarding/{opening.code}/").content.decode()


def test_another_pairs_recording_and_the_pairs_other_ones_stay_shut(on: Glass) -> None:
    other = brought_film(on.cast.other_strand, b"not asked for")
    talk = glass.talk_with(on.cast)
    sound = talk.tracks.get().recording
    assert sound is not None
    opening = on.both_ask()
    for one in (other, sound):
        assert on.plays(on.tim, opening, one) == 404
        assert on.tim.get(f"/film/{one.code}/film").status_code == 404


@pytest.mark.parametrize("role", ["film", "poster", "strip", "peaks"])
def test_the_films_own_addresses_stay_shut(on: Glass, role: str) -> None:
    opening = on.both_ask()
    assert on.plays(on.tim, opening) == 206
    assert on.tim.get(f"/film/{on.film.code}/{role}", headers=glass.RANGE).status_code == 404
    at = f"/cycle/{on.cast.strand.code}"
    for page in ("/", "/film/", "/prepare/", "/meet/", "/talk/", "/talk/written/", "/talk/codes/", "/own/"):
        assert on.tim.get(f"{at}{page}").status_code == 404, page
    assert on.tim.post(f"/film/{on.film.code}/seen", "{}", "application/json").status_code == 404


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"range": "bytes=abc"},
        {"range": "bytes=0-1,5-9"},
        {"range": "pieces=0-"},
        {"range": "bytes=0-", "if-range": '"another"'},
        {"range": "bytes=0-", "sec-fetch-dest": "document"},
        {"range": "bytes=0-", "sec-fetch-dest": "iframe"},
        {"range": "bytes=0-", "sec-fetch-dest": "empty"},
    ],
    ids=str,
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_it_is_played_and_not_fetched_whole(on: Glass, headers: dict[str, str], method: str) -> None:
    answer: Any = on.tim.generic(method, on.at(on.both_ask()), headers=headers)
    assert answer.status_code == 404
    assert "Content-Range" not in answer.headers


def test_a_stretch_is_kept_by_nobody_and_never_longer_than_a_player_needs(on: Glass) -> None:
    opening = on.both_ask()
    answer: Any = on.tim.get(on.at(opening), headers={**glass.RANGE, "sec-fetch-dest": "video"})
    assert b"".join(answer.streaming_content) == BODY
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Content-Disposition"] == "inline"
    assert "no-store" in on.tim.get(f"/safeguarding/{opening.code}/").headers["Cache-Control"]
    head: Any = on.tim.head(on.at(opening), headers=glass.RANGE)
    assert head.status_code == 206
    assert not head.content


def test_nothing_of_the_pair_stands_on_the_page_but_what_was_asked_for(on: Glass) -> None:
    Recording.objects.filter(pk=on.film.pk).update(covered_at=timezone.now())
    on.film.called, on.film.file_name = "Quillcalled", "Quillfile.mp4"
    on.film.save(update_fields=["called", "file_name"])
    page = on.tim.get(f"/safeguarding/{on.both_ask().code}/").content.decode()
    assert "Quill" not in page
    assert page.count("<video") == 1
    assert "download" not in page.replace("nodownload", "").replace("not to download", "")
    assert f"/cycle/{on.cast.strand.code}" not in page


def test_a_conversation_opens_in_sound_and_words_without_what_is_withheld(on: Glass) -> None:
    talk = glass.talk_with(on.cast)
    track = talk.tracks.get()
    opening = on.both_ask("talk")
    page = on.tim.get(f"/safeguarding/{opening.code}/")
    assert "So I waited." in words_of(page)
    assert "withheld or taken out" in words_of(page)
    assert "Quillhush" not in page.content.decode()
    assert on.plays(on.tim, opening, track.recording) == 206
    assert on.plays(on.tim, opening) == 404
    # While the sound is being made without something, nobody hears any of it.
    Track.objects.update(silence_wanted=F("silence_wanted") + 1)
    assert on.plays(on.tim, opening, track.recording) == 404
    Track.objects.update(silence_made=F("silence_wanted"))
    assert on.plays(on.tim, opening, track.recording) == 206
    VoiceOut.objects.create(conversation=talk, person=on.cast.ana)
    assert on.plays(on.tim, opening, track.recording) == 404


def test_a_conversation_of_before_the_switch_is_never_opened(on: Glass) -> None:
    glass.talk_with(on.cast)
    Conversation.objects.update(opened_at=on.period.on_at)
    glass.ask(on.tim, on.cast.tim, on.cast.strand, "talk")
    assert glass.ask(on.omar, on.cast.omar, on.cast.strand, "talk").status_code == 422


def test_a_film_with_somebody_in_it_who_may_not_be_is_for_nobody(on: Glass) -> None:
    from tests.consent.registered import add_pupil, make_class, say

    found = make_class(on.cast.school, teacher=on.cast.ana)
    pupil = add_pupil(found, "Ada Byron")
    say(pupil, True)
    from sidebyside.recordings import pupils

    pupils.name(on.cast.strand, on.cast.ana, found.code, by_plan=False)
    opening = on.both_ask()
    assert on.plays(on.tim, opening) == 206
    say(pupil, False)
    assert on.plays(on.tim, opening) == 404

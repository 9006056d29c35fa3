"""A whole talk in two real browsers: Ana's laptop, with a microphone, and Ben's phone."""

import os
from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from sidebyside.conversations.models import Confirmation, StimulusEvent, Track
from sidebyside.jobs import Owed
from sidebyside.jobs.running import run_here
from sidebyside.people.models import Person
from sidebyside.recordings.models import Recording, Share, Upload
from sidebyside.recordings.uploads import finish_as_it_is
from tests.cast import PASSWORD
from tests.journeys.talks import Stage, on_stage, shot, sound_page
from tests.recordings.conftest import bring, made_film

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
SHOTS = os.environ.get("SIDEBYSIDE_TALK_SHOTS", "")


@pytest.fixture
def stage(
    browser: Browser, live_server: LiveServer, as_person: Callable[[Person], Client]
) -> Iterator[Stage]:
    yield from on_stage(browser, live_server, as_person)


def say_here(page: Page, wants: str) -> None:
    answer = "Yes, record our talk" if wants == "yes" else "No, do not record it"
    page.get_by_role("radio", name=answer).first.check()
    page.get_by_role("button", name="I am here").click()


def come_together(stage: Stage, wants: tuple[str, str] = ("yes", "yes")) -> tuple[Page, Page]:
    laptop = stage.page(stage.seat(stage.cast.ana, 1366), stage.meet)
    say_here(laptop, wants[0])
    digits = laptop.locator(".digits").inner_text()
    sound_page(laptop, "waiting-1366")
    phone = stage.page(stage.seat(stage.cast.ben, 390), "/meet/")
    phone.get_by_label("The six digits on the screen").fill(digits)
    sound_page(phone, "join-390")
    say_here(phone, wants[1])
    expect(phone.get_by_text("You are in.")).to_be_visible()
    expect(laptop.get_by_role("button", name="End the talk")).to_be_visible()
    if wants == ("yes", "yes"):
        expect(laptop.get_by_role("button", name="Record our talk")).to_be_enabled()
    return laptop, phone


def prepared(stage: Stage) -> Recording:
    """Ana's film, ready and shared with Ben."""
    film = bring(stage.as_person(stage.cast.ana), stage.cast.strand.code, made_film(4.0))
    do_background_work(film)
    Share.objects.create(recording=film, whole=True, opening=stage.cast.cycle.opening)
    return film


def do_background_work(recording: Recording) -> None:
    run_here("look_at_film", Owed(str(recording.code), 1))
    run_here("prepare_film", Owed(str(recording.code), 1))
    recording.refresh_from_db()
    assert recording.state == Recording.State.READY, recording.problem


def wait_for(page: Page, found: Callable[[], bool], seconds: float = 60) -> None:
    for _try in range(int(seconds * 5)):
        if found():
            return
        page.wait_for_timeout(200)
    raise AssertionError("it did not come to that")


def nothing_left_on(page: Page) -> bool:
    return bool(
        page.evaluate(
            """async () => {
              const open = indexedDB.open("sidebyside-talk");
              const base = await new Promise((settle) => { open.onsuccess = () => settle(open.result); });
              const count = (name) => new Promise((settle) => {
                const request = base.transaction(name).objectStore(name).count();
                request.onsuccess = () => settle(request.result);
              });
              const left = await count("tracks") + await count("slices");
              base.close();
              return left === 0;
            }"""
        )
    )


def arrived() -> bool:
    return Upload.objects.filter(finished_at__isnull=False).exists()


def test_two_meet_record_watch_and_find_it_all_again(stage: Stage) -> None:
    film = prepared(stage)
    laptop, phone = come_together(stage)
    laptop.get_by_role("button", name="Record our talk").click()
    expect(laptop.locator("talk-recorder")).to_have_attribute("running", "")
    laptop.locator("lesson-player [data-do=play]").click()
    laptop.wait_for_timeout(1_600)
    laptop.locator("lesson-player [data-do=play]").click()
    sound_page(laptop, "recording-1366")
    expect(phone.get_by_text("Your talk is being recorded.")).to_be_visible()
    phone.get_by_label("A note for you two").fill("Ask Kofi first")
    phone.get_by_role("button", name="Keep this note").click()
    sound_page(phone, "recording-390")
    phone.get_by_role("button", name="Stop the recording").click()
    expect(laptop.get_by_text("The recording was stopped from another device")).to_be_visible()
    wait_for(laptop, arrived)
    wait_for(laptop, lambda: nothing_left_on(laptop))
    track = Track.objects.get()
    assert track.recording is not None
    do_background_work(track.recording)
    assert track.recording.duration_ms > 1_000
    laptop.get_by_role("button", name="End the talk").click()
    expect(laptop.get_by_text("You ended it on")).to_be_visible()
    expect(phone.get_by_text("You ended it on")).to_be_visible()
    for page, name in ((laptop, "ended-1366"), (phone, "ended-390")):
        expect(page.get_by_text("Ask Kofi first")).to_be_visible()
        expect(page.get_by_role("heading", name="What you watched, and when")).to_be_visible()
        length = page.locator("audio").evaluate(
            "async (sound) => { sound.load(); sound.preload = 'metadata';"
            " await new Promise((done) => sound.addEventListener('loadedmetadata', done)); return sound.duration }"
        )
        assert length == pytest.approx(track.recording.duration_ms / 1000, abs=0.2)
        sound_page(page, name)
    assert StimulusEvent.objects.filter(recording=film).count() == 2
    assert stage.cast.strand.steps.filter(key="talk").exists()


def test_a_lost_network_a_reload_and_a_sign_out_lose_no_sound(stage: Stage) -> None:
    laptop, _phone = come_together(stage)
    laptop.keyboard.press("t")
    expect(laptop.locator("talk-recorder")).to_have_attribute("running", "")
    context = laptop.context
    context.set_offline(True)
    laptop.wait_for_timeout(4_500)
    laptop.keyboard.press("t")
    expect(laptop.get_by_text("The recording has stopped")).to_be_visible()
    expect(laptop.get_by_text("still to send")).to_be_visible()
    kept = laptop.evaluate("window.sound = null; 1") == 1 and not nothing_left_on(laptop)
    assert kept
    assert not arrived()
    laptop.close()
    context.set_offline(False)
    context.clear_cookies()
    stage.sign_in(context, stage.cast.cleo)
    other = stage.page(context, f"/cycle/{stage.cast.other_strand.code}/talk/")
    other.wait_for_timeout(2_000)
    assert not arrived()
    assert not nothing_left_on(other)
    other.close()
    context.clear_cookies()
    stage.sign_in(context, stage.cast.ana)
    again = stage.page(context, "/")
    expect(again.get_by_text("The recording of your talk has arrived.")).to_be_visible()
    wait_for(again, arrived)
    wait_for(again, lambda: nothing_left_on(again))
    track = Track.objects.get()
    assert track.stopped_at is not None
    assert track.recording is not None
    do_background_work(track.recording)
    assert track.recording.duration_ms > 3_000


def test_a_tab_that_closes_in_the_middle_keeps_what_it_had(stage: Stage) -> None:
    laptop, _phone = come_together(stage)
    laptop.get_by_role("button", name="Record our talk").click()
    expect(laptop.locator("talk-recorder")).to_have_attribute("running", "")
    laptop.wait_for_timeout(4_600)
    context = laptop.context
    laptop.close()
    again = stage.page(context, stage.meet)
    wait_for(again, arrived)
    track = Track.objects.get()
    assert track.stopped_at is not None
    assert track.recording is not None
    do_background_work(track.recording)
    assert track.recording.duration_ms > 1_500
    expect(again.get_by_role("button", name="Record our talk")).to_be_enabled()


def test_what_was_on_screen_waits_for_the_network_too(stage: Stage) -> None:
    film = prepared(stage)
    laptop, _phone = come_together(stage)
    context = laptop.context
    context.route("**/talk/screen/", lambda route: route.abort())
    laptop.locator("lesson-player [data-do=play]").click()
    expect(laptop.locator("lesson-player")).to_have_attribute("playing", "")
    laptop.locator("lesson-player [data-do=play]").click()
    laptop.wait_for_timeout(2_500)
    assert not StimulusEvent.objects.exists()
    laptop.close()
    context.unroute("**/talk/screen/")
    home = stage.page(context, "/")
    wait_for(home, lambda: StimulusEvent.objects.count() >= 2)
    found = StimulusEvent.objects.filter(recording=film).values_list("deed", flat=True)
    assert list(found)[:2] == ["play", "pause"]


def test_a_second_tab_says_that_the_first_one_records(stage: Stage) -> None:
    laptop, _phone = come_together(stage)
    laptop.get_by_role("button", name="Record our talk").click()
    expect(laptop.locator("talk-recorder")).to_have_attribute("running", "")
    second = stage.page(laptop.context, stage.meet)
    second.keyboard.press("t")
    expect(second.get_by_text("Your talk is being recorded in another tab")).to_be_visible()
    laptop.keyboard.press("t")
    wait_for(laptop, arrived)
    assert Track.objects.count() == 1


def test_a_microphone_that_is_refused_is_said_plainly(stage: Stage) -> None:
    laptop, _phone = come_together(stage)
    laptop.evaluate(
        "() => { navigator.mediaDevices.getUserMedia ="
        " async () => { throw new DOMException('', 'NotAllowedError') } }"
    )
    laptop.keyboard.press("t")
    expect(laptop.get_by_text("The browser may not use the microphone")).to_be_visible()
    assert not Track.objects.exists()


def test_a_microphone_that_is_unplugged_loses_nothing(stage: Stage) -> None:
    laptop, _phone = come_together(stage)
    laptop.keyboard.press("t")
    expect(laptop.locator("talk-recorder")).to_have_attribute("running", "")
    laptop.wait_for_timeout(2_500)
    # What a browser does when the plug is pulled: the track ends, and says so.
    laptop.evaluate(
        "document.querySelector('talk-recorder').microphones[0].stream.getTracks().forEach((one) => one.stop())"
    )
    expect(laptop.get_by_text("The microphone went away")).to_be_visible()
    wait_for(laptop, arrived)
    assert Track.objects.get().stopped_at is not None


def test_two_microphones_are_two_tracks(stage: Stage) -> None:
    laptop, _phone = come_together(stage)
    laptop.get_by_role("button", name="Choose microphone").click()
    second = laptop.get_by_label("A second one")
    expect(second).to_be_visible()
    options = second.locator("option").all_inner_texts()
    second.select_option(options[-1])
    expect(laptop.get_by_label("Level of the second microphone")).to_be_visible()
    level = laptop.locator("meter[data-mic='1']")
    wait_for(laptop, lambda: float(level.evaluate("(meter) => meter.value")) > 0)
    sound_page(laptop, "microphones-1366")
    laptop.keyboard.press("Tab")
    laptop.get_by_role("button", name="Record our talk").click()
    expect(laptop.locator("talk-recorder")).to_have_attribute("running", "")
    laptop.wait_for_timeout(1_500)
    laptop.get_by_role("button", name="Stop recording").click()
    wait_for(laptop, lambda: Upload.objects.filter(finished_at__isnull=False).count() == 2)
    assert sorted(Track.objects.values_list("number", flat=True)) == [1, 2]


def test_a_no_while_it_runs_stops_the_recorder(stage: Stage) -> None:
    laptop, phone = come_together(stage)
    laptop.keyboard.press("t")
    expect(phone.get_by_text("Your talk is being recorded.")).to_be_visible()
    phone.get_by_role("button", name="I do not want it recorded any more").click()
    expect(laptop.get_by_text("The recording was stopped from another device")).to_be_visible()
    expect(laptop.get_by_text("Nothing is recorded: Ben said no.")).to_be_visible()
    laptop.keyboard.press("t")
    laptop.wait_for_timeout(500)
    assert Track.objects.count() == 1


def test_who_does_not_record_can_open_and_end_the_talk(stage: Stage) -> None:
    laptop, phone = come_together(stage, ("yes", "no"))
    expect(laptop.locator("talk-recorder")).to_be_hidden()
    laptop.get_by_role("button", name="End the talk").click()
    expect(laptop.get_by_text("Nothing was recorded.")).to_be_visible()
    expect(phone.get_by_text("Nothing was recorded.")).to_be_visible()


def test_a_note_taken_while_it_records_does_not_stop_the_recorder(stage: Stage) -> None:
    laptop, _phone = come_together(stage)
    laptop.keyboard.press("t")
    expect(laptop.locator("talk-recorder")).to_have_attribute("running", "")
    laptop.get_by_label("A note for you two").fill("Wait longer after a question")
    laptop.get_by_role("button", name="Keep this note").click()
    expect(laptop.locator(".talk-notes").get_by_text("Wait longer after a question")).to_be_visible()
    expect(laptop.get_by_label("A note for you two")).to_have_value("")
    expect(laptop.locator("talk-recorder")).to_have_attribute("running", "")
    laptop.get_by_role("button", name="End the talk").click()
    expect(laptop.get_by_text("You ended it on")).to_be_visible()
    wait_for(laptop, arrived)
    assert Track.objects.count() == 1


def test_the_key_leaves_typing_alone(stage: Stage) -> None:
    laptop, _phone = come_together(stage)
    note = laptop.get_by_label("A note for you two")
    note.press_sequentially("that table")
    expect(note).to_have_value("that table")
    assert not Track.objects.exists()


def test_the_second_signs_in_beside_the_first(stage: Stage) -> None:
    laptop = stage.page(stage.seat(stage.cast.ana, 390), stage.meet)
    shot(laptop, "before-390")
    say_here(laptop, "yes")
    laptop.get_by_text("signs in here, beside you").click()
    laptop.get_by_label("E-mail").fill("ben@harbour.test")
    laptop.get_by_label("Password").fill(PASSWORD)
    laptop.get_by_role("radio", name="Yes, record our talk").check()
    sound_page(laptop, "beside-390")
    laptop.get_by_role("button", name="We are both here").click()
    expect(laptop.get_by_role("button", name="Record our talk")).to_be_visible()
    assert Confirmation.objects.get(person=stage.cast.ben).how == Confirmation.How.BESIDE
    expect(laptop.get_by_text("Ana").first).to_be_attached()


def test_a_session_that_ends_in_the_middle_stops_the_recorder_and_loses_no_sound(stage: Stage) -> None:
    laptop, phone = come_together(stage)
    context = laptop.context
    laptop.keyboard.press("t")
    expect(laptop.locator("talk-recorder")).to_have_attribute("running", "")
    laptop.wait_for_timeout(2_500)
    context.clear_cookies()
    expect(laptop.get_by_text("this page is signed out")).to_be_visible()
    expect(laptop.locator("talk-recorder")).not_to_have_attribute("running", "")
    phone.get_by_role("button", name="Stop the recording").click()
    assert not arrived()
    shot(laptop, "let-out-1366")
    stage.sign_in(context, stage.cast.ana)
    # The page that was let out asks on, and knows by itself that it is let in again.
    expect(laptop.get_by_role("button", name="Record our talk")).to_be_enabled()
    wait_for(laptop, arrived)
    wait_for(laptop, lambda: nothing_left_on(laptop))
    # Who is signed out is refused, and that is as it should be.
    stage.problems = [one for one in stage.problems if not one.startswith(("401 ", "403 "))]


def test_sound_that_came_too_late_is_told_and_not_thrown_away(stage: Stage) -> None:
    laptop, _phone = come_together(stage)
    context = laptop.context
    laptop.keyboard.press("t")
    expect(laptop.locator("talk-recorder")).to_have_attribute("running", "")
    # Some parts arrive, then no more: the rest lies here.
    wait_for(laptop, lambda: Upload.objects.filter(offset__gt=0).exists())
    context.set_offline(True)
    laptop.wait_for_timeout(2_500)
    laptop.keyboard.press("t")
    expect(laptop.get_by_text("The recording has stopped")).to_be_visible()
    expect(laptop.get_by_text("still to send")).to_be_visible()
    finish_as_it_is(Upload.objects.select_related("rendition__recording", "recording").get())
    context.set_offline(False)
    expect(laptop.get_by_text("could not be sent").first).to_be_visible()
    assert not nothing_left_on(laptop)
    home = stage.page(context, "/")
    expect(home.get_by_text("could not be sent")).to_be_visible()
    assert not nothing_left_on(home)
    # The device only learns it from a refusal.
    stage.problems = [one for one in stage.problems if not one.startswith(("400 PATCH", "409 PATCH"))]


def test_a_server_put_back_to_an_earlier_day_costs_no_sound_on_the_device(stage: Stage) -> None:
    laptop, _phone = come_together(stage)
    context = laptop.context
    laptop.keyboard.press("t")
    expect(laptop.locator("talk-recorder")).to_have_attribute("running", "")
    # What has arrived is let go of here.
    wait_for(laptop, lambda: Upload.objects.filter(offset__gt=0).exists())
    context.set_offline(True)
    laptop.wait_for_timeout(2_500)
    laptop.keyboard.press("t")
    expect(laptop.get_by_text("The recording has stopped")).to_be_visible()
    Upload.objects.update(offset=0)
    laptop.close()
    context.set_offline(False)
    home = stage.page(context, "/")
    expect(home.get_by_text("could not be sent")).to_be_visible()
    assert not arrived()
    assert not nothing_left_on(home)


def test_a_microphone_that_does_not_begin_is_waited_for_by_nobody(stage: Stage) -> None:
    laptop, _phone = come_together(stage)
    laptop.get_by_role("button", name="Choose microphone").click()
    second = laptop.get_by_label("A second one")
    expect(second).to_be_visible()
    second.select_option(second.locator("option").all_inner_texts()[-1])
    expect(laptop.get_by_label("Level of the second microphone")).to_be_visible()
    laptop.evaluate(
        "() => { MediaRecorder.prototype.start ="
        " () => { throw new DOMException('gone', 'InvalidStateError') } }"
    )
    laptop.get_by_role("button", name="Record our talk").click()
    expect(laptop.get_by_text("Another program holds the microphone")).to_be_visible()
    wait_for(laptop, lambda: not Track.objects.exists())

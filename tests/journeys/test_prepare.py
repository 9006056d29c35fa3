"""Preparing in a real browser: the keys, the line, and words that are never lost and never doubled."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from sidebyside.recordings.models import Extract, Recording
from sidebyside.room.models import LiveNote, Moment, Ready
from sidebyside.trust.models import Access
from tests.cast import Cast
from tests.journeys.conftest import broken_rules, sideways, sign_in
from tests.recordings.conftest import made_film
from tests.room.conftest import brought_film, kept, share

pytestmark = pytest.mark.journey

FILM_MS = 20_000
Opened = Callable[..., BrowserContext]


@pytest.fixture(scope="session")
def film_file() -> bytes:
    return made_film(FILM_MS / 1000)


@pytest.fixture
def film(stage: Cast, film_file: bytes) -> Recording:
    return brought_film(stage.strand, film_file, FILM_MS)


def prepare(context: BrowserContext, stage: Cast) -> Page:
    page = context.new_page()
    page.goto(f"/cycle/{stage.strand.code}/prepare/")
    expect(page.locator("lesson-player .bar")).to_be_visible()
    return page


def saved(page: Page) -> None:
    expect(page.locator(".marks > .row .kept")).to_have_text("Saved")


def test_marking_by_key_and_writing_later(opened_for: Opened, stage: Cast, film: Recording) -> None:
    page = prepare(opened_for(stage.ana), stage)
    page.keyboard.press("k")
    expect(page.locator("[data-says=at]")).to_have_text(re.compile("0:0[4-9] of"))
    page.keyboard.press("m")
    expect(page.locator("li.moment")).to_have_count(1)
    assert page.evaluate("!document.querySelector('video').paused")
    page.keyboard.press("w")
    page.keyboard.type("Kofi mumbles: is it OK? 3 > 2")
    saved(page)
    moment = Moment.objects.get()
    assert moment.seen == "Kofi mumbles: is it OK? 3 > 2"
    assert 0 <= moment.start_ms < 3_000
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    page.keyboard.press("i")
    page.keyboard.press("l")
    page.keyboard.press("o")
    page.keyboard.press("e")
    saved(page)
    assert Moment.objects.filter(end_ms__gt=0).count() == 1
    extract = Extract.objects.get()
    assert extract.end_ms - extract.start_ms >= 4_900
    page.keyboard.press("u")
    page.keyboard.press("Control+z")
    saved(page)
    assert not Extract.objects.exists()
    assert Moment.objects.filter(put_away_at=None).count() == 1
    page.reload()
    expect(page.locator("li.moment .seen")).to_have_text("Kofi mumbles: is it OK? 3 > 2")


def test_the_place_in_the_film_is_kept_and_speed_steps_and_keys_work(
    opened_for: Opened, stage: Cast, film: Recording
) -> None:
    page = prepare(opened_for(stage.ana), stage)
    expect(page.get_by_role("slider")).to_have_attribute("max", str(FILM_MS))
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press(">")
    expect(page.locator("[data-says=at]")).to_have_text("0:10 of 0:20")
    assert page.evaluate("document.querySelector('video').playbackRate") == 1.25
    page.keyboard.press(",")
    expect(page.locator("[data-says=at]")).to_have_text("0:09 of 0:20")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.reload()
    expect(page.locator("[data-says=at]")).to_have_text("0:09 of 0:20")
    line = page.get_by_role("slider", name="Place in the film")
    expect(line).to_have_attribute("aria-valuetext", "0:09 of 0:20")
    line.press("ArrowRight")
    expect(line).to_have_attribute("aria-valuetext", "0:14 of 0:20")


def test_words_typed_while_the_network_is_away_wait_through_a_reload_and_land_once(
    opened_for: Opened, stage: Cast, film: Recording
) -> None:
    context = opened_for(stage.ana)
    page = prepare(context, stage)
    page.route("**/moments/**", lambda route: route.abort())
    page.keyboard.press("m")
    page.keyboard.press("w")
    page.keyboard.type("Nobody breathes")
    expect(page.locator(".marks > .row .kept")).to_contain_text("Kept on this device")
    page.reload()
    expect(page.locator("li.moment .seen")).to_have_text("Nobody breathes")
    assert not Moment.objects.exists()
    page.unroute("**/moments/**")
    page.evaluate("dispatchEvent(new Event('online'))")
    saved(page)
    assert [moment.seen for moment in Moment.objects.all()] == ["Nobody breathes"]


def test_an_answer_that_is_lost_on_its_way_makes_nothing_twice(
    opened_for: Opened, stage: Cast, film: Recording
) -> None:
    page = prepare(opened_for(stage.ana), stage)

    def landed_but_unheard(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/moments/**", landed_but_unheard)
    page.keyboard.press("m")
    expect(page.locator(".marks > .row .kept")).to_contain_text("Kept on this device")
    page.keyboard.press("w")
    page.keyboard.type("Only once")
    page.unroute("**/moments/**")
    saved(page)
    assert [(moment.seen, moment.revision) for moment in Moment.objects.all()] == [("Only once", 2)]


def test_the_next_person_at_this_device_neither_sees_nor_sends_what_waits(
    opened_for: Opened, stage: Cast, film: Recording, live_server: LiveServer
) -> None:
    share(film)
    context = opened_for(stage.ana)
    page = prepare(context, stage)
    page.route("**/moments/**", lambda route: route.abort())
    page.keyboard.press("m")
    page.keyboard.press("w")
    page.keyboard.type("Ana's own thought")
    expect(page.locator(".marks > .row .kept")).to_contain_text("Kept on this device")
    page.unroute("**/moments/**")
    sign_in(context, stage.ben, live_server.url)
    # The tab that Ana left open tries again under Ben's session, and gets nowhere.
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator(".marks > .row .kept")).to_contain_text("Sign in again")
    page.reload()
    expect(page.locator(".marks > .row .kept")).to_have_text("Saved")
    expect(page.locator("li.moment")).to_have_count(0)
    assert not Moment.objects.exists()
    assert "own thought" not in page.evaluate(KEPT_ON_DEVICE)
    sign_in(context, stage.ana, live_server.url)
    page.reload()
    saved(page)
    moment = Moment.objects.get()
    assert (moment.author, moment.seen) == (stage.ana, "Ana's own thought")


KEPT_ON_DEVICE = """async () => {
  const base = await new Promise((settle) => {
    const request = indexedDB.open("sidebyside-words");
    request.onsuccess = () => settle(request.result);
  });
  const rows = await new Promise((settle) => {
    const request = base.transaction("writes").objectStore("writes").getAll();
    request.onsuccess = () => settle(request.result);
  });
  if (!rows.length) throw new Error("nothing is kept, so nothing is shown by this");
  return rows.map((row) => new TextDecoder().decode(row.sealed)).join() + JSON.stringify(localStorage);
}"""


def test_a_moment_changed_on_two_devices_shows_both_texts(
    opened_for: Opened, stage: Cast, film: Recording
) -> None:
    Moment.objects.create(recording=film, author=stage.ana, start_ms=5_000, seen="First")
    laptop = prepare(opened_for(stage.ana), stage)
    phone = prepare(opened_for(stage.ana, width=390), stage)
    for page, words in ((phone, " from the phone"), (laptop, " from the laptop")):
        page.get_by_role("link", name="Change").click()
        page.get_by_role("textbox", name="What I saw or heard", exact=True).press("End")
        page.keyboard.type(words)
        if page is phone:
            saved(page)
    clash = laptop.locator(".clash")
    expect(clash).to_contain_text("First from the phone")
    expect(clash).to_contain_text("First from the laptop")
    assert Moment.objects.get().seen == "First from the phone"
    clash.get_by_role("button", name="Keep both").click()
    saved(laptop)
    assert Moment.objects.get().seen == "First from the phone\n\nFirst from the laptop"


def test_a_coach_with_extracts_only_plays_them_as_a_playlist_and_is_seen_to_have_watched(
    opened_for: Opened, stage: Cast, film: Recording
) -> None:
    share(film, whole=False)
    for start in (2_000, 12_000):
        extract = Extract.objects.create(
            recording=film,
            author=stage.ana,
            start_ms=start,
            end_ms=start + 3_000,
            is_offered=True,
            state=Extract.State.READY,
        )
        kept(film, "clip", made_film(3), "video/mp4", extract)
    page = prepare(opened_for(stage.ben), stage)
    expect(page.locator("[data-says=at]")).to_have_text("0:00 of 0:03 · extract 1 of 2")
    page.keyboard.press("k")
    expect(page.locator("[data-says=at]")).to_contain_text("extract 2 of 2")
    page.keyboard.press("k")
    page.keyboard.press("m")
    saved(page)
    assert 12_000 <= Moment.objects.get().start_ms <= 15_000
    # One extract that is asked for plays to its end and no further.
    page.keyboard.press("n")
    expect(page.locator("[data-says=at]")).to_have_text("0:03 of 0:03 · extract 1 of 2")
    page.wait_for_timeout(1_000)
    expect(page.locator("[data-says=at]")).to_have_text("0:03 of 0:03 · extract 1 of 2")
    page.goto("/")
    page.wait_for_timeout(500)
    entry = Access.objects.get()
    assert entry.person == stage.ben.code
    assert any(2_000 <= start < end <= 5_000 for start, end in entry.stretches)


def test_a_film_that_was_taken_back_says_so_in_words(
    opened_for: Opened, stage: Cast, film: Recording
) -> None:
    given = share(film)
    page = prepare(opened_for(stage.ben), stage)
    given.withdrawn_at = given.given_at
    given.save()
    # It plays from what is buffered, until the next report of what was seen is refused.
    page.keyboard.press("k")
    expect(page.get_by_role("alert").filter(has_text="no longer open to you")).to_be_visible()
    assert page.evaluate("document.querySelector('video').paused")
    expect(page.get_by_role("button", name="Try again")).to_be_visible()


def test_live_notes_wait_while_the_network_is_away_and_keep_their_time(
    opened_for: Opened, stage: Cast
) -> None:
    context = opened_for(stage.ben)
    page = context.new_page()
    page.goto(f"/cycle/{stage.strand.code}/notes/")
    context.set_offline(True)
    page.get_by_label("What you see or hear").type("Four hands up")
    page.keyboard.press("Enter")
    expect(page.locator(".kept")).to_contain_text("Kept on this device")
    page.wait_for_timeout(1_500)
    context.set_offline(False)
    expect(page.locator(".kept")).to_have_text("Saved")
    note = LiveNote.objects.get()
    assert note.words == "Four hands up"
    assert (note.changed_at - note.noted_at).total_seconds() > 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_room_is_whole_on_a_small_screen_and_clean_in_every_state(
    opened_for: Opened, stage: Cast, film: Recording, scheme: str
) -> None:
    share(film)
    for author, start in ((stage.ana, 5_000), (stage.ben, 6_000)):
        Moment.objects.create(
            recording=film, author=author, start_ms=start, end_ms=start + 4_000, seen="Hands"
        )
    context = opened_for(stage.ana, width=320, height=700, color_scheme=scheme)
    page = prepare(context, stage)
    assert sideways(page) <= 0
    assert broken_rules(page) == []
    page.get_by_role("link", name="Change").click()
    assert broken_rules(page) == []
    assert sideways(page) <= 0
    for person in (stage.ana, stage.ben):
        Ready.objects.create(strand=stage.strand, person=person)
    for name in ("prepare", "meet"):
        page.goto(f"/cycle/{stage.strand.code}/{name}/")
        expect(page.locator("film-line .band")).to_have_count(1)
        assert sideways(page) <= 0
        assert broken_rules(page) == []


def test_without_scripts_moments_can_be_read_and_written(
    opened_for: Opened, stage: Cast, film: Recording
) -> None:
    Moment.objects.create(recording=film, author=stage.ana, start_ms=5_000, seen="Readable")
    page = opened_for(stage.ana, java_script_enabled=False).new_page()
    page.goto(f"/cycle/{stage.strand.code}/prepare/")
    expect(page.get_by_text("Readable")).to_be_visible()
    page.get_by_text("Write one by hand").click()
    form = page.locator("form", has=page.get_by_role("button", name="Keep it"))
    form.get_by_label("From").fill("0:07")
    form.get_by_label("What I saw or heard").fill("By hand")
    form.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("By hand", exact=True)).to_be_visible()
    assert Moment.objects.get(start_ms=7_000).seen == "By hand"

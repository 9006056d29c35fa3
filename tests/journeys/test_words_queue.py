"""What is typed while something else is on its way: the last letters count, in the order in which they were typed."""

import pytest
from playwright.sync_api import Page, expect

from sidebyside.recordings.models import Recording
from sidebyside.room.models import Moment
from tests.cast import Cast
from tests.journeys.test_prepare import Opened, film, film_file, prepare, saved

pytestmark = pytest.mark.journey
__all__ = ["film", "film_file"]

# A slow device: sealing takes so long that typing falls into the middle of keeping and of sending.
SLOW_SEALING = """
const seal = crypto.subtle?.encrypt.bind(crypto.subtle);
if (seal) crypto.subtle.encrypt = async (...given) => {
  await new Promise((settle) => setTimeout(settle, 300));
  return seal(...given);
};
"""
DELETE_FAILS_ONCE = """() => {
  const forget = IDBObjectStore.prototype.delete;
  IDBObjectStore.prototype.delete = function () {
    IDBObjectStore.prototype.delete = forget;
    throw new DOMException("The disk was busy", "UnknownError");
  };
}"""


def written(page: Page) -> str:
    page.wait_for_timeout(2_000)
    saved(page)
    return Moment.objects.get().seen


@pytest.mark.parametrize("rest_ms", [750, 900, 1_050])
def test_letters_typed_while_the_ones_before_are_being_sent_reach_the_server(
    opened_for: Opened, stage: Cast, film: Recording, rest_ms: int
) -> None:
    context = opened_for(stage.ana)
    context.add_init_script(SLOW_SEALING)
    page = prepare(context, stage)
    page.keyboard.press("m")
    page.keyboard.press("w")
    for words in ("One", " two", " three", " four"):
        page.keyboard.insert_text(words)
        page.wait_for_timeout(rest_ms)
    assert written(page) == "One two three four"


def test_put_away_undone_and_put_away_again_without_a_network_stays_put_away(
    opened_for: Opened, stage: Cast, film: Recording
) -> None:
    context = opened_for(stage.ana)
    page = prepare(context, stage)
    page.keyboard.press("m")
    saved(page)
    context.set_offline(True)
    for time in (1, 2):
        page.get_by_role("link", name="Change").click()
        page.get_by_role("button", name="Put away").click()
        expect(page.locator("li.moment")).to_have_count(0)
        if time == 1:
            page.keyboard.press("u")
    context.set_offline(False)
    saved(page)
    assert Moment.objects.get().put_away_at is not None
    page.reload()
    expect(page.locator(".marks > .row .kept")).to_have_text("Saved")
    expect(page.locator("li.moment")).to_have_count(0)


def test_a_device_that_fails_once_at_letting_go_sends_on_without_a_reload(
    opened_for: Opened, stage: Cast, film: Recording
) -> None:
    page = prepare(opened_for(stage.ana), stage)
    page.evaluate(DELETE_FAILS_ONCE)
    page.keyboard.press("m")
    expect(page.locator(".marks > .row .kept")).to_have_text("Saved")
    assert Moment.objects.count() == 1
    page.keyboard.press("w")
    page.keyboard.insert_text("And on")
    assert written(page) == "And on"

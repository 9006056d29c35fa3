"""What is typed is kept on the device until the server has it, and nobody else there can read it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.people import Somebody, until
from tests.journeys.stack import Pair, Running

pytestmark = pytest.mark.journey

SHELF = "Object.entries(localStorage).filter(([name]) => name.startsWith('sidebyside.draft/')).flat().join()"


@pytest.fixture
def ana(server: Running, pair: Pair, person: Callable[..., Somebody]) -> Somebody:
    ana = person(server, "Ana")
    ana.sign_in(pair.ana)
    ana.go(f"{pair.cycle}focus/")
    return ana


def why(page: Page) -> str:
    """The text in the field, once the keeper has looked for what it kept."""
    return page.locator("[name=why]").input_value()


def write(page: Page, words: str) -> None:
    """And wait until it lies on the device: sealing takes a moment."""
    before = page.evaluate(SHELF)
    page.locator("[name=why]").fill(words)
    until(page, f"before => {SHELF} !== before && {SHELF} !== ''", before)


def shelf_is_empty(page: Page) -> None:
    until(page, f"{SHELF} === ''")


def test_ten_thousand_characters_of_any_script_come_back_after_a_reload_sealed(ana: Somebody) -> None:
    words = "שלום, 👩🏽‍🏫 says: “wait”. " + "مرحبا " * 1_000 + "x" * 4_000 + " – the last word"
    assert len(words) > 10_000
    write(ana.page, words)
    kept = ana.page.evaluate(SHELF)
    assert "xxx" not in kept
    assert "last word" not in kept
    ana.page.reload()
    expect(ana.page.locator("[name=why]")).to_have_value(words)
    ana.fill(focus="How long do I wait after I ask?", criterion_1="Three breaths")
    ana.press("Keep my focus")
    shelf_is_empty(ana.page)
    ana.page.goto(ana.page.url + "focus/")
    # A browser may show line ends anew, and nothing else.
    assert why(ana.page) == words.strip()


def test_the_last_letter_before_a_reload_is_kept(ana: Somebody) -> None:
    ana.page.locator("[name=why]").press_sequentially("to the very last letter")
    ana.page.reload()
    expect(ana.page.locator("[name=why]")).to_have_value("to the very last letter")


def test_a_sign_out_hides_it_from_the_next_person_and_keeps_it_for_its_own(ana: Somebody, pair: Pair) -> None:
    page, focus = ana.page, ana.page.url
    write(page, "Because the same four hands go up")
    ana.sign_out()
    ana.sign_in(pair.ben)
    ana.go("/")
    ana.go(focus)
    assert "four hands" not in page.content()
    assert "four hands" not in page.evaluate(SHELF)
    ana.fill(coach_question_1="What would a fifth hand need?")
    until(page, f"{SHELF}.length > 0")
    ana.sign_out()
    ana.sign_in(pair.ana)
    page.goto(focus)
    expect(page.locator("[name=why]")).to_have_value("Because the same four hands go up")
    assert "fifth hand" not in page.content()


def test_an_answer_to_a_signed_out_tab_loses_no_word(ana: Somebody, pair: Pair) -> None:
    page, focus = ana.page, ana.page.url
    write(page, "Typed while the session ended")
    ana.context.clear_cookies(name="sessionid")
    ana.fill(focus="How long do I wait after I ask?", criterion_1="Three breaths")
    page.get_by_role("button", name="Keep my focus").click()
    ana.stands_on("Sign in")
    ana.sign_in(pair.ana)
    page.goto(focus)
    expect(page.locator("[name=why]")).to_have_value("Typed while the session ended")


def test_two_tabs_keep_two_drafts(ana: Somebody) -> None:
    first, second = ana.page, ana.context.new_page()
    write(first, "From the first tab")
    second.goto(first.url)
    offer = second.locator("draft-keeper > [role=status]")
    expect(offer.first).not_to_be_empty()
    assert why(second) == ""
    write(second, "From the second tab")
    first.reload()
    expect(first.locator("[name=why]")).to_have_value("From the first tab")
    second.reload()
    expect(second.locator("[name=why]")).to_have_value("From the second tab")


def test_without_a_network_sending_waits_and_says_so(ana: Somebody) -> None:
    page = ana.page
    write(page, "Typed in the train")
    ana.fill(focus="How long do I wait after I ask?", criterion_1="Three breaths")
    ana.context.set_offline(True)
    expect(page.locator("page-net")).to_be_visible()
    page.get_by_role("button", name="Keep my focus").click()
    expect(page.locator("draft-keeper > [role=status]").first).not_to_be_empty()
    assert page.url.endswith("/focus/")
    ana.context.set_offline(False)
    expect(page.locator("page-net")).to_have_text("You are back online.")
    ana.press("Keep my focus")
    ana.sees("Your focus is set.")
    shelf_is_empty(page)

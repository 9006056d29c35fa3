"""Which token a script sends, where a server went from http to https and the browser holds the cookies of both."""

from collections.abc import Iterator

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, Page, Route

pytestmark = pytest.mark.journey

AT = "https://coaching.school.test/"
PAGE = '<!doctype html><meta name="csrf-token" content="of-the-page"><title>Quill</title>'
# Each way by which a script of ours comes to its token.
MODULES = ("web/token.js", "recordings/filming/net.js", "conversations/talk-net.js")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page over https with our own modules beside it."""
    context = browser.new_context()

    def answer(route: Route) -> None:
        name = route.request.url.removeprefix(AT)
        if not name.startswith("static/"):
            route.fulfill(body=PAGE, content_type="text/html")
            return
        found = finders.find(name.removeprefix("static/"))
        route.fulfill(path=str(found), content_type="text/javascript")

    context.route(f"{AT}**", answer)
    opened = context.new_page()
    opened.goto(AT)
    yield opened
    context.close()


def sent(page: Page, module: str) -> str:
    return str(page.evaluate(f"import('/static/{module}').then((module) => module.token())"))


@pytest.mark.parametrize("module", MODULES)
def test_the_cookie_of_https_counts_and_not_the_one_from_before(page: Page, module: str) -> None:
    assert sent(page, module) == "of-the-page"
    page.evaluate("document.cookie = 'csrftoken=of-before; path=/; max-age=31449600'")
    assert sent(page, module) == "of-before"
    page.evaluate("document.cookie = '__Host-csrftoken=of-https; path=/; secure'")
    held = page.evaluate("document.cookie")
    assert held == "csrftoken=of-before; __Host-csrftoken=of-https", "the older one stands first"
    assert sent(page, module) == "of-https"


def test_a_cookie_whose_name_only_ends_alike_is_none_of_ours(page: Page) -> None:
    page.evaluate("document.cookie = 'other-csrftoken=of-elsewhere; path=/'")
    page.evaluate("document.cookie = 'x__Host-csrftoken=of-elsewhere; path=/; secure'")
    assert sent(page, "web/token.js") == "of-the-page"

from collections.abc import Callable

from django.test import Client
from django.utils import timezone
from tests.cast import Cast
from tests.pages import hidden, words_of

from sidebyside.people.models import Person
from sidebyside.programme.models import Cycle
from sidebyside.reflection.models import Takeaway

Browser = Callable[[Person], Client]


def _page(cast: Cast) -> str:
    return f"/cycle/{cast.strand.code}/steps/"


def _url(cast: Cast) -> str:
    return f"/cycle/{cast.strand.code}/takeaway/"


def _keep(browser: Client, cast: Cast, words: str):
    return browser.post(
        _url(cast), {"takeaway": words, "seen": hidden(browser.get(_page(cast)), "seen", _url(cast))}
    )


def test_only_the_coach_who_wrote_it_ever_reads_it(cast: Cast, as_person: Browser) -> None:
    ben = as_person(cast.ben)
    assert _keep(ben, cast, "I shall wait as well.").status_code == 302
    assert "I shall wait as well." in words_of(ben.get(_page(cast)))
    ana = as_person(cast.ana)
    for page in (_page(cast), f"/cycle/{cast.strand.code}/", "/"):
        assert "I shall wait" not in words_of(ana.get(page))


def test_the_coachee_has_none_and_strangers_find_nothing(cast: Cast, as_person: Browser) -> None:
    for person in (cast.ana, cast.cleo, cast.dora, cast.nina, cast.omar, cast.eve):
        assert as_person(person).post(_url(cast), {"takeaway": "x"}).status_code == 404
    assert not Takeaway.objects.exists()


def test_it_may_still_change_after_the_cycle_has_closed(cast: Cast, as_person: Browser) -> None:
    ben = as_person(cast.ben)
    _keep(ben, cast, "First thought")
    Cycle.objects.filter(pk=cast.cycle.pk).update(closed_at=timezone.now())
    assert _keep(ben, cast, "Second thought").status_code == 302
    assert Takeaway.objects.get().words == "Second thought"


def test_two_tabs_lose_nothing(cast: Cast, as_person: Browser) -> None:
    ben = as_person(cast.ben)
    seen = hidden(ben.get(_page(cast)), "seen", _url(cast))
    _keep(ben, cast, "First tab")
    late = ben.post(_url(cast), {"takeaway": "Second tab", "seen": seen})
    assert late.status_code == 409
    assert "First tab" in words_of(late)
    assert "Second tab" in late.content.decode()
    assert Takeaway.objects.count() == 1


def test_a_double_click_keeps_one(cast: Cast, as_person: Browser) -> None:
    ben = as_person(cast.ben)
    seen = hidden(ben.get(_page(cast)), "seen", _url(cast))
    for _twice in range(2):
        assert ben.post(_url(cast), {"takeaway": "Once", "seen": seen}).status_code == 302
    assert Takeaway.objects.count() == 1

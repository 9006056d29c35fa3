from collections.abc import Callable

from django.test import Client
from tests.cast import Cast
from tests.pages import heading, words_of

from sidebyside.people.models import Person
from sidebyside.programme.focus import FocusWords, write_focus
from sidebyside.programme.models import Membership
from sidebyside.programme.seen import stamp
from sidebyside.trust.models import Deed

Browser = Callable[[Person], Client]
FOCUS = FocusWords("Year 8", "Who answers after I ask?", criteria=("Waiting",), questions=("Why?",))


def _leave(browser: Client, cast: Cast) -> str:
    return browser.post(f"/pair/{cast.pair.code}/leave/").url  # type: ignore[attr-defined]


def test_the_page_says_what_happens_and_a_visit_changes_nothing(cast: Cast, as_person: Browser) -> None:
    page = as_person(cast.ana).get(f"/pair/{cast.pair.code}/leave/")
    assert "Every share between you ends" in words_of(page)
    assert Membership.objects.get(partnership=cast.pair, person=cast.ana).left_at is None


def test_leaving_is_at_once_and_asks_no_reason(cast: Cast, as_person: Browser) -> None:
    ana = as_person(cast.ana)
    assert _leave(ana, cast) == "/"
    assert Membership.objects.get(partnership=cast.pair, person=cast.ana).left_at is not None
    assert Deed.objects.get(object=cast.pair.code, act="left").facts == {}
    assert ana.get(f"/pair/{cast.pair.code}/").status_code == 404
    assert heading(as_person(cast.ben).get(f"/pair/{cast.pair.code}/")) == "Ana has left this partnership"


def test_a_second_press_finds_it_done(cast: Cast, as_person: Browser) -> None:
    ana = as_person(cast.ana)
    assert _leave(ana, cast) == _leave(ana, cast) == "/"
    assert Deed.objects.filter(act="left").count() == 1


def test_the_leaver_keeps_what_is_theirs_and_the_coach_is_out(cast: Cast, as_person: Browser) -> None:
    write_focus(cast.strand, FOCUS, stamp(FocusWords().in_order()))
    ben, focus = as_person(cast.ben), f"/cycle/{cast.strand.code}/focus/"
    assert ben.get(focus).status_code == 200
    _leave(as_person(cast.ana), cast)
    assert FOCUS.focus in words_of(as_person(cast.ana).get(f"/cycle/{cast.strand.code}/"))
    assert ben.get(focus).status_code == 404
    assert FOCUS.focus not in words_of(ben.get("/"))


def test_the_coach_who_leaves_sees_no_more_of_it(cast: Cast, as_person: Browser) -> None:
    ben = as_person(cast.ben)
    assert ben.get(f"/cycle/{cast.strand.code}/").status_code == 200
    _leave(ben, cast)
    assert ben.get(f"/cycle/{cast.strand.code}/").status_code == 404
    assert as_person(cast.ana).get(f"/cycle/{cast.strand.code}/").status_code == 200


def test_strangers_cannot_leave_for_others(cast: Cast, as_person: Browser) -> None:
    for person in (cast.cleo, cast.dora, cast.omar, cast.eve):
        assert as_person(person).post(f"/pair/{cast.pair.code}/leave/").status_code == 404
    assert not Membership.objects.filter(partnership=cast.pair, left_at__isnull=False).exists()

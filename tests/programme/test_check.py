from collections.abc import Callable

from django.test import Client
from tests.cast import Cast
from tests.pages import words_of

from sidebyside.people.models import Person
from sidebyside.programme.checking import WORDS, has_confirmed, two_words
from sidebyside.programme.models import PartnerCheck
from sidebyside.trust.models import Deed

Browser = Callable[[Person], Client]


def test_both_screens_show_the_same_two_words(cast: Cast, as_person: Browser) -> None:
    words = " · ".join(two_words(cast.pair, cast.ana, cast.ben))
    for person in (cast.ana, cast.ben):
        assert words in words_of(as_person(person).get(f"/pair/{cast.pair.code}/check/"))


def test_another_pair_and_another_person_have_other_words(cast: Cast) -> None:
    own = two_words(cast.pair, cast.ana, cast.ben)
    assert own != two_words(cast.other_pair, cast.ana, cast.ben)
    assert own != two_words(cast.pair, cast.ana, cast.cleo)
    assert len(set(own)) == 2


def test_the_words_are_plain_and_all_different() -> None:
    assert len(WORDS) == len(set(WORDS)) == 128
    assert all(word.isalpha() and word.islower() for word in WORDS)


def test_confirming_is_kept_once_and_in_one_direction(cast: Cast, as_person: Browser) -> None:
    PartnerCheck.objects.filter(partnership=cast.pair).delete()
    ana = as_person(cast.ana)
    for _twice in range(2):
        assert ana.post(f"/pair/{cast.pair.code}/check/", {"about": str(cast.ben.code)}).status_code == 302
    assert has_confirmed(cast.pair, cast.ana.code, cast.ben.code)
    assert not has_confirmed(cast.pair, cast.ben.code, cast.ana.code)
    assert Deed.objects.filter(act="confirmed account").count() == 1


def test_nobody_confirms_themselves_or_a_third_person(cast: Cast, as_person: Browser) -> None:
    PartnerCheck.objects.filter(partnership=cast.pair).delete()
    for about in (cast.ana.code, cast.cleo.code, "", "x"):
        answer = as_person(cast.ana).post(f"/pair/{cast.pair.code}/check/", {"about": str(about)})
        assert answer.status_code == 404
    assert not PartnerCheck.objects.filter(partnership=cast.pair).exists()


def test_strangers_find_no_words(cast: Cast, as_person: Browser) -> None:
    for person in (cast.cleo, cast.dora, cast.omar, cast.eve):
        assert as_person(person).get(f"/pair/{cast.pair.code}/check/").status_code == 404

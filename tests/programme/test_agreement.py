from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from tests.cast import Cast
from tests.pages import heading, hidden, words_of

from sidebyside.people.models import Person
from sidebyside.programme.actions import accept
from sidebyside.programme.agreement import SCHOOL_TEXTS, is_school_due, signing_of
from sidebyside.programme.co_ordinating import propose_pair, sign_for_school
from sidebyside.programme.models import (
    Agreement,
    Cycle,
    PairPart,
    Partnership,
    SchoolSignature,
    StrandPart,
)

Browser = Callable[[Person], Client]


@pytest.fixture
def accepted(cast: Cast) -> Partnership:
    pair = propose_pair(cast.programme, [cast.ana, cast.cleo], cast.dora)
    for person in (cast.ana, cast.cleo):
        accept(pair, person)
    return pair


def _page(pair: Partnership) -> str:
    return f"/pair/{pair.code}/agreement/"


def _sign(browser: Client, pair: Partnership) -> None:
    page = browser.get(_page(pair))
    sent = {"version": hidden(page, "version"), "seen": hidden(page, "seen")}
    browser.post(f"/pair/{pair.code}/sign/", sent)


def _keep(browser: Client, pair: Partnership, words: str) -> int:
    page = browser.get(_page(pair))
    return browser.post(_page(pair), {"words": words, "seen": hidden(page, "seen")}).status_code


def test_the_schools_part_says_all_that_it_must(cast: Cast, as_person: Browser) -> None:
    words = words_of(as_person(cast.ana).get(_page(cast.pair)))
    for promise in (
        "Nobody at school can open it",
        "belongs to the teacher in it",
        "the end of the school year",
        "Only the coachee may open such a link",
        "No reason is asked and none is kept",
        "No monitoring",
    ):
        assert promise in words


def test_both_signatures_open_the_first_cycle_with_the_first_person_as_coachee(
    cast: Cast, as_person: Browser, accepted: Partnership
) -> None:
    _sign(as_person(cast.ana), accepted)
    assert not Cycle.objects.filter(partnership=accepted).exists()
    _sign(as_person(cast.cleo), accepted)
    cycle = Cycle.objects.get(partnership=accepted)
    assert cycle.number == 1
    strand = cycle.strands.get()
    assert strand.coachee == cast.ana
    assert strand.coaches == [cast.cleo]


def test_signing_twice_signs_once_and_opens_no_second_cycle(
    cast: Cast, as_person: Browser, accepted: Partnership
) -> None:
    for person in (cast.ana, cast.ana, cast.cleo, cast.cleo):
        _sign_again_if_asked(as_person(person), accepted)
    assert Agreement.objects.get(partnership=accepted).signatures.count() == 2
    assert StrandPart.objects.filter(strand__cycle__partnership=accepted).count() == 2


def _sign_again_if_asked(browser: Client, pair: Partnership) -> None:
    seen = hidden(browser.get(_page(pair)), "seen")
    browser.post(f"/pair/{pair.code}/sign/", {"version": "1", "seen": seen})


def test_one_signature_before_the_other_accepted_opens_nothing(cast: Cast, as_person: Browser) -> None:
    pair = propose_pair(cast.programme, [cast.ana, cast.cleo], cast.dora)
    accept(pair, cast.ana)
    _sign(as_person(cast.ana), pair)
    assert not Cycle.objects.filter(partnership=pair).exists()
    accept(pair, cast.cleo)
    _sign(as_person(cast.cleo), pair)
    assert Cycle.objects.filter(partnership=pair).count() == 1


def test_nobody_begins_alone_when_the_other_has_left(
    cast: Cast, as_person: Browser, accepted: Partnership
) -> None:
    cleo = as_person(cast.cleo)
    _sign(cleo, accepted)
    cleo.post(f"/pair/{accepted.code}/leave/")
    _sign(as_person(cast.ana), accepted)
    assert not Cycle.objects.filter(partnership=accepted).exists()


def test_the_pairs_part_lies_sealed(cast: Cast, as_person: Browser, accepted: Partnership) -> None:
    assert _keep(as_person(cast.ana), accepted, "Please ask before you advise.") == 302
    part = PairPart.objects.get(agreement__partnership=accepted)
    assert part.words == "Please ask before you advise."
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM programme_pairpart")
        assert b"advise" not in bytes(cursor.fetchone()[0])


def test_words_changed_before_anybody_signed_stay_one_version(
    cast: Cast, as_person: Browser, accepted: Partnership
) -> None:
    _keep(as_person(cast.ana), accepted, "One")
    _keep(as_person(cast.cleo), accepted, "Two")
    assert Agreement.objects.get(partnership=accepted).version == 1


def test_a_change_after_signing_needs_both_to_sign_anew(cast: Cast, as_person: Browser) -> None:
    ana, ben = as_person(cast.ana), as_person(cast.ben)
    _keep(ana, cast.pair, "We stop after forty minutes.")
    signing = signing_of(cast.pair)
    assert signing is not None
    assert signing.latest.version == 2
    assert signing.in_force is not None
    assert signing.in_force.version == 1
    _sign(ana, cast.pair)
    assert "Ben signs next" in heading(ana.get(_page(cast.pair)))
    _sign(ben, cast.pair)
    signing = signing_of(Partnership.objects.get(pk=cast.pair.pk))
    assert signing is not None
    assert signing.in_force == signing.latest
    assert Cycle.objects.filter(partnership=cast.pair).count() == 1


def test_nobody_signs_words_that_they_have_not_seen(
    cast: Cast, as_person: Browser, accepted: Partnership
) -> None:
    cleo = as_person(cast.cleo)
    page = cleo.get(_page(accepted))
    stale = {"version": hidden(page, "version"), "seen": hidden(page, "seen")}
    _keep(as_person(cast.ana), accepted, "Something new")
    answer = cleo.post(f"/pair/{accepted.code}/sign/", stale, follow=True)
    assert "Read them again" in words_of(answer)
    assert not Agreement.objects.get(partnership=accepted).signatures.exists()


@pytest.mark.parametrize("version", ["", "x", "-1", "99999999999999999999", "2"])
def test_a_version_that_is_not_there_cannot_be_signed(
    cast: Cast, as_person: Browser, accepted: Partnership, version: str
) -> None:
    ana = as_person(cast.ana)
    seen = hidden(ana.get(_page(accepted)), "seen")
    ana.post(f"/pair/{accepted.code}/sign/", {"version": version, "seen": seen})
    assert not Agreement.objects.get(partnership=accepted).signatures.exists()


def test_two_who_write_at_once_both_see_both_versions(cast: Cast, as_person: Browser) -> None:
    ana, ben = as_person(cast.ana), as_person(cast.ben)
    seen = hidden(ana.get(_page(cast.pair)), "seen")
    _keep(ben, cast.pair, "Ben's words")
    answer = ana.post(_page(cast.pair), {"words": "Ana's words", "seen": seen})
    assert answer.status_code == 409
    assert "Ben's words" in words_of(answer)
    assert "Ana's words" in words_of(answer)
    again = ana.post(_page(cast.pair), {"words": "Both: Ana's and Ben's", "seen": hidden(answer, "seen")})
    assert again.status_code == 302


def test_very_long_words_come_back_with_a_sentence(cast: Cast, as_person: Browser) -> None:
    ana = as_person(cast.ana)
    assert _keep(ana, cast.pair, "ä" * 10_000) == 302
    page = ana.get(_page(cast.pair))
    answer = ana.post(_page(cast.pair), {"words": "x" * 20_001, "seen": hidden(page, "seen")})
    assert answer.status_code == 422
    assert "x" * 20_001 in answer.content.decode()


def test_strangers_and_the_co_ordinator_find_nothing(cast: Cast, as_person: Browser) -> None:
    for person in (cast.cleo, cast.dora, cast.leo, cast.tim, cast.nina, cast.omar, cast.eve):
        assert as_person(person).get(_page(cast.pair)).status_code == 404
        assert as_person(person).post(_page(cast.pair), {"words": "x"}).status_code == 404
        assert as_person(person).post(f"/pair/{cast.pair.code}/sign/").status_code == 404


def test_a_held_account_neither_reads_nor_signs(cast: Cast, as_person: Browser) -> None:
    Person.objects.filter(pk=cast.ana.pk).update(held_since=timezone.now())
    assert as_person(cast.ana).get(_page(cast.pair)).status_code == 404
    assert as_person(cast.ana).get(f"/pair/{cast.pair.code}/").status_code == 200


def test_every_text_that_was_ever_signed_can_still_be_read_and_is_not_taken_for_the_one_of_now(
    cast: Cast, as_person: Browser
) -> None:
    assert set(SCHOOL_TEXTS) == {"first", "second"}
    signed = sign_for_school(cast.programme, cast.dora)
    assert not is_school_due(signed)
    assert "Signed for the school by Dora" in words_of(as_person(cast.ana).get(_page(cast.pair)))
    SchoolSignature.objects.update(school_text="first")
    signed.refresh_from_db()
    assert is_school_due(signed)
    assert "Not yet signed for the school" in words_of(as_person(cast.ana).get(_page(cast.pair)))
    dora = as_person(cast.dora)
    assert "there is a new text: read it and sign" in words_of(dora.get(f"/programme/{cast.programme.code}/"))
    to_sign = words_of(dora.get(f"/programme/{cast.programme.code}/sign/"))
    assert "An older text was signed for the school by Dora" in to_sign
    # A pair that signed it goes on with it, and reads what it signed.
    Agreement.objects.update(school_text="first")
    page = words_of(as_person(cast.ana).get(_page(cast.pair)))
    assert "the end of the coaching year at the latest" in page
    assert "Signed for the school by Dora" in page

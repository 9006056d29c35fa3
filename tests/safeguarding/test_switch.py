"""Who switches it on and names the two, who is told, and what everybody reads of it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sidebyside.consent.models import Charge
from sidebyside.jobs import run_here
from sidebyside.jobs.kinds import kind_named
from sidebyside.law import papers
from sidebyside.people.models import Person, SchoolRole
from sidebyside.programme.models import Cycle, Strand, StrandPart
from sidebyside.safeguarding import actions, telling
from sidebyside.safeguarding.models import Opening, Period, Reason, Telling
from sidebyside.trust import chain, holdings
from sidebyside.trust.models import Deed
from tests.cast import Cast
from tests.pages import heading, words_of
from tests.safeguarding import glass
from tests.safeguarding.conftest import Glass

As = Callable[[Person], Client]
HERE, SWITCH, CHARGES = "/safeguarding/", "/school/safeguarding/", "/school/charges/"


def send_mails() -> None:
    kind = kind_named(telling.MAIL)
    for owed in kind.owed():
        run_here(kind.name, owed)


def test_off_is_how_it_begins_and_off_there_is_nothing(cast: Cast, as_person: As) -> None:
    glass.name_the_two(cast)
    assert not Period.objects.exists()
    tim = as_person(cast.tim)
    for page in (HERE, glass.ask_at(cast.strand), f"/safeguarding/{cast.strand.code}/"):
        assert tim.get(page).status_code == 404, page
    assert glass.ask(tim, cast.tim, cast.strand).status_code == 404
    assert "Safeguarding" not in words_of(tim.get("/"))


def test_only_the_co_ordinator_switches_it_and_with_a_second_factor(cast: Cast, as_person: As) -> None:
    glass.name_the_two(cast)
    for one in (cast.leo, cast.tim, cast.nina, cast.ana, cast.omar):
        assert as_person(one).get(SWITCH).status_code == 404
        assert as_person(one).post(SWITCH, {"do": "on"}).status_code == 404
    dora = as_person(cast.dora)
    assert "A password alone is not enough here" in words_of(dora.get(SWITCH))
    assert dora.post(SWITCH, {"do": "on"}).status_code == 422
    glass.set_up(cast.dora)
    assert dora.post(SWITCH, {"do": "on", "again-code": "000000"}).status_code == 422
    assert dora.post(SWITCH, {"do": "on", "again-password": "a long enough password"}).status_code == 422
    assert not Period.objects.exists()
    assert dora.post(SWITCH, {"do": "on", "again-code": glass.code_of(cast.dora)}).status_code == 302
    assert Period.objects.get().off_at is None
    assert heading(dora.get(SWITCH)).startswith("The exception for safeguarding is on since")
    # She opens nothing by it.
    assert dora.get(HERE).status_code == 404
    assert dora.get(glass.ask_at(cast.strand)).status_code == 404
    assert dora.post(SWITCH, {"do": "off"}).status_code == 302
    assert Period.objects.get().off_at is not None


def test_it_cannot_be_switched_on_before_two_are_named(cast: Cast, as_person: As) -> None:
    glass.set_up(cast.dora)
    dora = as_person(cast.dora)
    code = glass.code_of(cast.dora)
    answer = dora.post(SWITCH, {"do": "on", "again-code": code})
    assert answer.status_code == 422
    assert "Name the designated safeguarding lead and a second person first" in words_of(answer)
    glass.name_the_two(cast)
    # The code was not used up by that.
    assert dora.post(SWITCH, {"do": "on", "again-code": code}).status_code == 302


def test_everybody_at_school_is_told_of_the_switch(cast: Cast, as_person: As) -> None:
    glass.name_the_two(cast)
    actions.switch_on(cast.school, cast.dora)
    send_mails()
    active = {one.email for one in Person.objects.filter(school=cast.school)}
    assert {one.to[0] for one in mail.outbox} == active
    assert len(mail.outbox) == len(active)
    assert cast.eve.email not in active
    assert {one.subject for one in mail.outbox} == {"The exception for safeguarding is switched on"}
    send_mails()
    assert len(mail.outbox) == len(active)
    assert "was switched on at your school" in words_of(as_person(cast.cleo).get("/"))
    could = words_of(as_person(cast.cleo).get(reverse("people:who-could-look")))
    assert "Tim and Omar may together open one recording" in could
    actions.switch_off(cast.school, cast.dora)
    send_mails()
    assert len(mail.outbox) == 2 * len(active)
    assert "The one exception" not in words_of(as_person(cast.cleo).get("/who-could-look/"))
    assert "They have no way in." in words_of(as_person(cast.cleo).get("/who-could-look/"))


def _charge(browser: Client, person: Person, what: str) -> Any:
    return browser.post(CHARGES, {"what": what, "person": str(person.code)})


def test_nobody_charges_themselves_and_no_co_ordinator_is_one_of_the_two(cast: Cast, as_person: As) -> None:
    dora = as_person(cast.dora)
    for what in (glass.LEAD, glass.SECOND):
        assert _charge(dora, cast.dora, what).status_code == 422
    SchoolRole.objects.create(person=cast.nina, school=cast.school, role=SchoolRole.Role.CO_ORDINATOR)
    answer = _charge(dora, cast.nina, glass.LEAD)
    assert "Co-ordinators name the two and switch it on" in words_of(answer)
    assert not Charge.objects.exists()
    # A leader may be: designated leads often are. By being a leader they open nothing.
    assert _charge(dora, cast.leo, glass.LEAD).status_code == 302


def test_there_are_two_people_and_never_one_twice(cast: Cast, as_person: As) -> None:
    dora = as_person(cast.dora)
    assert _charge(dora, cast.tim, glass.LEAD).status_code == 302
    assert "One person cannot be both" in words_of(_charge(dora, cast.tim, glass.SECOND))
    assert "Tim has this task. Take it back first." in words_of(_charge(dora, cast.omar, glass.LEAD))
    assert _charge(dora, cast.omar, glass.SECOND).status_code == 302
    page = words_of(as_person(cast.dora).get("/people/"))
    assert "designated safeguarding lead" in page
    assert "second person for safeguarding" in page


def test_a_charge_given_past_the_form_to_a_co_ordinator_opens_nothing(on: Glass, as_person: As) -> None:
    Charge.objects.filter(person=on.cast.tim).update(person=on.cast.dora)
    glass.set_up(on.cast.dora)
    assert as_person(on.cast.dora).get(HERE).status_code == 404
    assert on.omar.get(HERE).status_code == 404


def test_the_menu_leads_there_for_whom_it_is_for(on: Glass, as_person: As) -> None:
    assert 'href="/safeguarding/"' in on.tim.get("/account/").content.decode()
    for one in (on.cast.dora, on.cast.leo, on.cast.ana, on.cast.cleo):
        assert 'href="/safeguarding/"' not in as_person(one).get("/account/").content.decode()
    policy = 'href="/school/video-policy/"'
    leo = as_person(on.cast.leo)
    assert policy not in leo.get("/account/").content.decode()
    glass.charge(on.cast.leo, Charge.What.PUBLISHER)
    assert policy in leo.get("/account/").content.decode()


def test_the_owner_is_told_at_once_who_opened_it_and_sees_every_viewing(on: Glass, as_person: As) -> None:
    opening = on.both_ask()
    send_mails()
    (told,) = [one for one in mail.outbox if one.to == [on.cast.ana.email]]
    assert told.subject == "Something of yours was opened"
    for word in (glass.REASON, "Tim", "Omar", "lesson", "Ben", str(opening.code)):
        assert word not in told.body
    # Ben's it is not.
    assert not [one for one in mail.outbox if one.to == [on.cast.ben.email]]
    ana = as_person(on.cast.ana)
    assert "A lesson film of yours was opened for safeguarding" in words_of(ana.get("/"))
    on.tim.get(f"/safeguarding/{opening.code}/")
    on.tim.get(f"/safeguarding/{opening.code}/")
    assert on.plays(on.omar, opening) == on.plays(on.omar, opening) == 206
    on.omar.post(f"/safeguarding/{opening.code}/end/")
    said = words_of(ana.get("/watched/"))
    for name in ("Tim", "Omar"):
        assert f"{name}: asked for it to be opened for safeguarding" in said
    # Two pages of Tim's, and Omar's bytes without a page once.
    assert said.count("Tim: looked at it for safeguarding") == 2
    assert said.count("Omar: looked at it for safeguarding") == 1
    assert "Omar: ended what was open for safeguarding" in said
    assert glass.REASON not in said
    assert Deed.objects.filter(owner=on.cast.ana.code, act=actions.LOOKED).count() == 3
    assert chain.check(on.cast.ana.code) == []
    # Nobody else's list has it.
    assert "safeguarding" not in words_of(as_person(on.cast.ben).get("/watched/"))


def test_a_conversation_is_both_partners_to_be_told_of(on: Glass, as_person: As) -> None:
    glass.talk_with(on.cast)
    opening = on.both_ask("talk")
    on.tim.get(f"/safeguarding/{opening.code}/")
    send_mails()
    for one in (on.cast.ana, on.cast.ben):
        assert [sent for sent in mail.outbox if sent.to == [one.email]]
        browser = as_person(one)
        assert "A conversation of yours was opened for safeguarding" in words_of(browser.get("/"))
        said = words_of(browser.get("/watched/"))
        assert "Tim: looked at it for safeguarding (your conversation)" in said
        assert chain.check(one.code) == []
    assert "safeguarding" not in words_of(as_person(on.cast.cleo).get("/watched/"))


def test_a_request_that_was_not_joined_tells_the_other_and_nobody_else(on: Glass) -> None:
    glass.ask(on.tim, on.cast.tim, on.cast.strand)
    send_mails()
    assert [one.to for one in mail.outbox] == [[on.cast.omar.email]]
    assert glass.REASON not in mail.outbox[0].body
    assert "The other of you two asks to open a recording" in words_of(on.omar.get("/"))
    assert not Deed.objects.filter(owner=on.cast.ana.code).exists()


def test_either_withdraws_and_ends_it_and_nobody_else_does(on: Glass, as_person: As) -> None:
    opening = on.both_ask()
    at = f"/safeguarding/{opening.code}/end/"
    for one in (on.cast.ana, on.cast.ben, on.cast.dora, on.cast.leo, on.cast.cleo, on.cast.eve):
        assert as_person(one).post(at).status_code == 404
    assert on.plays(on.tim, opening) == 206
    assert on.omar.post(at).status_code == 302
    assert on.omar.post(at).status_code == 302
    assert on.plays(on.tim, opening) == 404
    assert Deed.objects.filter(act=actions.ENDED).count() == 1


def test_dates_are_found_by_a_name_and_say_nothing_of_what_was_made(on: Glass) -> None:
    page = on.tim.get(HERE)
    assert "Ana" in words_of(page)
    assert str(on.cast.strand.code) not in page.content.decode()
    found = on.tim.get(HERE, {"who": str(on.cast.ana.code)})
    assert "Ana’s lesson, coached by Ben" in words_of(found)
    without = on.tim.get(HERE, {"who": str(on.cast.cleo.code)})
    assert words_of(found).count("Ask for the film") == words_of(without).count("Ask for the film") == 1
    for one in (found, without):
        assert str(on.film.code) not in one.content.decode()
    # Nobody who is not at this school, and nobody made up.
    for wrong in (str(on.cast.eve.code), "nobody", ""):
        assert "Ask for" not in words_of(on.tim.get(HERE, {"who": wrong}))


def test_the_reason_is_sealed_and_its_authors_to_take_away_and_erase(on: Glass) -> None:
    on.both_ask()
    mine = holdings.taken_away(on.cast.tim)
    assert [row["words"] for row in mine["Reason"]] == [glass.REASON]
    assert glass.REASON not in str(holdings.taken_away(on.cast.ana))
    assert "Reason" not in holdings.taken_away(on.cast.ana)
    raw: Any = Reason.objects.filter(author=on.cast.tim).values_list("words", flat=True)[0]
    assert glass.REASON.encode() not in bytes(raw)
    assert "Reasons that you gave for safeguarding" in words_of(on.tim.get("/yours/"))
    assert holdings.erase(on.cast.tim)["Reason"] == 0
    assert Reason.objects.get().author == on.cast.omar
    # That it was opened, by whom and when, stays with the owner.
    assert Deed.objects.filter(owner=on.cast.ana.code, act=actions.OPENED).count() == 2


def test_what_opened_is_in_no_export_of_the_two(on: Glass) -> None:
    import io
    import json
    import zipfile

    on.both_ask()
    answer: Any = on.tim.get("/film/mine.zip")
    assert answer.status_code == 200
    found = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert not [name for name in found.namelist() if name.startswith(("films/", "talks/"))]
    assert glass.REASON in json.dumps(json.loads(found.read("sidebyside.json")))
    at = f"/cycle/{on.cast.strand.code}/talk"
    for page in ("/written/file/json/", "/written/file/docx/", "/reading/away/pdf/"):
        assert on.tim.get(f"{at}{page}").status_code == 404


def test_nothing_says_that_nobody_can_while_the_exception_is_on(cast: Cast, as_person: As) -> None:
    def said() -> str:
        return words_of(as_person(cast.ana).get("/who-could-look/"))

    never, but_for = "lets them, or anybody else, do it", "but for the one exception for safeguarding"
    assert never in said()
    assert but_for not in said()
    glass.name_the_two(cast)
    glass.switched_on(cast)
    assert never not in said()
    assert but_for in said()
    for kind in ("notice", "processors", "assessment"):
        assert but_for in str(papers.paper(kind, cast.school))


@pytest.mark.parametrize("kind", ["notice", "assessment"])
def test_the_papers_name_it_where_it_is_on(cast: Cast, kind: str) -> None:
    def said() -> str:
        return str(papers.paper(kind, cast.school))

    assert "safeguarding, Tim and Omar" not in said()
    glass.name_the_two(cast)
    glass.switched_on(cast)
    assert "safeguarding, Tim and Omar" in said()


def test_the_page_of_the_two_costs_the_same_for_many_lessons(on: Glass) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as told:
            assert on.tim.get(HERE, {"who": str(on.cast.ana.code)}).status_code == 200
        return len(told)

    cost()
    one = cost()
    for number in (2, 3, 4):
        strand = Strand.objects.create(cycle=Cycle.objects.create(partnership=on.cast.pair, number=number))
        StrandPart.objects.create(strand=strand, person=on.cast.ana, role=StrandPart.Role.COACHEE)
        StrandPart.objects.create(strand=strand, person=on.cast.ben, role=StrandPart.Role.COACH)
    assert cost() == one
    assert one <= 40


def test_told_goes_quiet_after_a_fortnight(on: Glass, as_person: As) -> None:
    on.both_ask()
    old = Opening.objects.get().opened_at
    assert old is not None
    Telling.objects.update(at=old - timedelta(days=15))
    assert "was opened for safeguarding" not in words_of(as_person(on.cast.ana).get("/"))

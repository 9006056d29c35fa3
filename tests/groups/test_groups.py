"""Groups of coaches, and part of a talk that a pair lends to one: both agree, either ends it, names are looked for."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sidebyside.conversations.models import Conversation, SignOff, Transcript
from sidebyside.conversations.written import naming
from sidebyside.groups import bringing, meeting
from sidebyside.groups.models import Group, Meeting, Member, OnceMore, TalkExtract
from sidebyside.groups.names import still_named
from sidebyside.people.models import Person
from sidebyside.programme import actions, plans
from sidebyside.programme.models import Cycle
from sidebyside.programme.seen import stamp
from sidebyside.programme.standing import strands
from sidebyside.web.backup import replaying
from tests.cast import Cast
from tests.conversations.written_talk import LINES, turn, write_down
from tests.pages import hidden, words_of

Browser = Callable[[Person], Client]


@pytest.fixture
def group(cast: Cast) -> Group:
    """Ana, Cleo and Nina."""
    made = Group.objects.create(school=cast.school, name="Tuesday")
    for person in (cast.ana, cast.cleo, cast.nina):
        Member.objects.create(group=made, person=person)
    return made


@pytest.fixture
def talk(cast: Cast) -> Transcript:
    lines = [*LINES[:4], ("coach", "And what did Idris say of it?"), *LINES[4:6]]
    written = write_down(Conversation.objects.create(strand=cast.strand), cast, lines)
    sign(cast, written)
    return written


def sign(cast: Cast, talk: Transcript) -> None:
    talk.refresh_from_db(fields=["revision"])
    for person in (cast.ana, cast.ben):
        SignOff.objects.create(transcript=talk, person=person, revision=talk.revision)


def page(cast: Cast) -> str:
    return f"/cycle/{cast.strand.code}/talk/group/"


def ask(
    cast: Cast,
    client: Client,
    group: Group,
    talk: Transcript,
    first: int = 1,
    last: int = 3,
    more: dict[str, str] | None = None,
) -> Any:
    seen = hidden(client.get(page(cast)), f"seen-{group.code}")
    told = {"do": "ask", "group": str(group.code), "looked": "yes", f"seen-{group.code}": seen}
    return client.post(
        page(cast), told | {"first": str(turn(talk, first)), "last": str(turn(talk, last))} | (more or {})
    )


def agree(cast: Cast, client: Client) -> Any:
    told = {"do": "agree", "looked": "yes", "extract": str(TalkExtract.objects.get(ended_at=None).code)}
    return client.post(page(cast), told)


def brought(cast: Cast, as_person: Browser, group: Group, talk: Transcript) -> str:
    assert ask(cast, as_person(cast.ana), group, talk).status_code == 302
    assert agree(cast, as_person(cast.ben)).status_code == 302
    return f"/groups/extract/{TalkExtract.objects.get(ended_at=None).code}/"


def test_a_group_is_made_joined_and_left_and_its_days_are_its_members(cast: Cast, as_person: Browser) -> None:
    ana, dora = as_person(cast.ana), as_person(cast.dora)
    for _twice in range(2):
        assert ana.post("/groups/", {"name": "Tuesday"}).status_code == 302
    made = Group.objects.get()
    assert dora.get(f"/groups/{made.code}/").status_code == 404
    assert as_person(cast.eve).post("/groups/", {"do": "join", "group": str(made.code)}).status_code == 409
    soon = timezone.localdate() + timedelta(days=9)
    assert ana.post(f"/groups/{made.code}/", {"day": soon.isoformat(), "time": "16:00"}).status_code == 302
    for day, why in (
        ("2020-01-01", "already over. Choose a time still to come"),
        (f"{soon.year + 2}-03-03", "more than a year away"),
    ):
        wrong = ana.post(f"/groups/{made.code}/", {"day": day, "time": "16:00"})
        assert wrong.status_code == 422
        assert why in words_of(wrong)
    assert Meeting.objects.count() == 1
    assert dora.post("/groups/", {"do": "join", "group": str(made.code)}).status_code == 302
    off = {"do": "off", "meeting": str(Meeting.objects.get().code)}
    assert dora.post(f"/groups/{made.code}/", off).status_code == 302
    assert not Meeting.objects.exists()
    assert dora.post(f"/groups/{made.code}/", {"do": "leave"}).status_code == 302
    assert dora.get(f"/groups/{made.code}/").status_code == 404


def test_a_group_reads_it_once_both_have_said_yes_and_nobody_else_ever_does(
    cast: Cast, as_person: Browser, group: Group, talk: Transcript
) -> None:
    assert ask(cast, as_person(cast.ana), group, talk).status_code == 302
    address = f"/groups/extract/{TalkExtract.objects.get().code}/"
    assert as_person(cast.cleo).get(address).status_code == 404
    seen = words_of(as_person(cast.ben).get(page(cast)))
    assert "Who reads it: Ana, Cleo, Nina" in seen
    assert agree(cast, as_person(cast.ben)).status_code == 302
    read = words_of(as_person(cast.cleo).get(address))
    assert "I wanted them to think" in read
    assert "lost its teacher" not in read
    assert not {"Ana", "Ben"} & set(read.split())
    assert address in as_person(cast.cleo).get(f"/groups/{group.code}/").content.decode()
    # Not in the group, Ben included; the co-ordinator and a leader; another school.
    for other in (cast.ben, cast.idris, cast.dora, cast.leo, cast.omar, cast.eve):
        assert as_person(other).get(address).status_code == 404
    # Whoever joins, or comes back, after it was asked.
    late = as_person(cast.idris)
    late.post("/groups/", {"do": "join", "group": str(group.code)})
    assert late.get(address).status_code == 404
    nina = as_person(cast.nina)
    assert nina.get(address).status_code == 200
    nina.post(f"/groups/{group.code}/", {"do": "leave"})
    nina.post("/groups/", {"do": "join", "group": str(group.code)})
    assert nina.get(address).status_code == 404
    Person.objects.filter(pk=cast.cleo.pk).update(held_since=timezone.now())
    assert as_person(cast.cleo).get(address).status_code == 404


def _leaves(cast: Cast, as_person: Browser, talk: Transcript) -> None:
    actions.leave(cast.pair, cast.ben)


def _takes_back(cast: Cast, as_person: Browser, talk: Transcript) -> None:
    for _twice in range(2):
        assert as_person(cast.ben).post(page(cast), {"do": "end"}).status_code == 302


def _changes(cast: Cast, as_person: Browser, talk: Transcript) -> None:
    naming.show_as(talk, cast.ana, "March", "May")
    # Signed off anew it is still another version than they said yes to.
    sign(cast, talk)


def _unsigns(cast: Cast, as_person: Browser, talk: Transcript) -> None:
    SignOff.objects.filter(person=cast.ana).delete()


def _deletes(cast: Cast, as_person: Browser, talk: Transcript) -> None:
    talk.delete()


def _restores(cast: Cast, as_person: Browser, talk: Transcript) -> None:
    replaying.end_what_may_have_been_taken_back()


@pytest.mark.parametrize("end", [_leaves, _takes_back, _changes, _unsigns, _deletes, _restores])
def test_it_ends_at_once(
    cast: Cast,
    as_person: Browser,
    group: Group,
    talk: Transcript,
    end: Callable[[Cast, Browser, Transcript], None],
) -> None:
    address = brought(cast, as_person, group, talk)
    cleo = as_person(cast.cleo)
    assert cleo.get(address).status_code == 200
    end(cast, as_person, talk)
    # A restore ends every session as well.
    assert as_person(cast.cleo).get(address).status_code == 404
    assert as_person(cast.ben).get(page(cast)).status_code == 200


def test_a_name_of_somebody_at_school_is_refused_and_named_until_it_has_a_pseudonym(
    cast: Cast, as_person: Browser, group: Group, talk: Transcript
) -> None:
    ana = as_person(cast.ana)
    answer = ask(cast, ana, group, talk, 1, 6)
    assert answer.status_code == 422
    assert "Idris" in words_of(answer)
    assert not TalkExtract.objects.exists()
    naming.show_as(talk, cast.ana, "Idris", "Sam")
    sign(cast, talk)
    assert ask(cast, ana, group, talk, 1, 6).status_code == 302


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"looked": ""}, "tick that you have"),
        ({"last": "x"}, "nothing to read"),
        ({"group": "x"}, "Choose one of your groups"),
    ],
)
def test_what_is_missing_is_said(
    cast: Cast, as_person: Browser, group: Group, talk: Transcript, more: dict[str, str], why: str
) -> None:
    answer = ask(cast, as_person(cast.ana), group, talk, more=more)
    assert answer.status_code == 422
    assert why in words_of(answer)
    # What was chosen stays chosen: pressed again, it is no wider passage.
    told = answer.content.decode()
    for number in (1, 3):
        if not (number == 3 and "last" in more):
            assert f'<option value="{turn(talk, number)}" selected>' in told
    assert told.count(" selected>") <= 2


def test_nothing_is_chosen_before_the_pair_chooses(
    cast: Cast, as_person: Browser, group: Group, talk: Transcript
) -> None:
    assert " selected" not in as_person(cast.ana).get(page(cast)).content.decode()


def test_whose_account_is_shut_today_is_named_for_they_may_read_tomorrow(
    cast: Cast, as_person: Browser, group: Group, talk: Transcript
) -> None:
    Person.objects.filter(pk=cast.nina.pk).update(is_active=False)
    ana = as_person(cast.ana)
    assert "Nina" in words_of(ana.get(page(cast)))
    address = brought(cast, as_person, group, talk)
    assert "Who reads it: Ana, Cleo, Nina" in words_of(ana.get(page(cast)))
    assert "Nina" not in words_of(ana.get(f"/groups/{group.code}/"))
    Person.objects.filter(pk=cast.nina.pk).update(is_active=True)
    assert as_person(cast.nina).get(address).status_code == 200


def test_asking_and_joining_wait_for_one_another(cast: Cast, group: Group, talk: Transcript) -> None:
    """Both lock the group before they read or write who is in it."""
    there = stamp([str(one.person.code) for one in bringing.readers_of(group)])
    with CaptureQueriesContext(connection) as told:
        bringing.ask(strands().get(pk=cast.strand.pk), cast.ana, group, (turn(talk, 1), turn(talk, 3)), there)
    asked = [one["sql"] for one in told]
    locks = next(n for n, sql in enumerate(asked) if 'FROM "groups_group"' in sql)
    members = next(n for n, sql in enumerate(asked) if 'FROM "groups_member"' in sql)
    assert locks < members
    with CaptureQueriesContext(connection) as told:
        meeting.join(group, cast.idris)
    assert 'FROM "groups_group"' in next(sql for sql in (one["sql"] for one in told) if "groups_" in sql)


def test_a_yes_is_to_the_people_whose_names_were_shown(
    cast: Cast, as_person: Browser, group: Group, talk: Transcript
) -> None:
    ana = as_person(cast.ana)
    seen = hidden(ana.get(page(cast)), f"seen-{group.code}")
    Member.objects.create(group=group, person=cast.leo)
    answer = ask(cast, ana, group, talk, more={f"seen-{group.code}": seen})
    assert "joined or left" in words_of(answer)
    assert not TalkExtract.objects.exists()


def test_names_are_found_as_whole_words_and_ordinary_words_are_let_be() -> None:
    assert still_named("I saw IDRIS' class. okoro was there.", ["Idris Okoro", "Ana"]) == ["Idris", "Okoro"]
    assert still_named("Will you wait? I will. Banana.", ["Will Ana"]) == []
    assert still_named("Then I asked Will about it.", ["Will Ana"]) == ["Will"]
    # Colleagues whose names are words keep no passage from every group.
    people = ["May Day", "Ed Good", "Wei He", "Li So", "Joy Long", "Al Page", "Pat Read", "Di Cook"]
    said = "So he read a long page on a good day. Cook it.\nHe did — So did I. Long ago…"
    assert still_named(said, people) == []
    assert still_named("Then Mr Long and Wei He came.", people) == ["He", "Long", "Wei"]


def test_one_cycle_more_opens_when_both_have_said_yes(cast: Cast, as_person: Browser) -> None:
    at = f"/pair/{cast.pair.code}/once-more/"
    ana, ben = as_person(cast.ana), as_person(cast.ben)
    ana.post(at)
    ben.post(at)
    # A cycle is open: nothing happens.
    assert Cycle.objects.filter(partnership=cast.pair).count() == 1
    last = plans.kept(cast.programme.plan).cycles
    Cycle.objects.filter(partnership=cast.pair).update(number=last)
    actions.close(strands().get(pk=cast.strand.pk), cast.ana)
    cast.programme.closed_at = timezone.now()
    cast.programme.save(update_fields=["closed_at"])
    assert at in ana.get("/").content.decode()
    assert "One cycle more?" in words_of(ana.get("/"))
    for _twice in range(2):
        assert ana.post(at).status_code == 302
    assert "Ana would like to" in words_of(ben.get(at))
    ana.post(at, {"do": "back"})
    ben.post(at)
    assert Cycle.objects.filter(partnership=cast.pair).count() == 1
    ana.post(at)
    opened = Cycle.objects.get(partnership=cast.pair, number=last + 1)
    assert opened.strands.count() == 1
    assert f"Cycle {last + 1}" in words_of(ana.get("/"))
    OnceMore.objects.create(partnership=cast.pair, person=cast.ana, after=last + 1)
    replaying.end_what_may_have_been_taken_back()
    assert not OnceMore.objects.exists()
    assert Cycle.objects.filter(partnership=cast.pair, number=last + 1).exists()


def test_a_larger_group_costs_no_more_questions(
    cast: Cast, as_person: Browser, group: Group, talk: Transcript
) -> None:
    ana = as_person(cast.ana)

    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as told:
            assert ana.get(address).status_code == 200
        return len(told)

    pages = ("/groups/", f"/groups/{group.code}/", page(cast))
    before = [asked(one) for one in pages]
    for person in (cast.dora, cast.leo, cast.omar):
        Member.objects.create(group=group, person=person)
        other = Group.objects.create(school=cast.school, name=person.name)
        Member.objects.create(group=other, person=person)
        Meeting.objects.create(group=group, at=timezone.now() + timedelta(days=1))
        Member.objects.create(group=other, person=cast.ana)
    assert [asked(one) for one in pages] == before


@pytest.mark.parametrize(("weeks", "asked"), [(9, False), (10, True), (32, True), (33, False)])
def test_what_stayed_is_asked_a_term_or_two_after_the_year(
    cast: Cast, as_person: Browser, weeks: int, asked: bool
) -> None:
    cast.programme.ends_on = timezone.localdate() - timedelta(weeks=weeks)
    cast.programme.save(update_fields=["ends_on"])
    ana = as_person(cast.ana)
    assert ("/forms/what-stayed/" in ana.get("/").content.decode()) is asked
    assert ana.get("/forms/what-stayed/").status_code == 200

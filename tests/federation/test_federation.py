"""A trust of schools: made by whoever runs the server, a link at each school by their own yes, and no more seen."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sidebyside.federation import actions
from sidebyside.federation.holdings import ROOM
from sidebyside.federation.models import Federation, Link, Member
from sidebyside.people.actions import disable, enable
from sidebyside.people.models import Person, School, SchoolRole
from sidebyside.trust.models import Deed
from sidebyside.web.backup.replaying import end_what_may_have_been_taken_back
from tests.cast import Cast

As = Callable[[Person], Client]
WHERE = "/school/trust/"


@pytest.fixture
def bay(cast: Cast) -> Federation:
    call_command("school_trust", "Bay Trust", add=["Harbour School", "Hill School"])
    return Federation.objects.get()


def ask(by: Client, person: Person) -> Link:
    assert by.post(WHERE, {"person": str(person.code)}).status_code == 302
    return Link.objects.get(person=person, ended_at=None)


def press(client: Client, link: Link, do: str) -> int:
    return client.post(f"{WHERE}{link.code}/", {"do": do}).status_code


def text(client: Client) -> str:
    answer = client.get(WHERE)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_link_counts_by_their_own_yes_and_both_schools_see_who_it_is(
    cast: Cast, bay: Federation, as_person: As, django_capture_on_commit_callbacks: Any
) -> None:
    dora, nina, eve = (as_person(one) for one in (cast.dora, cast.nina, cast.eve))
    assert nina.get(WHERE).status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        link = ask(dora, cast.nina)
    assert "Nina" not in text(eve), "asked is not answered"
    assert WHERE in nina.get("/").content.decode()
    question = text(nina)
    assert "Dora asks you to be the link" in question
    assert "Hill School" not in question, "whoever is asked reads the question and no list"
    with django_capture_on_commit_callbacks(execute=True):
        assert press(nina, link, "yes") == 302
    assert "Hill School" in text(nina)
    assert re.search(r"Harbour School<small>Nina · nina@harbour.test", text(eve))
    assert [one.to for one in mail.outbox] == [[cast.nina.email], [cast.dora.email]]
    said = " ".join(one.subject + one.body for one in mail.outbox).replace("Hello Nina", "")
    assert not re.search("Nina|Harbour|Bay", said)
    assert set(Deed.objects.filter(object=cast.nina.code).values_list("act", flat=True)) == {
        "asked to be link",
        "became link",
    }


def test_the_other_schools_people_are_not_listed_and_nobody_else_finds_the_page(
    cast: Cast, bay: Federation, as_person: As
) -> None:
    page = text(as_person(cast.eve))
    assert not re.search("Ana|Ben|Cleo|Dora|Leo|Nina", page)
    for one in (cast.ana, cast.leo, cast.tim, cast.omar):
        assert as_person(one).get(WHERE).status_code == 404
        assert WHERE not in as_person(one).get("/school/who-answers/").content.decode()
    assert WHERE in as_person(cast.dora).get("/school/who-answers/").content.decode()
    third = School.objects.create(name="Alone School")
    other = Person.objects.create_person("una@alone.test", "Una", third, None)
    SchoolRole.objects.create(person=other, school=third, role=SchoolRole.Role.CO_ORDINATOR)
    assert as_person(other).get(WHERE).status_code == 404


def test_a_co_ordinator_names_and_ends_their_own_schools_link_only(
    cast: Cast, bay: Federation, as_person: As
) -> None:
    dora, eve = as_person(cast.dora), as_person(cast.eve)
    assert eve.post(WHERE, {"person": str(cast.nina.code)}).status_code == 422
    link = ask(dora, cast.nina)
    # Nobody answers for somebody else, whoever they are.
    assert [press(one, link, do) for one in (dora, eve) for do in ("yes", "no")] == [404] * 4
    assert press(eve, link, "end") == 404
    second = dora.post(WHERE, {"person": str(cast.omar.code)})
    assert second.status_code == 422
    assert "Take that question back first" in second.content.decode()
    assert press(dora, link, "end") == 302
    assert press(as_person(cast.nina), link, "yes") == 404
    mine = ask(eve, cast.eve)
    assert mine.yes_at is not None, "whoever names themself has said yes"


def test_the_next_link_takes_the_place_of_the_one_before(
    cast: Cast, bay: Federation, as_person: As, django_capture_on_commit_callbacks: Any
) -> None:
    dora, nina, omar = (as_person(one) for one in (cast.dora, cast.nina, cast.omar))
    press(nina, ask(dora, cast.nina), "yes")
    press(nina, Link.objects.get(person=cast.nina), "lead")
    assert "leads the links" in text(dora)
    after = ask(dora, cast.omar)
    assert "Nina" in text(dora)
    with django_capture_on_commit_callbacks(execute=True):
        press(omar, after, "yes")
    assert nina.get(WHERE).status_code == 404
    assert "Nina ·" not in text(dora)
    assert "leads the links" not in text(dora), "a lead ends with the link"
    assert mail.outbox[0].to == [cast.nina.email]
    assert press(omar, after, "end") == 302
    assert press(omar, after, "end") == 404
    assert omar.get(WHERE).status_code == 404


def test_one_link_leads_by_their_own_word_and_another_once_they_stop(
    cast: Cast, bay: Federation, as_person: As
) -> None:
    dora, nina, eve = (as_person(one) for one in (cast.dora, cast.nina, cast.eve))
    ours, theirs = ask(dora, cast.nina), ask(eve, cast.eve)
    press(nina, ours, "yes")
    assert press(dora, ours, "lead") == 404, "nobody else puts them there"
    assert press(nina, ours, "lead") == 302
    assert "Nina · leads the links" in text(eve)
    press(eve, theirs, "lead")
    press(eve, theirs, "follow")
    assert "Nina · leads the links" in text(eve)
    press(nina, ours, "follow")
    press(eve, theirs, "lead")
    assert "Eve · leads the links" in text(dora)


def test_a_closed_or_held_account_is_no_link_and_opens_nothing(
    cast: Cast, bay: Federation, as_person: As
) -> None:
    dora, nina = as_person(cast.dora), as_person(cast.nina)
    link = ask(dora, cast.nina)
    press(nina, link, "yes")
    actions.lead(link)
    Person.objects.filter(pk=cast.nina.pk).update(held_since=timezone.now())
    assert nina.get(WHERE).status_code == 404
    assert nina.get("/").status_code == 200
    Person.objects.filter(pk=cast.nina.pk).update(held_since=None)
    disable(cast.nina, cast.dora)
    assert "nina@harbour.test" not in text(dora)
    bay.refresh_from_db()
    assert actions.lead_of(bay) is None
    # The place is free: the next yes ends it for good.
    press(dora, ask(dora, cast.dora), "end")
    enable(cast.nina, cast.dora)
    link.refresh_from_db()
    assert link.ended_at is not None


def test_an_asking_ends_with_the_role_of_whoever_asked(
    cast: Cast, bay: Federation, as_person: As, django_capture_on_commit_callbacks: Any
) -> None:
    dora, nina = as_person(cast.dora), as_person(cast.nina)
    link = ask(dora, cast.nina)
    SchoolRole.objects.create(person=cast.omar, school=cast.school, role=SchoolRole.Role.CO_ORDINATOR)
    SchoolRole.objects.filter(person=cast.dora).delete()
    assert nina.get(WHERE).status_code == 404
    assert WHERE not in nina.get("/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        press(nina, link, "yes")
        press(nina, link, "no")
    assert not Link.objects.acting().exists()
    assert mail.outbox == [], "whoever no longer co-ordinates hears no answer"
    # The next co-ordinator asks anew.
    assert ask(as_person(cast.omar), cast.nina).pk != link.pk


def test_who_is_asked_and_names_themself_has_said_yes(cast: Cast, bay: Federation, as_person: As) -> None:
    SchoolRole.objects.create(person=cast.omar, school=cast.school, role=SchoolRole.Role.CO_ORDINATOR)
    ask(as_person(cast.dora), cast.omar)
    assert ask(as_person(cast.omar), cast.omar).yes_at is not None


def test_links_are_told_when_more_schools_can_read_their_names(
    cast: Cast, bay: Federation, as_person: As, django_capture_on_commit_callbacks: Any
) -> None:
    press(as_person(cast.nina), ask(as_person(cast.dora), cast.nina), "yes")
    School.objects.create(name="Lake School")
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        call_command("school_trust", "Bay Trust", add=["Lake School"])
        call_command("school_trust", "Bay Trust", add=["Lake School"])
    assert [one.to for one in mail.outbox] == [[cast.nina.email]]
    assert "Lake" not in mail.outbox[0].subject + mail.outbox[0].body


def test_a_guest_is_asked_by_nobody(cast: Cast, bay: Federation, as_person: As) -> None:
    Person.objects.filter(pk=cast.tim.pk).update(is_guest=True)
    assert as_person(cast.dora).post(WHERE, {"person": str(cast.tim.code)}).status_code == 422
    with pytest.raises(actions.NotPossible):
        actions.ask(cast.dora, Person.objects.get(pk=cast.tim.pk))


def test_a_school_taken_out_sees_no_other_and_is_seen_by_none(
    cast: Cast, bay: Federation, as_person: As, django_capture_on_commit_callbacks: Any
) -> None:
    link = ask(as_person(cast.eve), cast.eve)
    with django_capture_on_commit_callbacks(execute=True):
        call_command("school_trust", "Bay Trust", remove=["Hill School"])
    assert as_person(cast.eve).get(WHERE).status_code == 404
    assert press(as_person(cast.eve), link, "lead") == 404
    assert "Hill" not in text(as_person(cast.dora))
    assert mail.outbox[0].to == [cast.eve.email]


def test_the_command_says_what_is_wrong_and_changes_nothing(cast: Cast, bay: Federation) -> None:
    for trust, options, words in (
        ("Other", {}, "There is no trust"),
        ("Other", {"add": ["No School"]}, "No school here is called"),
        ("Other", {"add": ["Hill School"]}, "in another trust"),
        (" ", {"add": ["Hill School"]}, "1 to 120 characters"),
    ):
        with pytest.raises(CommandError, match=words):
            call_command("school_trust", trust, **options)
    twin = School.objects.create(name="Hill School")
    with pytest.raises(CommandError, match="Several schools are called"):
        call_command("school_trust", "Bay Trust", add=["Hill School"])
    assert Federation.objects.count() == 1
    assert Member.objects.count() == 2
    call_command("school_trust", "Bay Trust", add=[str(twin.code), str(twin.code)])
    assert Member.objects.count() == 3


def test_the_command_holds_all_its_schools_in_one_order_before_it_changes_any(
    cast: Cast, bay: Federation
) -> None:
    School.objects.create(name="Lake School")
    with CaptureQueriesContext(connection) as asked:
        call_command("school_trust", "Bay Trust", add=["Lake School", "Hill School"])
    told = [one["sql"] for one in asked]
    held = next(at for at, one in enumerate(told) if 'FROM "people_school"' in one and " IN (" in one)
    assert 'ORDER BY "people_school"."id" ASC' in told[held]
    assert held < next(at for at, one in enumerate(told) if one.startswith("INSERT"))
    if connection.features.has_select_for_no_key_update:
        assert told[held].endswith("FOR NO KEY UPDATE")


def test_the_database_keeps_one_link_and_one_question_a_school(cast: Cast, bay: Federation) -> None:
    member = Member.objects.get(school=cast.school)
    for yes_at in (None, timezone.now()):
        Link.objects.create(member=member, person=cast.nina, yes_at=yes_at)
        with pytest.raises(IntegrityError), transaction.atomic():
            Link.objects.create(member=member, person=cast.omar, yes_at=yes_at)


def test_leaving_takes_the_link_along_and_a_restore_asks_anew(
    cast: Cast, bay: Federation, as_person: As
) -> None:
    dora, nina = as_person(cast.dora), as_person(cast.nina)
    press(nina, ask(dora, cast.nina), "yes")
    ask(dora, cast.omar)
    end_what_may_have_been_taken_back()
    assert nina.get(WHERE).status_code in {302, 404}
    assert not Link.objects.filter(ended_at=None).exists()
    mine = list(ROOM.files(cast.nina)) if ROOM.files else []
    assert b"Bay Trust: asked" in b"".join(mine[0].pieces())
    assert ROOM.erase is not None
    for _press in range(2):
        ROOM.erase(cast.nina)
    assert not Link.objects.filter(person=cast.nina).exists()


def test_the_schools_record_of_what_it_processes_says_who_reads_a_links_name(
    cast: Cast, bay: Federation, as_person: As
) -> None:
    words = "the school’s link in its trust"
    dora, where = as_person(cast.dora), "/papers/records/"
    assert words in dora.get(where).content.decode()
    actions.remove(bay, cast.school)
    assert words not in dora.get(where).content.decode()


def test_the_page_asks_the_same_number_of_questions_for_many_schools(
    cast: Cast, bay: Federation, as_person: As, django_assert_num_queries: Any
) -> None:
    dora = as_person(cast.dora)
    with CaptureQueriesContext(connection) as few:
        assert "Hill School" in text(dora)
    for number in range(100):
        school = School.objects.create(name=f"School {number}")
        person = Person.objects.create_person(f"a{number}@one.test", "A", school, None)
        member = Member.objects.create(federation=bay, school=school)
        Link.objects.create(member=member, person=person, yes_at=timezone.now())
    with django_assert_num_queries(len(few)):
        first = text(dora)
    assert "102 schools" in first
    assert first.count("@one.test") == 48
    assert "Page 1 of 3" in first
    # A lead and an own link that stand on another page are named all the same.
    actions.lead(Link.objects.get(person__email="a99@one.test"))
    last = dora.get(f"{WHERE}?page=3").content.decode()
    assert last.count("@one.test") == 2
    assert "The lead link trains and supports the others." in last
    assert "The lead link trains and supports the others." in text(dora)

from collections.abc import Callable

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.cast import Cast
from tests.pages import heading, words_of

from sidebyside.consent.models import Charge
from sidebyside.conversations.models import Conversation
from sidebyside.people.models import Person
from sidebyside.programme.actions import accept, close, open_cycle, pause
from sidebyside.programme.co_ordinating import propose_pair
from sidebyside.programme.focus import FocusWords, write_focus
from sidebyside.programme.models import CoOrdinator, Partnership
from sidebyside.programme.seen import stamp
from sidebyside.programme.stages import reach
from sidebyside.programme.standing import partnerships
from sidebyside.recordings.models import Recording, Share
from sidebyside.reflection.afterwards import StepWords, write_steps
from sidebyside.room.models import Ready
from sidebyside.trust.sealed import ContentModel

Browser = Callable[[Person], Client]
FOCUS = FocusWords("Year 8", "Who answers after I ask?", criteria=("Waiting",))


def _content_tables() -> list[str]:
    return [model._meta.db_table for model in apps.get_models() if issubclass(model, ContentModel)]


def _tables_named(browser: Client) -> tuple[int, set[str]]:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert browser.get("/").status_code == 200
    named = {table for table in _content_tables() for one in queries if f'"{table}"' in one["sql"]}
    return len(queries), named


def test_the_first_thing_is_the_one_dark_button(cast: Cast, as_person: Browser) -> None:
    page = as_person(cast.ana).get("/")
    assert heading(page) == "Choose what to look at in your lesson"
    assert page.content.decode().count('class="button go"') == 1
    assert f'href="/cycle/{cast.strand.code}/focus/"' in page.content.decode()


def test_the_coach_is_told_and_not_asked(cast: Cast, as_person: Browser) -> None:
    page = as_person(cast.ben).get("/")
    assert heading(page) == "Ana is choosing a focus"
    assert 'class="button go"' not in page.content.decode()


def test_no_link_leads_a_coach_to_a_cycle_whose_coachee_is_gone(cast: Cast, as_person: Browser) -> None:
    into_it = f'href="/cycle/{cast.strand.code}/'
    browser = as_person(cast.ben)
    assert into_it in browser.get("/").content.decode()
    Person.objects.filter(pk=cast.ana.pk).update(is_active=False)
    left = browser.get("/").content.decode()
    assert into_it not in left.replace(f"{into_it}own/", "")
    assert browser.get(f"/cycle/{cast.strand.code}/").status_code == 404


def test_what_is_asked_comes_before_what_is_told(cast: Cast, as_person: Browser) -> None:
    propose_pair(cast.programme, [cast.ben, cast.cleo], cast.dora)
    page = as_person(cast.ben).get("/")
    assert heading(page) == "A proposal for you and Cleo"
    assert "Ana is choosing a focus" in words_of(page)


def test_a_proposal_leads_through_accepting_and_signing(cast: Cast, as_person: Browser) -> None:
    pair = propose_pair(cast.programme, [cast.leo, cast.nina], cast.dora)
    leo = as_person(cast.leo)
    assert heading(leo.get("/")) == "A proposal for you and Nina"
    accept(pair, cast.leo)
    assert heading(leo.get("/")) == "Nina has not answered yet"
    accept(pair, cast.nina)
    assert heading(leo.get("/")) == "Read and sign your agreement with Nina"


def test_a_declined_proposal_is_simply_no_longer_there(cast: Cast, as_person: Browser) -> None:
    pair = propose_pair(cast.programme, [cast.leo, cast.nina], cast.dora)
    accept(pair, cast.leo)
    as_person(cast.nina).post(f"/pair/{pair.code}/decline/")
    for person in (cast.leo, cast.nina):
        assert heading(as_person(person).get("/")).startswith("Nothing waits for you")


def test_the_year_shows_whose_turn_each_cycle_is(cast: Cast, as_person: Browser) -> None:
    page = words_of(as_person(cast.ana).get("/"))
    assert "Your year with Ben" in page
    assert page.count("you film") == 3
    assert page.count("Ben films") == 3


def test_from_last_time_holds_the_persons_own_steps(cast: Cast, as_person: Browser) -> None:
    write_steps(cast.strand, [StepWords("Count to five", "Friday")], stamp([]))
    close(cast.strand, cast.ana)
    assert "Count to five" in words_of(as_person(cast.ana).get("/"))
    assert "Count to five" not in words_of(as_person(cast.ben).get("/"))


def test_the_focus_is_shown_to_the_pair(cast: Cast, as_person: Browser) -> None:
    write_focus(cast.strand, FOCUS, stamp(FocusWords().in_order()))
    for person in (cast.ana, cast.ben):
        assert FOCUS.focus in words_of(as_person(person).get("/"))
    for person in (cast.cleo, cast.dora, cast.leo, cast.tim, cast.nina, cast.omar, cast.eve):
        assert FOCUS.focus not in words_of(as_person(person).get("/"))


def test_whoever_is_ready_is_told_who_is_not(cast: Cast, as_person: Browser) -> None:
    for key in ("focus", "time", "film"):
        reach(cast.strand, key)
    Ready.objects.create(strand=cast.strand, person=cast.ana)
    assert heading(as_person(cast.ana).get("/")) == "You are ready; Ben is still preparing"
    assert heading(as_person(cast.ben).get("/")) == "Watch and mark, each alone"


def test_a_resting_cycle_says_so(cast: Cast, as_person: Browser) -> None:
    pause(cast.strand, cast.ben)
    assert heading(as_person(cast.ana).get("/")) == "Cycle 1 is resting"


def test_somebody_in_nothing_finds_a_kind_page(cast: Cast, as_person: Browser) -> None:
    page = as_person(cast.omar).get("/")
    assert heading(page) == "Nothing waits for you yet"
    assert "Your co-ordinator will propose a partner" in words_of(page)


def test_who_has_a_role_and_no_partner_reads_what_is_theirs(cast: Cast, as_person: Browser) -> None:
    page = as_person(cast.leo).get("/")
    assert heading(page) == "Nothing waits for you here"
    assert "You are here as: leader" in words_of(page)
    assert "Your co-ordinator will propose" not in words_of(page)
    page = as_person(cast.tim).get("/")
    assert heading(page) == "You look after the school’s kit"
    assert 'href="/kit/queue/"' in page.content.decode()


@pytest.mark.parametrize(
    ("what", "said", "leads"),
    [
        (Charge.What.DATA_LEAD, "You keep the register of who may be filmed", "/classes/"),
        (Charge.What.PUBLISHER, "You publish the school’s video policy", "/school/video-policy/"),
    ],
)
def test_who_has_a_task_and_no_partner_is_led_to_it(
    cast: Cast, as_person: Browser, what: Charge.What, said: str, leads: str
) -> None:
    Charge.objects.create(school=cast.school, person=cast.nina, what=what)
    nina = as_person(cast.nina)
    page = nina.get("/")
    assert heading(page) == said
    assert f'class="button go" href="{leads}"' in page.content.decode()
    assert nina.get(leads).status_code == 200


def test_a_co_ordinator_finds_the_programme_and_one_without_is_asked_to_begin(
    cast: Cast, as_person: Browser
) -> None:
    page = as_person(cast.dora).get("/")
    assert f'href="/programme/{cast.programme.code}/"' in page.content.decode()
    assert heading(as_person(cast.eve).get("/")) == "Write down the school year"


def test_a_co_ordinator_who_is_a_partner_sees_both(cast: Cast, as_person: Browser) -> None:
    CoOrdinator.objects.create(programme=cast.programme, person=cast.ana)
    page = as_person(cast.ana).get("/")
    assert heading(page) == "Choose what to look at in your lesson"
    assert "You co-ordinate" in words_of(page)
    assert page.content.decode().count('class="button go"') == 1


def test_a_held_account_sees_stages_only_and_why(cast: Cast, as_person: Browser) -> None:
    write_focus(cast.strand, FOCUS, stamp(FocusWords().in_order()))
    Person.objects.filter(pk=cast.ana.pk).update(held_since=timezone.now())
    ana = as_person(cast.ana)
    page = ana.get("/")
    assert "You came back with a new password" in words_of(page)
    assert FOCUS.focus not in words_of(page)
    assert heading(page) == "Agree a lesson time and a meeting time"
    for part in ("", "times/"):
        assert f'href="/cycle/{cast.strand.code}/{part}"' not in page.content.decode()
    _count, named = _tables_named(ana)
    assert named == set()


@pytest.mark.parametrize("who", ["dora", "leo", "tim", "nina", "omar", "eve"])
def test_the_home_of_somebody_without_a_strand_names_no_table_of_content(
    cast: Cast, as_person: Browser, who: str
) -> None:
    _count, named = _tables_named(as_person(getattr(cast, who)))
    assert named == set()


def test_what_was_brought_into_a_partnership_that_is_over_stays_in_reach(
    cast: Cast, as_person: Browser
) -> None:
    ana = as_person(cast.ana)
    ana.post(f"/pair/{cast.pair.code}/leave/")
    page = ana.get("/")
    assert "Earlier partnerships" in words_of(page)
    assert f'href="/cycle/{cast.strand.code}/"' in page.content.decode()
    assert f'href="/cycle/{cast.strand.code}/own/"' in page.content.decode()
    assert heading(as_person(cast.ben).get("/")) == "Ana has left your partnership"


def test_a_talk_stays_within_reach_of_whoever_left(cast: Cast, as_person: Browser) -> None:
    Conversation.objects.create(strand=cast.strand, opened_at=timezone.now())
    ben = as_person(cast.ben)
    ben.post(f"/pair/{cast.pair.code}/leave/")
    page, talk = ben.get("/").content.decode(), f"/cycle/{cast.strand.code}/talk/"
    assert f'href="{talk}"' in page
    found = ben.get(talk)
    assert found.status_code == 200
    # No way leads on to what a coach who has left does not open.
    for part in ("meet", "steps"):
        assert f'href="/cycle/{cast.strand.code}/{part}/"' not in found.content.decode()
    kept = as_person(cast.ana).get(talk).content.decode()
    assert f'href="/cycle/{cast.strand.code}/meet/"' in kept


def _another_pair(cast: Cast, other: Person) -> Partnership:
    pair = propose_pair(cast.programme, [cast.ana, other], cast.dora)
    for person in (cast.ana, other):
        accept(pair, person)
    pair = partnerships().get(pk=pair.pk)
    agreement = pair.agreements.get()
    for person in (cast.ana, other):
        agreement.signatures.create(person=person)
    strand = open_cycle(pair, 1).strands.get()
    write_focus(strand, FOCUS, stamp(FocusWords().in_order()))
    write_steps(strand, [StepWords("Count to five")], stamp([]))
    close(strand, cast.ana)
    return pair


def test_more_partnerships_ask_the_database_no_more(cast: Cast, as_person: Browser) -> None:
    ana = as_person(cast.ana)
    _another_pair(cast, cast.cleo)
    few, _named = _tables_named(ana)
    for other in (cast.leo, cast.tim, cast.nina, cast.omar):
        _another_pair(cast, other)
    many, _named = _tables_named(ana)
    assert many == few
    assert many <= 34


def test_whoever_filmed_first_is_asked_for_the_meeting_alone(cast: Cast, as_person: Browser) -> None:
    reach(cast.strand, "focus")
    assert heading(as_person(cast.ana).get("/")) == "Agree a lesson time and a meeting time"
    reach(cast.strand, "film")
    assert heading(as_person(cast.ana).get("/")) == "Agree when you two meet"


def test_the_owner_is_told_that_nobody_can_watch_the_film_yet(cast: Cast, as_person: Browser) -> None:
    for step in ("focus", "time", "film"):
        reach(cast.strand, step)
    film = Recording.objects.create(
        strand=cast.strand, owner=cast.ana, state=Recording.State.READY, duration_ms=60_000
    )
    ana, share = as_person(cast.ana), f'href="/cycle/{cast.strand.code}/film/">Share the film'
    assert "Only you can watch the film so far." in words_of(ana.get("/"))
    assert share in ana.get("/").content.decode()
    assert "Only you" not in words_of(as_person(cast.ben).get("/"))
    shared = Share.objects.create(recording=film, whole=False, opening=cast.cycle.opening)
    assert share not in ana.get("/").content.decode()
    Share.objects.filter(pk=shared.pk).update(withdrawn_at=timezone.now())
    assert share in ana.get("/").content.decode()


def test_a_stranger_is_sent_to_sign_in(cast: Cast) -> None:
    assert Client().get("/").url.startswith("/sign-in/")  # type: ignore[attr-defined]

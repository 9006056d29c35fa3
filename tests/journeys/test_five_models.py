"""Each of the five models from "new programme" to a year that is closed and looked back at; the test moves the clock.

The Video dyad walks to the end of its talk in test_story.py; here it is started, signed and closed as it is.
"""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from sidebyside.instruments.models import Sheet
from sidebyside.jobs import Owed
from sidebyside.jobs.running import run_here
from sidebyside.people.models import Person
from sidebyside.programme.models import Cycle, Programme, Strand
from sidebyside.recordings.models import Recording
from tests.cast import gather
from tests.journeys.conftest import sign_in
from tests.journeys.people import Somebody
from tests.recordings.conftest import bring, made_film

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


class Clock:
    """The school's clock, which goes on by itself and can be moved forward."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.ahead, really = timedelta(), timezone.now
        monkeypatch.setattr(timezone, "now", lambda: really() + self.ahead)

    def go_on(self, **time: int) -> None:
        self.ahead += timedelta(**time)


class Stage:
    def __init__(self, browser: Browser, server: LiveServer, clock: Clock) -> None:
        self.browser, self.server, self.clock, self.cast = browser, server, clock, gather()
        self.everybody: list[Somebody] = []
        self.dora = self.come(self.cast.dora)

    def come(self, person: Person, width: int = 1366) -> Somebody:
        one = Somebody(self.browser, self.server.url, person.name, width)
        sign_in(one.context, person, self.server.url)
        self.everybody.append(one)
        return one

    def start(self, template: str, *sees: str) -> str:
        """A new programme from a template, after a look at its year; answers its page."""
        dora = self.dora
        dora.go("/programme/new/")
        dora.page.locator(f'[name=template][value="{template}"]').check()
        expect(dora.page.locator("#preview")).to_contain_text(sees[0])
        for words in sees[1:]:
            expect(dora.page.locator("#preview")).to_contain_text(words)
        dora.fill(name="A year of it")
        dora.press("Start the programme")
        return dora.page.url.removeprefix(self.server.url)

    def pair(self, programme: str, first: Person, second: Person) -> tuple[Somebody, Somebody]:
        """Proposed, accepted and signed, on a laptop and on a phone."""
        dora = self.dora
        dora.go(f"{programme}propose/")
        dora.page.locator("[name=first]").select_option(label=first.name)
        dora.page.locator("[name=second]").select_option(label=second.name)
        dora.press("Propose them")
        one, other = self.come(first), self.come(second, 390)
        for who in (one, other):
            who.go("/")
            who.follow("See the proposal")
            who.press("Accept")
            who.press("I have read it and sign")
        return one, other

    def own_strand(self, person: Person) -> Strand:
        latest = Cycle.objects.filter(strands__parts__person=person).latest("pk")
        return next(one for one in latest.strands.all() if one.coachee == person)

    def talk(self, one: Somebody, other: Somebody) -> None:
        """The one opens the meeting; the other joins with the six digits; neither records."""
        one.go("/")
        one.follow("Open the meeting")
        self.say_here(one)
        digits = one.page.locator(".digits").inner_text()
        other.go("/meet/")
        other.page.get_by_label("The six digits on the screen").fill(digits)
        self.say_here(other)
        expect(other.page.get_by_text("You are in.")).to_be_visible()
        one.page.on("dialog", lambda dialog: dialog.accept())
        one.page.get_by_role("button", name="End the talk").click()
        expect(one.page.get_by_text("ended").first).to_be_visible()

    def say_here(self, one: Somebody) -> None:
        one.page.get_by_role("radio", name="No, do not record it").first.check()
        one.page.get_by_role("button", name="I am here").click()

    def next_steps(self, one: Somebody, button: str = "Write the next steps") -> None:
        one.go("/")
        one.follow(button)
        one.fill(what_1=f"{one.name} goes on with it")
        one.press("Keep the next steps")

    def close(self, one: Somebody) -> None:
        one.go("/")
        one.press("Close the cycle")
        one.sees(re.compile("Cycle 1 is closed"))

    def close_the_year_and_review(self, programme: str, one: Somebody, person: Person) -> None:
        """The co-ordinator closes; somebody of the pair looks back at once, and again a term or two later."""
        dora = self.dora
        dora.go(programme)
        dora.press("Close the year")
        dora.sees("nothing counts as unfinished")
        one.go("/forms/interview-last/")
        one.page.get_by_role("textbox", name="Think of something your partner said").fill(
            "To leave the silence alone"
        )
        one.press("I have finished")
        year_ends = Programme.objects.get(name="A year of it").ends_on
        self.clock.go_on(days=(year_ends - timezone.localdate()).days + 84)
        sign_in(one.context, person, self.server.url)
        one.go("/")
        one.follow("Ten minutes, for you alone")
        one.page.get_by_label("What had you begun that has gone again").fill("Names on the board")
        one.press("I have finished")
        one.go("/forms/")
        done = Sheet.objects.filter(person=person, done_at__isnull=False)
        assert set(done.values_list("key", flat=True)) == {"interview-last", "what-stayed"}

    def agree_times(self, one: Somebody, lesson_in: int | None, talk_in: int, button: str) -> None:
        one.go("/")
        one.follow(button)
        today = timezone.localdate()
        if lesson_in is not None:
            one.fill(lesson_day=(today + timedelta(days=lesson_in)).isoformat(), lesson_time="09:00")
        one.fill(meeting_day=(today + timedelta(days=talk_in)).isoformat(), meeting_time="14:00")
        one.press("Keep the times")


@pytest.fixture
def stage(browser: Browser, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    made = Stage(browser, live_server, Clock(monkeypatch))
    yield made
    for one in made.everybody:
        one.context.close()
    assert [words for one in made.everybody for words in one.complaints] == []


def test_side_by_side(stage: Stage) -> None:
    cast = stage.cast
    programme = stage.start("side-by-side", "every week", "Name an aim", "20 minutes")
    nina, omar = stage.pair(programme, cast.nina, cast.omar)
    for one, aim in ((nina, "To wait before I answer"), (omar, "To ask the quiet ones")):
        one.go("/")
        one.follow("Name your aim")
        one.fill(aim_1=aim)
        one.press("Keep my aims")
    omar.sees("To wait before I answer")
    stage.agree_times(nina, None, 1, "Put in the time")
    strand = stage.own_strand(cast.nina)
    for part in ("film", "focus"):
        nina.allowed.add(404)
        assert nina.status_of(f"/cycle/{strand.code}/{part}/") == 404
    stage.clock.go_on(days=1)
    stage.talk(nina, omar)
    stage.next_steps(nina)
    nina.go("/")
    nina.sees("Your side is done; the other’s is not yet")
    stage.next_steps(omar)
    stage.close(omar)
    # The next week: the aim and the time are carried over, so that the talk is what comes next.
    omar.go("/")
    omar.sees(re.compile("Meet Nina"))
    omar.sees("Omar goes on with it")
    stage.dora.go(programme)
    shown = stage.dora.page.content()
    assert "To wait before I answer" not in shown
    stage.dora.follow("Read it and sign")
    stage.dora.press("Sign it for the school")
    stage.close_the_year_and_review(programme, omar, cast.omar)


def test_ideal_cycle(stage: Stage) -> None:
    cast = stage.cast
    programme = stage.start("ideal-cycle", "4 cycles", "See the lesson", "a visit or a film")
    nina, omar = stage.pair(programme, cast.nina, cast.omar)
    stage.agree_times(nina, 1, 2, "Put in the times")
    focus(nina, "Who answers after I ask, and how long do I wait?")
    omar.go("/")
    omar.follow("Open the plan")
    omar.fill(words="First a question to all, then ten seconds of nothing.")
    omar.press("Keep the plan")
    omar.sees("The plan is kept")
    omar.go("/")
    omar.sees(re.compile("Visit Nina’s lesson"))
    stage.clock.go_on(days=1, hours=12)
    omar.go("/")
    omar.press("I was there")
    stage.clock.go_on(hours=10)
    stage.talk(nina, omar)
    stage.next_steps(nina)
    stage.close(nina)
    # They swap.
    assert stage.own_strand(cast.omar).cycle.number == 2
    stage.close_the_year_and_review(programme, nina, cast.nina)


def focus(one: Somebody, words: str, **more: str) -> None:
    one.go("/")
    one.follow("Write your focus")
    one.fill(focus=words, **more)
    if "why" not in more:
        one.fill(criterion_1="A hand from the back row")
    one.press("Keep my focus")


def test_flow(stage: Stage) -> None:
    cast = stage.cast
    programme = stage.start("flow", "3 cycles", "Look at the reality", "a visit, nothing is filmed")
    nina, omar = stage.pair(programme, cast.nina, cast.omar)
    for one in (nina, omar):
        focus(
            one,
            "How groups begin a task without me",
            why="They wait until I come by",
            would_see="They read it aloud first",
        )
    stage.agree_times(nina, 1, 2, "Put in the times")
    # The talk is the same for both; each has a lesson of their own, in one morning.
    stage.agree_times(omar, 1, 2, "Put in the times")
    assert stage.own_strand(cast.nina).meeting_at == stage.own_strand(cast.omar).meeting_at
    stage.clock.go_on(days=1, hours=12)
    for one in (nina, omar):
        one.go(f"/cycle/{stage.own_strand(cast.omar if one is nina else cast.nina).code}/")
        one.press("I was there")
    stage.clock.go_on(hours=10)
    stage.talk(omar, nina)
    stage.next_steps(nina)
    stage.next_steps(omar)
    stage.close(nina)
    stage.close_the_year_and_review(programme, nina, cast.nina)


def test_specialist_with_a_coach_from_outside(stage: Stage) -> None:
    cast = stage.cast
    Person.objects.filter(pk=cast.omar.pk).update(is_guest=True)
    programme = stage.start("specialist", "3 cycles", "The specialist models", "clips of 2 minutes")
    nina, omar = stage.pair(programme, cast.nina, cast.omar)
    focus(nina, "Gestures that go with new words")
    stage.agree_times(nina, 1, 3, "Put in the times")
    omar.go("/")
    omar.press("I have shown it")
    strand = stage.own_strand(cast.nina)
    film = bring(stage_client(cast.nina), strand.code, made_film(2.0))
    for step in ("look_at_film", "prepare_film"):
        run_here(step, Owed(str(film.code), 1))
    assert Recording.objects.get(pk=film.pk).state == Recording.State.READY
    stage.clock.go_on(days=3)
    stage.talk(nina, omar)
    nina.go("/")
    nina.press("I have tried it")
    stage.next_steps(nina)
    stage.close(nina)
    # Roles stay, and the guest finds nothing else of the school's.
    assert stage.own_strand(cast.nina).cycle.number == 2
    omar.allowed.add(404)
    for path in ("/people/", programme, f"/cycle/{cast.strand.code}/", f"/pair/{cast.pair.code}/"):
        assert omar.status_of(path) == 404
    stage.close_the_year_and_review(programme, nina, cast.nina)


def stage_client(person: Person) -> object:
    from django.test import Client

    client = Client()
    client.force_login(person, backend="sidebyside.people.backends.EmailBackend")
    return client


def test_video_dyad_made_the_schools_own(stage: Stage) -> None:
    cast, dora = stage.cast, stage.dora
    dora.go("/programme/template/video-dyad/own/")
    dora.fill(name="Films at Harbour", cycles="2")
    expect(dora.page.locator("#preview")).to_contain_text("6 cycles")
    dora.page.locator("[name=cycles]").blur()
    expect(dora.page.locator("#preview")).to_contain_text("2 cycles")
    dora.page.locator("[name=with_prepare]").uncheck()
    dora.press("Keep it")
    own = dora.page.url.partition("template=")[2]
    programme = stage.start(own, "Films at Harbour", "2 cycles")
    dora.go(f"/programme/template/{own}/")
    dora.press("Delete this template")
    nina, omar = stage.pair(programme, cast.nina, cast.omar)
    focus(nina, "Who answers after I ask, and how long do I wait?")
    omar.go("/")
    dora.go(programme)
    dora.sees(re.compile("Films at Harbour"))
    nina.go(f"/cycle/{stage.own_strand(cast.nina).code}/")
    nina.press("Close it as it is")
    assert stage.own_strand(cast.omar).cycle.number == 2
    stage.close_the_year_and_review(programme, nina, cast.nina)

"""A pair runs one whole cycle, from the printed link to the second cycle, each at a screen of their own."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.films import play_a_little, send_film, source_of, wait_until_ready
from tests.journeys.people import PASSWORD, Somebody, until
from tests.journeys.stack import LESSON, Running

pytestmark = pytest.mark.journey

LINK = re.compile(r"http://localhost:\d+(/join/\S+)")
FOCUS = "How long do I wait after I ask, and who answers then?"
# What is typed inside. None of it may ever reach the co-ordinator's pages.
INSIDE = {
    "own part": "Please no remarks about my handwriting",
    "lesson": "Year 8 fractions with the marmalade group",
    "focus": FOCUS,
    "why": "Because the same four hands go up",
    "would see": "Silence, then a hand from the window side",
    "criterion one": "Three breaths before anybody is named",
    "criterion two": "An answer from the back row",
    "question one": "What do I do with my eyes meanwhile?",
    "question two": "Whose hand comes late?",
    "coach asks": "What would a fifth hand need?",
    "note": "Four hands up, window side looks at the ceiling",
    "ana saw": "I say the name before the question is out",
    "ana makes": "I am afraid of the silence",
    "ben saw": "Kofi opens his mouth and closes it again",
    "talk note": "Ask Kofi first on Tuesday",
    "looking back": "Twice I reached three breaths",
    "ben looks back": "The back row answered at the end",
    "step": "Count to three under the table",
    "by when": "Every lesson until the holidays",
    "how": "Ben hears the gap from the door",
    "takeaway": "I hurry my own groups just as much",
}


@dataclass
class Story:
    server: Running
    dora: Somebody
    ana: Somebody
    ben: Somebody
    programme: str = ""
    pair: str = ""
    cycle: str = ""
    film: str = ""
    said: set[str] = field(default_factory=set)

    def words(self, name: str) -> str:
        self.said.add(INSIDE[name])
        return INSIDE[name]

    def dora_sees(self, *outside: str) -> None:
        """Stages and dates, and none of the words that were typed so far."""
        for path in ("/", self.programme):
            self.dora.go(path)
            shown = self.dora.page.content()
            assert [words for words in {*self.said, "lesson.mp4"} if words in shown] == []
        shown = self.dora.page.locator("main").inner_text()
        for words in outside:
            assert words in shown, f"{words!r} is not in:\n{shown}"


@pytest.fixture
def story(server: Running, person: Callable[..., Somebody]) -> Story:
    return Story(server, *(person(server, name) for name in ("Dora", "Ana", "Ben")))


def test_a_pair_runs_one_whole_cycle(story: Story, person: Callable[..., Somebody]) -> None:
    everybody_comes_in(story)
    the_pair_agrees(story)
    they_choose_a_focus(story)
    they_agree_times(story)
    ana_brings_her_film(story)
    they_check_each_other(story)
    each_prepares_alone(story)
    phone = person(story.server, "Ben's phone", width=390, height=800)
    they_meet(story, phone)
    they_look_back(story)
    the_cycle_closes(story)


def everybody_comes_in(story: Story) -> None:
    printed = story.server.manage("new-school", "Harbour School", "--email", "dora@harbour.test")
    link = LINK.search(printed)
    assert link
    dora = story.dora
    join(dora, link[1])
    dora.follow("Start a programme")
    dora.fill(name="Coaching year")
    dora.press("Start the programme")
    story.programme = dora.page.url.removeprefix(story.server.url)
    dora.go("/")
    dora.follow("Publish the video policy")
    dora.stands_on("Nobody films until this is published")
    dora.fill(
        safeguarding="Tell the designated safeguarding lead the same day. The office knows who that is."
    )
    dora.press("Publish it")
    dora.stands_on(re.compile("Version 1 of .* is in force"))
    for name in ("Ana", "Ben"):
        dora.go("/people/")
        dora.fill(name=name, email=f"{name.lower()}@harbour.test")
        dora.press("Send the invitation")
        mail = story.server.mails_to(f"{name.lower()}@harbour.test")[-1]
        found = LINK.search(mail)
        assert found, mail
        join(story.ana if name == "Ana" else story.ben, found[1])
        # It works once: now it leads nowhere.
        assert dora.status_of(found[1]) == 404
    story.ana.go("/")
    story.ana.stands_on("Nothing waits for you yet")


def join(one: Somebody, link: str) -> None:
    one.go(link)
    one.fill(name=one.name, password=PASSWORD)
    one.press("Come in")


def the_pair_agrees(story: Story) -> None:
    dora, ana, ben = story.dora, story.ana, story.ben
    dora.go(f"{story.programme}propose/")
    dora.page.locator("[name=first]").select_option(label="Ana")
    dora.page.locator("[name=second]").select_option(label="Ben")
    dora.press("Propose them")
    for one in (ana, ben):
        one.go("/")
        one.follow("See the proposal")
        one.press("Accept")
        if one is ana:
            one.fill(words=story.words("own part"))
            one.press("Keep our words")
        else:
            one.sees(INSIDE["own part"])
        one.press("I have read it and sign")
    ben.sees("Both of you have signed")
    story.dora_sees("Ana", "Ben", "focus")


def they_choose_a_focus(story: Story) -> None:
    ana, ben = story.ana, story.ben
    ana.go("/")
    ana.follow("Write your focus")
    story.cycle = ana.page.url.removeprefix(story.server.url).removesuffix("focus/")
    ana.fill(
        lesson=story.words("lesson"),
        focus="Questioning",
        why=story.words("why"),
        would_see=story.words("would see"),
        criterion_1=story.words("criterion one"),
        criterion_2=story.words("criterion two"),
        question_1=story.words("question one"),
        question_2=story.words("question two"),
    )
    ana.press("Keep my focus")
    ana.sees("Could it be a little closer?")
    ana.fill(focus=story.words("focus"))
    ana.press("Keep my focus")
    ana.sees("Your focus is set.")
    ben.go(f"{story.cycle}focus/")
    ben.sees(FOCUS)
    ben.fill(coach_question_1=story.words("coach asks"))
    ben.press("Keep my questions")
    ana.go(f"{story.cycle}focus/")
    ana.sees(INSIDE["coach asks"])


def they_agree_times(story: Story) -> None:
    ana = story.ana
    ana.go(f"{story.cycle}times/")
    lesson, talk = date.today() + timedelta(days=1), date.today() + timedelta(days=3)
    ana.fill(lesson_day=lesson.isoformat(), lesson_time="10:05")
    ana.fill(meeting_day=talk.isoformat(), meeting_time="15:40", place="Room 14")
    ana.press("Keep the times")
    story.ben.go(story.cycle)
    story.ben.sees("15:40, Room 14")
    ana.go("/calendar/")
    ana.press("Make my link")
    with urlopen(ana.page.locator("#link").input_value()) as answer:
        calendar = answer.read().decode()
    assert calendar.count("BEGIN:VEVENT") == 2
    assert "Room 14" in calendar
    assert "Ben" not in calendar
    assert not [words for words in story.said if words[:20] in calendar]
    story.dora_sees(lesson.strftime("%-d %b, 10:05"))


def ana_brings_her_film(story: Story) -> None:
    ana, ben = story.ana, story.ben
    ben.go(f"{story.cycle}notes/")
    ben.page.get_by_label("What you see or hear").fill(story.words("note"))
    ben.page.keyboard.press("Enter")
    expect(ben.page.locator(".kept")).to_have_text("Saved")
    ana.go(f"{story.cycle}film/")
    send_film(ana, LESSON, bytes_a_second=1_500_000)
    wait_until_ready(ana)
    play_a_little(ana.page)
    story.film = source_of(ana.page)
    ana.looked_at.clear()
    ana.look()
    for path in (f"{story.cycle}film/", story.film):
        assert ben.status_of(path) == 404
        assert story.dora.status_of(path) == 404
    assert ana.status_of(story.film) == 200
    ben.go(f"{story.cycle}prepare/")
    ben.sees("Ana decides when you see the film")


def they_check_each_other(story: Story) -> None:
    ana, ben = story.ana, story.ben
    ana.go(f"{story.cycle}film/")
    ana.follow("Confirm it together")
    story.pair = ana.page.url.removeprefix(story.server.url).removesuffix("check/")
    ben.go(f"{story.pair}check/")
    two_words = ana.page.locator("main h2").inner_text()
    assert re.fullmatch(r"\S+ · \S+", two_words)
    assert ben.page.locator("main h2").inner_text() == two_words
    ana.press("Yes, this is Ben’s account")
    ben.press("Yes, this is Ana’s account")
    ben.sees("Ana has confirmed yours.")


def each_prepares_alone(story: Story) -> None:
    ana, ben = story.ana, story.ben
    mark_a_stretch(ana, story, "ana saw", "ana makes")
    ana.go(f"{story.cycle}film/")
    ana.page.get_by_role("radio", name="The whole film").check()
    ana.press("Share with Ben")
    ana.stands_on("Your film is shared with Ben")
    assert ben.status_of(story.film) in {200, 206}
    mark_a_stretch(ben, story, "ben saw", "")
    expect(ben.page.locator("main")).not_to_contain_text(INSIDE["ana saw"])
    ana.go(f"{story.cycle}prepare/")
    for words in ("ben saw", "note"):
        assert INSIDE[words] not in ana.page.content()
    ana.press("I am ready")
    ana.stands_on("You are ready")
    assert INSIDE["ben saw"] not in ana.page.content()
    ben.go(f"{story.cycle}prepare/")
    assert INSIDE["ana saw"] not in ben.page.content()
    ben.press("I am ready")
    ben.stands_on("Both sides are open")
    ben.sees(INSIDE["ana saw"])
    ana.go(f"{story.cycle}prepare/")
    ana.sees(INSIDE["ben saw"])
    ana.sees(INSIDE["note"])
    expect(ana.page.locator("film-line .lane.mine button")).not_to_have_count(0)
    expect(ana.page.locator("film-line .lane.yours button")).not_to_have_count(0)
    story.dora_sees()


def mark_a_stretch(one: Somebody, story: Story, saw: str, makes: str) -> None:
    """All by keys: play, mark what just happened, mark a stretch, pick it, write about it."""
    page = one.page
    one.go(f"{story.cycle}prepare/")
    expect(page.locator("lesson-player .bar")).to_be_visible()
    play_until(page, 3)
    for key in ("m", "i", "l", "o", "e", "k"):
        page.keyboard.press(key)
    expect(page.locator("li.moment")).to_have_count(2)
    expect(page.locator("li.extract")).to_have_count(1)
    page.keyboard.press("w")
    editor = page.locator("moment-editor")
    editor.locator("[name=seen]").press_sequentially(story.words(saw))
    if makes:
        editor.locator("[name=made_of_it]").fill(story.words(makes))
    one.looked_at.clear()
    one.look()
    editor.get_by_role("button", name="Done").click()
    expect(page.locator(".marks > .row .kept")).to_have_text("Saved")
    expect(page.locator("li.moment .seen").filter(has_text=INSIDE[saw])).to_be_visible()


def play_until(page: Page, seconds: float) -> None:
    page.keyboard.press("k")
    until(page, "least => document.querySelector('video').currentTime > least", seconds)


def they_meet(story: Story, phone: Somebody) -> None:
    ana, page = story.ana, story.ana.page
    ana.go(f"{story.cycle}prepare/")
    ana.follow("To the meeting")
    page.get_by_role("radio", name="Yes, record our talk").first.check()
    ana.press("I am here")
    digits = page.locator(".digits").inner_text()
    phone.sign_in("ben@harbour.test")
    phone.go("/meet/")
    phone.page.get_by_label("The six digits on the screen").fill(digits)
    phone.page.get_by_role("radio", name="Yes, record our talk").first.check()
    phone.press("I am here")
    phone.sees("You are in.")
    expect(page.get_by_role("button", name="End the talk")).to_be_visible()
    they_watch_together(ana)
    phone.sees("Your talk is being recorded.")
    phone.page.get_by_label("A note for you two").fill(story.words("talk note"))
    phone.page.get_by_role("button", name="Keep this note").click()
    phone.page.get_by_role("button", name="Stop the recording").click()
    expect(page.get_by_text("The recording was stopped from another device")).to_be_visible()
    page.get_by_role("button", name="End the talk").click()
    expect(page.get_by_text("You ended it on")).to_be_visible()
    the_talk_is_kept(ana)
    ana.sees(INSIDE["talk note"])


def they_watch_together(ana: Somebody) -> None:
    page = ana.page
    for words in ("ana saw", "ben saw", "focus", "question one", "coach asks"):
        ana.sees(INSIDE[words])
    ana.looked_at.clear()
    ana.look()
    page.keyboard.press("t")
    expect(page.locator("talk-recorder")).to_have_attribute("running", "")
    page.keyboard.press("n")
    until(page, "!document.querySelector('video').paused")
    began = page.evaluate("document.querySelector('video').currentTime")
    until(page, "began => document.querySelector('video').currentTime > began + 2", began)
    page.keyboard.press("k")
    until(page, "document.querySelector('video').paused")
    # Before it has gone back, it stands where the second look is to end.
    page.evaluate(
        "document.querySelector('video').addEventListener('seeked', () => { window.wentBack = true })"
    )
    page.keyboard.press("r")
    until(page, "window.wentBack && !document.querySelector('video').paused")
    until(page, "began => document.querySelector('video').currentTime > began + 2", began)
    page.keyboard.press("k")
    until(page, "document.querySelector('video').paused")


def the_talk_is_kept(ana: Somebody) -> None:
    """The sound has arrived and can be heard; what was watched stands beside it with the talk's clock."""
    page = ana.page

    def arrived() -> bool:
        page.reload()
        return page.locator("audio").count() == 1

    for _try in range(40):
        if arrived():
            break
        page.wait_for_timeout(500)
    seconds = page.locator("audio").evaluate(
        "async (sound) => { sound.preload = 'metadata'; sound.load();"
        " await new Promise((done) => sound.addEventListener('loadedmetadata', done)); return sound.duration }"
    )
    assert seconds > 2
    watched = page.locator("ol.watched li")
    # What was on the screen is told by a queue of its own, which may arrive after the sound.
    for _try in range(40):
        if watched.filter(has_text="again").count():
            break
        page.wait_for_timeout(500)
        page.reload()
    assert watched.count() >= 2
    expect(watched.filter(has_text="again")).not_to_have_count(0)


def they_look_back(story: Story) -> None:
    ana, ben = story.ana, story.ben
    for one, words in ((ana, "looking back"), (ben, "ben looks back")):
        one.go(f"{story.cycle}steps/")
        fields = one.page.locator("textarea[name^=about_]")
        # Two criteria, two questions of the coachee and one of the coach.
        expect(fields).to_have_count(5)
        fields.first.fill(story.words(words))
        one.press("Keep my words")
    ben.sees(INSIDE["looking back"])
    ben.fill(takeaway=story.words("takeaway"))
    ben.press("Keep it for myself")
    ana.go(f"{story.cycle}steps/")
    ana.sees(INSIDE["ben looks back"])
    assert INSIDE["takeaway"] not in ana.page.content()
    ana.fill(what_1=story.words("step"), by_when_1=story.words("by when"), how_we_know_1=story.words("how"))
    ana.press("Keep the next steps")
    story.dora_sees()


def the_cycle_closes(story: Story) -> None:
    ana, ben = story.ana, story.ben
    ana.go(f"{story.cycle}steps/")
    ana.press("Close this cycle")
    for path in (story.film, f"{story.cycle}film/"):
        assert ben.status_of(path) == 404
    assert ana.status_of(story.film) == 200
    ben.go("/")
    ben.follow("Write your focus")
    second = ben.page.url.removeprefix(story.server.url).removesuffix("focus/")
    assert second != story.cycle
    for one, pill in ((ben, "your lesson"), (ana, "you coach")):
        one.go(second)
        one.sees(pill)
        one.sees(INSIDE["step"])
    ana.go(f"{story.cycle}film/")
    expect(ana.page.locator("#watched")).to_contain_text("Ben")
    story.dora_sees("1")

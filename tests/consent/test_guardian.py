"""A guardian's link: a visit changes nothing, one button does, and a no is taken for good."""

import logging
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from sidebyside.consent import links, notices, policies, register
from sidebyside.consent.models import Answer, Guardian, Link, Pupil
from sidebyside.people.models import Person
from sidebyside.recordings.keeping.days import Limits
from sidebyside.recordings.keeping.limits import set_limits
from sidebyside.trust.scrub import scrubbed
from tests.access.asking import without_tokens
from tests.cast import Cast
from tests.consent.registered import add_pupil, link_for, make_class, say

As = Callable[[Person], Client]


@pytest.fixture
def child(cast: Cast) -> Pupil:
    return add_pupil(make_class(cast.school, teacher=cast.ana), "Maja Nowakowska", "Mother", "Father")


@pytest.fixture
def path(cast: Cast, child: Pupil) -> str:
    return link_for(child.guardians.all()[0], cast.ana)


def _state(child: Pupil) -> str:
    return register.state_of(Pupil.objects.get(pk=child.pk))


def test_a_visit_changes_nothing_and_shows_first_name_and_initial_only(client: Client, path: str) -> None:
    before = Answer.objects.count(), Link.objects.values_list("answer_until").get()
    for method in (client.get, client.head):
        answer = method(path)
        assert answer.status_code == 200
    words = client.get(path).content.decode()
    assert "Maja N." in words
    assert "Nowakowska" not in words
    assert "Mother" not in words
    assert "Beech" not in words
    assert (Answer.objects.count(), Link.objects.values_list("answer_until").get()) == before


def test_the_button_counts_and_says_so(client: Client, path: str, child: Pupil) -> None:
    assert _state(child) == "waiting"
    answer = client.post(path, {"answer": "yes", "study": "yes"}, follow=True)
    assert "Your answer is kept" in answer.content.decode()
    assert _state(child) == "yes"
    assert register.scopes_of(Pupil.objects.get(pk=child.pk)) == {"coaching", "study"}
    kept = Answer.objects.get()
    assert (kept.notice, kept.policy, kept.how) == (notices.VERSION, 1, "link")


def test_a_yes_for_more_needs_the_yes_for_coaching(client: Client, path: str, child: Pupil) -> None:
    client.post(path, {"answer": "no", "study": "yes", "exemplar": "yes"})
    assert register.scopes_of(Pupil.objects.get(pk=child.pk)) == set()


@pytest.mark.parametrize("said", ["", "maybe"])
def test_an_answer_that_is_neither_changes_nothing(client: Client, path: str, said: str) -> None:
    assert client.post(path, {"answer": said}).status_code == 303
    assert not Answer.objects.exists()


def test_answering_ends_after_30_days_and_withdrawing_never(client: Client, path: str, child: Pupil) -> None:
    client.post(path, {"answer": "yes"})
    Link.objects.update(answer_until=timezone.now() - timedelta(seconds=1))
    page = client.get(path).content.decode()
    assert "The time to answer with this link is over" in page
    assert "Take my yes back" in page
    client.post(path, {"answer": "no"})
    assert _state(child) == "no"
    client.post(path, {"answer": "yes"})
    assert _state(child) == "no"


def test_a_link_lives_30_days(path: str) -> None:
    link = Link.objects.get()
    assert timedelta(days=29, hours=23) < link.answer_until - link.made_at <= timedelta(days=30, seconds=5)


def test_an_older_link_still_takes_a_no(cast: Cast, client: Client, path: str, child: Pupil) -> None:
    newer = link_for(child.guardians.all()[0], cast.ana)
    client.post(newer, {"answer": "yes"})
    client.post(path, {"answer": "no"})
    assert _state(child) == "no"


def test_any_no_wins_whoever_said_it_and_in_whatever_order(child: Pupil) -> None:
    say(child, True, 0)
    say(child, False, 1)
    say(child, True, 0)
    assert _state(child) == "no"
    say(child, True, 1)
    assert _state(child) == "yes"


def test_the_pupils_own_no_wins_over_every_yes(cast: Cast, child: Pupil) -> None:
    say(child, True)
    register.opt_out(child, cast.ana, out=True)
    assert _state(child) == "own-no"
    say(child, True, 1)
    assert register.scopes_of(Pupil.objects.get(pk=child.pk)) == set()
    register.opt_out(child, cast.ana, out=False)
    assert _state(child) == "yes"


def test_the_token_is_kept_hashed_and_goes_nowhere(
    client: Client, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    token = path.strip("/").split("/")[1]
    assert len(token) >= 43
    assert token not in str(list(Link.objects.values()))
    with caplog.at_level(logging.DEBUG):
        answer = client.get(path)
        posted = client.post(path, {"answer": "yes"})
        client.get("/agree/not-a-link/")
    assert answer.headers["Referrer-Policy"] == posted.headers["Referrer-Policy"] == "strict-origin"
    assert "no-store" in answer.headers["Cache-Control"]
    assert token not in answer.content.decode()
    assert "<script" not in answer.content.decode()
    assert token not in "".join(scrubbed(one.getMessage()) for one in caplog.records)


def test_a_strange_link_looks_like_no_page_at_all(
    client: Client, path: str, child: Pupil, cast: Cast
) -> None:
    strange = client.get("/agree/" + "x" * 43 + "/")
    assert strange.status_code == client.post("/agree/" + "x" * 43 + "/").status_code == 404
    register.delete_pupil(child, cast.ana)
    gone = client.get(path)
    assert gone.status_code == 404
    assert without_tokens(gone.content) == without_tokens(strange.content)


@pytest.mark.parametrize("code", [code for code, _name in notices.LANGUAGES])
def test_the_notice_speaks_every_language_whole(client: Client, path: str, code: str) -> None:
    Guardian.objects.update(language=code)
    page = client.get(path).content.decode()
    spoken = notices.language(code)
    assert f'<html lang="{code}"' in page
    assert ('dir="rtl"' in page.split("<head>")[0]) == spoken.right_to_left
    words = vars(spoken.words)
    assert all(words[name] for name in words if name != "not_checked")
    assert bool(spoken.words.not_checked) != spoken.is_checked
    assert "Maja N." in page


def test_every_language_fills_in_what_english_fills_in() -> None:
    english = vars(notices.language("en").words)
    for spoken in notices.ALL.values():
        for name, text in vars(spoken.words).items():
            for part in ("{child}", "{school}", "{until}", "{months}"):
                assert (part in text) == (part in english[name]), (spoken.code, name)


def test_another_language_is_one_press_away(client: Client, path: str) -> None:
    assert "May Maja N. be" in client.get(path).content.decode()
    assert "Czy Maja N. może" in client.get(f"{path}?lang=pl").content.decode()
    kept = client.post(path, {"answer": "yes", "lang": "pl"}, follow=True)
    assert "Odpowiedź została zapisana" in kept.content.decode()
    assert client.get(f"{path}?lang=%22%3E").status_code == 200


@pytest.mark.parametrize("code", list(notices.ALL))
def test_a_no_with_a_further_yes_is_kept_and_what_is_left_out_is_said(
    client: Client, path: str, child: Pupil, code: str
) -> None:
    said = {"answer": "no", "exemplar": "yes", "lang": code}
    page = client.post(path, said, follow=True).content.decode()
    assert notices.language(code).words.not_more in page
    assert _state(child) == "no"
    assert (
        notices.language(code).words.not_more
        not in client.post(
            path, {"answer": "yes", "exemplar": "yes", "lang": code}, follow=True
        ).content.decode()
    )


def test_languages_come_first_and_a_month_is_written_in_full(client: Client, path: str) -> None:
    Link.objects.update(answer_until=timezone.now().replace(year=2099, month=12, day=27, hour=12))
    page = client.get(path).content.decode()
    assert page.index("Polski") < page.index("<h1")
    assert "until 27 December 2099" in page
    for spoken in notices.ALL.values():
        assert "Dec." not in links.day_in(spoken, date(2026, 12, 27))


def test_the_slip_asks_until_when_to_answer(cast: Cast, child: Pupil) -> None:
    (given,) = links.give([child.guardians.all()[0]], cast.ana)
    assert given.answer_by == f"Please answer by {given.until}."


def test_every_text_follows_the_schools_limit(cast: Cast, client: Client, path: str) -> None:
    code = cast.school.code
    texts = (path, f"/video-policy/{code}/", f"/video-policy/{code}/pupils/")
    for months in (24, 7):
        set_limits(cast.school, Limits(None, 7, months))
        for text in texts:
            assert f"{months} months" in client.get(text).content.decode(), text
        assert f"{months} months" in policies.template(cast.school)["retention"]
    for one in notices.ALL.values():
        assert one.words.how_long.format(months=7) in client.get(f"{path}?lang={one.code}").content.decode()

"""What holds for every address and every table, whoever built it."""

import json
import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.conf import settings
from django.db import models
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django import Settings

from sidebyside.trust import keystore
from sidebyside.trust.models import Deed
from sidebyside.trust.sealed import ContentModel, SealedModel, SealedText
from tests.access.asking import NO, YES, ask, routes, verdict
from tests.access.model import Right
from tests.access.scenes import EVERYBODY, Scene, build
from tests.access.table import TABLE, Row

# Whoever has no session comes in here; films and uploads answer 401 themselves, for a player or a script.
WITHOUT_SIGN_IN = {
    "people:sign-in",
    "people:sign-out",
    "people:join",
    "people:lost",
    "people:come-back",
    "people:stop",
    "account_login",
    "people:sign-in-with",
    "people:from-elsewhere",
    "people:from-saml",
    "people:saml-metadata",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "manifest",
    "service-worker",
    "offline",
    "offline-film",
    "security-txt",
    "take-in",
    "programme:calendar",
    "consent:policies",
    "consent:policy",
    "consent:pupils-notice",
    "consent:agree",
    "consent:agree-held",
    "recordings:uploads",
    "recordings:upload",
    "recordings:part",
    "recordings:seen",
    "recordings:clip",
    "recordings:clip-seen",
    "recordings:device",
    "recordings:device-ended",
    "safeguarding:play",
    "recordings:second-look-film",
}
# What somebody else's page or device sends, which can have no token of ours; each with why that is safe.
COMES_WITHOUT_TOKEN = {
    "take-in": "a phone shares it: the device takes it in, and the server does nothing with it",
    "people:from-saml": "an identity provider's page sends it: nothing counts but an answer that it has signed, to a "
    "question that this very session asked",
}
CONTENT = [model for model in apps.get_models() if getattr(model, "is_content", False)]


@pytest.fixture
def open_scene(db: None) -> Scene:
    return build("meeting open")


def _views(resolver: URLResolver, spaces: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield f"{spaces}{entry.name}", entry
        else:
            yield from _views(entry, f"{spaces}{entry.namespace}:" if entry.namespace else spaces)


def test_only_the_ways_in_the_feed_and_the_films_own_answers_stand_before_the_sign_in() -> None:
    views = _views(get_resolver("sidebyside.web.urls"))
    public = {name for name, entry in views if not getattr(entry.callback, "login_required", True)}
    assert public == WITHOUT_SIGN_IN


def test_every_method_that_an_address_takes_stands_in_the_table(open_scene: Scene) -> None:
    rows = {row.route: row for row in TABLE}
    for route, _pattern in routes("sidebyside.web.urls"):
        answer = ask(open_scene, "ana", rows[route], "PROPFIND") if rows[route].kind != "tus" else None
        if answer is None:
            address = reverse(route, kwargs=open_scene.places.get(rows[route].place, {}))
            answer = open_scene.browser("ana").generic("PROPFIND", address)
        listed = {row.method for row in TABLE if row.route == route}
        listed |= {"HEAD"} if "GET" in listed else set()
        assert answer.status_code == 405, route
        assert set(answer.headers["Allow"].split(", ")) == listed, route


def test_no_unsafe_request_is_taken_without_its_token(open_scene: Scene) -> None:
    for name in ("ana", "ben", "dora", "nobody"):
        open_scene.browsers[name] = Client(enforce_csrf_checks=True)
    for row in TABLE:
        if row.method not in {"GET", "HEAD", "OPTIONS"} and row.route not in COMES_WITHOUT_TOKEN:
            for name in ("ana", "nobody"):
                assert ask(open_scene, name, row).status_code == 403, f"{row} as {name}"


@pytest.mark.parametrize("name", ["ana", "nobody"])
@pytest.mark.parametrize("given", [{}, {"here": "1"}, {"here": "1", "RelayState": "/account/"}])
def test_an_identity_providers_answer_that_nobody_signed_changes_nothing(
    open_scene: Scene, name: str, given: dict[str, str]
) -> None:
    browser = open_scene.browsers[name] = open_scene.browser(name)
    browser.handler.enforce_csrf_checks = True
    before = dict(browser.session.items())
    answer = browser.post(reverse("people:from-saml"), {"SAMLResponse": "PHg+", **given})
    # It is sent once more by our own page, or refused.
    assert answer.status_code == (302 if given else 200)
    kept = {key: value for key, value in browser.session.items() if key != "_messages"}
    assert kept == before
    assert browser.get("/account/").status_code == (200 if name == "ana" else 302)
    assert not SocialAccount.objects.exists()
    assert not Deed.objects.filter(act__in=["linked sign-in", "unlinked sign-in"]).exists()


def test_no_method_is_hidden_in_another_without_a_token(open_scene: Scene) -> None:
    open_scene.browsers["ana"] = Client(enforce_csrf_checks=True)
    address = reverse("recordings:upload", kwargs=open_scene.places["upload"])
    for method in ("GET", "POST", "HEAD", "OPTIONS"):
        answer = open_scene.browser("ana").generic(
            method, address, headers={"tus-resumable": "1.0.0", "x-http-method-override": "DELETE"}
        )
        assert answer.status_code in {200, 204, 403, 405}
        assert open_scene.film is not None
        assert open_scene.film.uploads.exists()


def _every_kind_of_answer(scene: Scene) -> Iterator[tuple[str, HttpResponseBase]]:
    for row in TABLE:
        if row.method in {"GET", "HEAD", "OPTIONS"}:
            for name in ("ana", "cleo", "nobody"):
                yield f"{row} as {name}", ask(scene, name, row)
    yield "405", scene.browser("ana").generic("PROPFIND", "/account/")
    yield "no such page", scene.browser("ana").get("/no/such/page/")
    yield "no slash", scene.browser("ana").get("/account")
    yield "csrf", Client(enforce_csrf_checks=True).post("/sign-in/")
    yield "not valid", scene.browser("ana").post("/account/name/", {"name": ""})


def test_every_answer_is_kept_by_nobody_framed_by_nobody_and_runs_no_strange_script(
    open_scene: Scene,
) -> None:
    for what, answer in _every_kind_of_answer(open_scene):
        kept = answer.headers.get("Cache-Control", "")
        assert "no-store" in kept, what
        assert "public" not in kept, what
        assert answer.headers.get("X-Frame-Options") == "DENY", what
        # The address of a guardian's page holds a secret: not even our own server is told where they come from.
        secret = "consent:agree" in what and answer.status_code == 200
        assert answer.headers.get("Referrer-Policy") == ("strict-origin" if secret else "same-origin"), what
        assert answer.headers.get("X-Content-Type-Options") == "nosniff", what
        _assert_strict(answer.headers.get("Content-Security-Policy", ""), what)
        assert "Access-Control-Allow-Origin" not in answer.headers, what


def _assert_strict(policy: str, what: str) -> None:
    said = {part.split()[0]: part.split()[1:] for part in policy.split(";") if part.strip()}
    assert said.get("default-src") == ["'none'"], what
    assert said.get("frame-ancestors") == ["'none'"], what
    assert said.get("base-uri") == ["'none'"], what
    assert said.get("form-action") == ["'self'"], what
    assert "unsafe" not in policy, what
    assert not re.search(r"https?:|\*", policy), what


def test_no_address_takes_a_number_for_a_thing() -> None:
    """Public ids only: an integer in an address could be counted through."""
    for name, pattern in routes("sidebyside.web.urls"):
        assert "<int:" not in pattern, name
        assert "<slug:" not in pattern, name


def test_there_is_no_administration_site_and_nobody_with_every_right() -> None:
    assert not [name for name in settings.INSTALLED_APPS if "admin" in name]
    for model in apps.get_models():
        names = {field.name for field in model._meta.get_fields()}
        assert not names & {"is_superuser", "is_staff", "user_permissions"}, model
        if model._meta.app_label not in {"auth", "contenttypes", "sessions", "axes"}:
            assert not hasattr(model, "has_perm"), model
    assert not [app for app in settings.INSTALLED_APPS if app == "sidebyside"]


def test_the_demos_doors_exist_only_in_the_demo(open_scene: Scene, settings: Settings) -> None:
    product = {pattern for _name, pattern in routes("sidebyside.web.urls")}
    assert not [pattern for pattern in product if "demo" in pattern]
    demo = {name for name, pattern in routes("sidebyside.web.demo.urls") if pattern not in product}
    # The page of components shows made words to whoever runs the demo.
    assert demo == {"ways-in", "come-in", "look"}
    assert open_scene.browser("ana").get("/demo/").status_code == 404
    settings.ROOT_URLCONF = "sidebyside.web.demo.urls"
    settings.SIDEBYSIDE = settings.SIDEBYSIDE | {"DEMO_KEY": "the key that was printed"}
    for who in EVERYBODY:
        browser = open_scene.browser(who)
        assert browser.get("/demo/?key=a-guess").status_code == 404
        assert (
            browser.post("/demo/come-in", {"key": "", "who": str(open_scene.cast.ana.code)}).status_code
            == 404
        )
        assert browser.get("/demo/come-in?key=the+key+that+was+printed").status_code == 405


def test_words_lie_in_content_tables_only() -> None:
    for model in apps.get_models():
        if any(isinstance(field, SealedText) for field in model._meta.get_fields()):
            assert issubclass(model, SealedModel), model
    # Plain text columns in a content table hold enum words, hashes and random names; each is listed here.
    plain = {
        f"{model._meta.label}.{field.name}"
        for model in CONTENT
        for field in model._meta.get_fields()
        if isinstance(field, models.CharField | models.TextField | models.JSONField) and not field.choices
    }
    assert plain == PLAIN_TEXT_THAT_SAYS_NOTHING


PLAIN_TEXT_THAT_SAYS_NOTHING = {
    "consent.Pupil.id_hash",
    "consent.Link.token_hash",
    "voice.VoiceNote.place",
    "voice.VoiceNote.media_type",
    "voice.WrittenNote.problem",
    "voice.WrittenNote.language",
    "recordings.Recording.problem",
    "recordings.Rendition.name",
    "recordings.Rendition.media_type",
    "recordings.Rendition.shape",
    "recordings.Recording.sound",
    "recordings.Recording.sound_measures",
    "recordings.Part.pauses",
    "recordings.Extract.problem",
    "recordings.Blurring.look_problem",
    "recordings.Blurring.make_problem",
    "conversations.JoinCode.digits_hash",
    "room.Moment.lens",
    "conversations.Suggestions.made_with",
    "conversations.Suggestions.left_with",
    "conversations.Transcript.problem",
    "conversations.Transcript.language",
    "conversations.Transcript.quality",
    "conversations.Transcript.quality_measures",
    # Codes of tracks.
    "conversations.Transcript.tracks_heard",
    # Names of our own forms, questions, modules and guides.
    "figures.Cell.form",
    "figures.Cell.question",
    "instruments.Sheet.key",
    "library.Tried.module",
    "library.Addition.guide",
}

# How each content table ends for good. A new one fails here until somebody has said it.
ENDS_WITH_THE_FILM = {
    *("Recording", "Rendition", "Part", "Upload", "Extract", "LineUp"),
    *("Blurring", "FaceStretch", "FaceTrack", "Covering", "Recognised"),
}
ENDS_WITH_THE_TALK = {"Track"}
# Rows without words, that go with the transcript's.
ENDS_WITH_THE_TRANSCRIPT = {"Transcript", "SignOff", "BlindCoding", "CoderReady"}
# Sealed under the author's own key, or the pair's: unreadable everywhere once that key is destroyed.
ENDS_WITH_A_KEY = {
    *("StrandContent", "Criterion", "Question", "Aim", "PairPart"),
    *("Moment", "LiveNote", "TalkNote", "LookBack", "NextStep", "Takeaway"),
    *("WrittenTurn", "Voice", "Pseudonym", "Edit", "Piece", "Voices"),
    *("Suggestions", "TurnCode"),
    "Wishes",
    *("Pupil", "Guardian"),
    "Reason",
    *("Sheet", "DiaryEntry", "Pulse", "Tried", "Addition", "Interest"),
    *("Poster", "Picture", "ChartWords", "Layer", "ReadingRequest", "ReadingAnswer", "OfferWords"),
    *("Item", "LessonPlan"),
    # Under its note's.
    "WrittenNote",
    # Counts of answers, under a key of their half-term's.
    "Cell",
}
# Under a key of its own that goes with it: tests/voice/test_notes.py, tests/shelf/test_files.py.
ENDS_WITH_ITS_OWN_KEY = {"VoiceNote", "ItemFile"}
# Rows without words: they go with the pupil, with the class, or with both.
FALLS_WITH_THE_REGISTER = {"Place", "Answer", "Link", "Allowed", "SeatingPlan", "Seat"}
# No words: who was where and when, which falls with its strand.
FALLS_WITH_ITS_STRAND = {
    *(
        "HandOver",
        "Share",
        "Signal",
        "Conversation",
        "Confirmation",
        "JoinCode",
        "StimulusEvent",
        "Ready",
        "DeletionProposal",
        "WritingRefused",
        "VoiceOut",
        "LessonClass",
        "Brought",
        "OnTable",
    ),
}


def test_no_table_of_content_is_without_an_end() -> None:
    ends = (
        ENDS_WITH_THE_FILM
        | ENDS_WITH_THE_TALK
        | ENDS_WITH_THE_TRANSCRIPT
        | ENDS_WITH_A_KEY
        | ENDS_WITH_ITS_OWN_KEY
        | FALLS_WITH_ITS_STRAND
        | FALLS_WITH_THE_REGISTER
    )
    assert {model.__name__ for model in CONTENT} == ends
    assert all(issubclass(model, ContentModel) for model in CONTENT)


def _opened(row: models.Model) -> dict[str, Any]:
    fresh = type(row)._base_manager.get(pk=row.pk)
    return {
        field.name: getattr(fresh, field.name)
        for field in fresh._meta.get_fields()
        if isinstance(field, SealedText)
    }


@pytest.mark.parametrize("name", sorted(ENDS_WITH_A_KEY))
def test_words_are_gone_with_their_key(open_scene: Scene, name: str) -> None:
    model = next(model for model in CONTENT if model.__name__ == name)
    row: Any = model._base_manager.first()
    assert row is not None
    assert any(_opened(row).values())
    keystore.destroy(row.sealing_key())
    assert not any(_opened(row).values())


def test_nothing_of_a_film_is_left_when_it_is_deleted(db: None) -> None:
    scene = build("deleted")
    assert scene.film is not None
    mine = {"recording": scene.film}
    for model in CONTENT:
        names = {field.name for field in model._meta.get_fields() if isinstance(field, models.ForeignKey)}
        if model.__name__ in ENDS_WITH_THE_FILM and "recording" in names:
            assert not model._base_manager.filter(**mine).exists(), model
    assert keystore.is_destroyed(f"recording:{scene.film.code}")
    assert not scene.film.shares.filter(withdrawn_at=None).exists()
    scene.film.refresh_from_db()
    assert scene.film.file_name == scene.film.called == ""


def test_a_deleted_film_answers_like_one_that_never_was(db: None) -> None:
    scene = build("deleted")
    assert scene.film is not None
    for who in EVERYBODY:
        for code in (scene.film.code, uuid.uuid4()):
            answer = scene.browser(who).get(f"/film/{code}/film")
            assert answer.status_code == (401 if who == "nobody" else 404)
            report = scene.browser(who).post(
                f"/film/{code}/seen", json.dumps({"stretches": []}), content_type="application/json"
            )
            assert report.status_code == answer.status_code


def test_every_row_of_the_table_asks_for_a_right() -> None:
    assert all(row.needs for row in TABLE)


@pytest.mark.parametrize("row", [row for row in TABLE if row.spoils], ids=str)
@pytest.mark.parametrize("state", ["upload unfinished", "shared"])
def test_what_cannot_be_undone_is_done_for_its_owner_alone(db: None, state: str, row: Row) -> None:
    scene = build("second film shared" if row.place == "angle" else state)
    owner = "nina" if row.needs == (Right.KEEP_REGISTER,) else "ana"
    for who in ("ben", "cleo", "dora", owner):
        assert verdict(ask(scene, who, row), row) == (YES if who == owner else NO)

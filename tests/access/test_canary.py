"""A word that nobody knows, typed into every field for content, must turn up nowhere that a stranger can look."""

import base64
import gzip
import io
import json
import logging
import secrets
import struct
import threading
import uuid
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.apps import apps
from django.conf import settings as now_settings
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from pytest_django import Settings

from sidebyside.conversations.models import Suggestions, Track, Transcript, Voices, WrittenTurn
from sidebyside.jobs import engine
from sidebyside.people import actions as people_actions
from sidebyside.recordings.blurring.models import (
    Covering,
    FaceStretch,
    FaceTrack,
    Recognised,
    SecondLook,
)
from sidebyside.recordings.models import Recording
from sidebyside.trust.scrub import ScrubFilter
from sidebyside.trust.sealed import SealedText
from tests.access import (
    places_change,
    places_forms,
    places_interviews,
    places_pairing,
    places_programme,
    places_safeguarding,
    places_shelf,
    places_walks,
)
from tests.access.asking import ask, bytes_of
from tests.access.model import NOBODY
from tests.access.scenes import EVERYBODY, PARTNERS, Scene, share
from tests.access.table import TABLE
from tests.access.unfolding import holds
from tests.cast import Cast, gather
from tests.pages import hidden
from tests.recordings.conftest import begin_upload, made_film, send

OUTSIDERS = [name for name in EVERYBODY if name not in PARTNERS]


@pytest.fixture
def word() -> str:
    return f"Zeisig{secrets.token_hex(8)}"


@pytest.fixture
def place(tmp_path: Path, settings: Settings) -> Iterator[Path]:
    """A data folder of its own with a real engine store, keys and recordings, and the log as it is configured."""
    settings.SIDEBYSIDE = now_settings.SIDEBYSIDE | {
        "DATA": tmp_path,
        "ENGINE_URL": "",
        "KEYSTORE": tmp_path / "keys" / "keys.sqlite3",
        "MASTER_KEY_FILE": tmp_path / "keys" / "master.key",
    }
    settings.STORAGES = now_settings.STORAGES | {
        "recordings": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "recordings", "file_permissions_mode": 0o600},
        }
    }
    if connection.vendor == "sqlite":
        call_command("engine_store", stdout=io.StringIO())
    yield tmp_path
    engine.close_doors()


@contextmanager
def logged() -> Iterator[list[str]]:
    """Every logger's every line, through the filter that the log is configured with."""
    told: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            told.append(self.format(record))

    handler, root = Kept(), logging.getLogger()
    handler.addFilter(ScrubFilter())
    named = [one for one in root.manager.loggerDict.values() if isinstance(one, logging.Logger)]
    before = {one: one.level for one in (root, *named)}
    logging.disable(logging.NOTSET)
    root.addHandler(handler)
    for one in before:
        one.setLevel(logging.DEBUG)
    try:
        yield told
    finally:
        root.removeHandler(handler)
        for one, level in before.items():
            one.setLevel(level)


def _signed_in(cast: Cast) -> Scene:
    from tests.access.scenes import World, _sign_everybody_in

    scene = Scene("canary", World(), cast)
    _sign_everybody_in(scene)
    return scene


def _film_with(word: str) -> bytes:
    """A film that carries the word in a box of its own, as a camera writes a title."""
    return made_film(0.5) + struct.pack(">I", 8 + len(word)) + b"free" + word.encode()


def _write(browser: Client, page: str, to: str, fields: dict[str, str]) -> None:
    form = browser.get(page)
    assert form.status_code == 200, page
    seen = hidden(form, "seen", to if f'action="{to}"' in form.content.decode() else "")
    answer = browser.post(to, fields | {"seen": seen})
    assert answer.status_code == 302, (to, answer.status_code)


def _fill(scene: Scene, word: str) -> None:
    """Everything that two partners can write, through the product's own addresses."""
    cast, ana, ben = scene.cast, scene.browsers["ana"], scene.browsers["ben"]
    at = f"/cycle/{cast.strand.code}"
    pair = f"/pair/{cast.pair.code}"
    _write(ana, f"{pair}/agreement/", f"{pair}/agreement/", {"words": word})
    for client in (ana, ben):
        page = client.get(f"{pair}/agreement/")
        client.post(f"{pair}/sign/", {"version": "2", "seen": hidden(page, "seen", f"{pair}/sign/")})
    focus = {"lesson": word, "focus": word, "why": word, "would_see": word}
    focus |= {"criterion_1": word, "question_1": word}
    _write(ana, f"{at}/focus/", f"{at}/focus/", focus)
    _write(ben, f"{at}/focus/", f"{at}/questions/", {"coach_question_1": word})
    _bring(scene, word)
    mark = {"start": 1000, "end": 2000, "sort": "noticed", "seen": word, "made_of_it": word}
    for client in (ana, ben):
        answer = _script(client, f"{at}/moments/{uuid.uuid4()}/", mark)
        assert answer.status_code == 201, answer.content
        answer = _script(client, f"{at}/extracts/{uuid.uuid4()}/", {"start": 0, "end": 2000, "words": word})
        assert answer.status_code == 200, answer.content
    assert ben.post(f"{at}/notes/", {"words": word}).status_code == 302
    for client in (ana, ben):
        assert client.post(f"{at}/talk/here/", {"wants": "yes"}).status_code == 302
    assert ben.post(f"{at}/talk/notes/", {"words": word, "at_ms": "0"}).status_code == 302
    ana.post(f"{at}/talk/end/")
    _write_down(scene, word, f"{at}/talk/written")
    _afterwards(scene, word, at)
    places_forms.fill(scene.browsers["ana"], word, at)
    places_interviews.fill(ana, scene.browsers["idris"], cast, word)
    places_shelf.fill(ana, word, pair, at)


def _write_down(scene: Scene, word: str, at: str) -> None:
    """Brought, corrected, named otherwise, withheld and taken away; and what a worker keeps on its way."""
    ana, ben = scene.browsers["ana"], scene.browsers["ben"]
    said = f"00:00:01.000 --> 00:00:04.000\n<v {word}>So you <00:00:02.000>{word} wait.</v>\n\n"
    other = f"00:00:05.000 --> 00:00:08.000\n<v Ben>And {word} then?</v>\n"
    file = SimpleUploadedFile(f"{word}.vtt", f"WEBVTT\n\n{said}{other}".encode())
    assert ana.post(f"{at}/bring/", {"file": file}).status_code == 302
    written = Transcript.objects.get()
    turn = written.turns.all()[0]
    told = {"revision": turn.revision, "text": f"So you {word} waited.", "do": "text"}
    assert ana.post(f"{at}/turns/{turn.code}/", told).status_code == 302
    # As somebody who does not know better would press it: their words come back to them and go nowhere else.
    assert ben.post(f"{at}/turns/{turn.code}/", told | {"text": word}).status_code == 409
    assert ben.post(f"{at}/names/", {"name": word, "pseudonym": f"{word}us"}).status_code == 302
    assert ben.post(f"{at}/turns/{turn.code}/", {"do": "withhold", "count": "1"}).status_code == 302
    for kind in ("vtt", "eaf", "csv", "docx", "json"):
        answer = ben.get(f"{at}/file/{kind}/")
        assert holds(bytes_of(answer), f"{word}us"), kind
        assert not holds(repr(answer.headers).encode(), word), kind
    _code(scene, word, written)
    track = Track.objects.create(conversation=written.conversation, number=9)
    written.pieces.create(track=track, number=0, start_ms=0, end_ms=900, words=word, plan=word)
    Voices.objects.create(transcript=written, speakers=word, sound=word)


def _code(scene: Scene, word: str, written: Transcript) -> None:
    """Suggested for the turn that is left, coded twice over, and taken away."""
    ana, turn = scene.browsers["ana"], written.turns.all()[1]
    element = {"first": str(turn.code), "last": str(turn.code), "initiation": None, "subject": word}
    element |= {"tag": None, "p": 0.9, "because": [word]}
    codes = {"functions": [{"name": "question", "p": 0.9, "because": [word]}]}
    body = {"turns": {str(turn.code): codes}, "elements": [element], "spans": []}
    row = Suggestions.objects.get(transcript=written)
    row.transcript, row.body = written, json.dumps(body)
    row.made, row.revision = row.wanted, written.revision
    row.save()
    at = f"/cycle/{scene.cast.strand.code}/talk"
    for seen, words in enumerate((word, f"{word} again")):
        told = {"seen": str(seen), "value": "starts", "words": words}
        assert ana.post(f"{at}/codes/{turn.code}/subject/", told).status_code == 302
    assert ana.post(f"{at}/codes/{turn.code}/subject/?{word}", {"value": word}).status_code == 302
    for kind in ("pdf", "json", "csv"):
        answer = ana.get(f"{at}/reading/away/{kind}/")
        assert answer.status_code == 200, kind
        assert not holds(repr(answer.headers).encode(), word), kind
        assert kind == "pdf" or holds(bytes_of(answer), word), kind
    for page in ("reading", "in-time", "codes"):
        assert holds(bytes_of(ana.get(f"{at}/{page}/")), word) or page == "reading"


def _afterwards(scene: Scene, word: str, at: str) -> None:
    from sidebyside.programme.models import Criterion
    from sidebyside.reflection.models import NextStep

    ana, ben = scene.browsers["ana"], scene.browsers["ben"]
    steps = {"what_1": word, "by_when_1": word, "how_we_know_1": word}
    _write(ana, f"{at}/steps/", f"{at}/steps/", steps)
    about = f"about_{Criterion.objects.get().code.hex}"
    _write(ana, f"{at}/steps/", f"{at}/look-back/", {about: word})
    _write(ben, f"{at}/steps/", f"{at}/takeaway/", {"takeaway": word})
    step = f"{at}/steps/{NextStep.objects.get().code}/"
    _write(ana, step, step, {"came_of_it": word})
    aims = f"/pair/{scene.cast.pair.code}/aims/"
    _write(ana, aims, aims, {"aim_1": word})


def _bring(scene: Scene, word: str) -> None:
    body = _film_with(word)
    address = begin_upload(scene.browsers["ana"], scene.cast.strand.code, len(body), f"{word}.mp4")
    assert send(scene.browsers["ana"], address, 0, body) == 204
    scene.film = Recording.objects.get(sort=Recording.Sort.LESSON)
    # The preparing itself is tried elsewhere; for the page it is done.
    Recording.objects.update(state=Recording.State.READY, duration_ms=60_000)
    scene.film.renditions.update(media_type="video/mp4", published_at=scene.film.made_at)
    called = f"/cycle/{scene.cast.strand.code}/film/{scene.film.code}/called/"
    assert scene.browsers["ana"].post(called, {"called": word}).status_code == 302
    share(scene)
    # What a worker finds, and a form that takes numbers only: no word gets there but by hand.
    sealed = {"recording": scene.film}
    FaceTrack.objects.create(
        **sealed, number=9, facts=json.dumps({"first_ms": 0, "last_ms": 9, "doubt": [word]}), path=word
    )
    FaceStretch.objects.create(**sealed, attempt=1, number=0, seen=word)
    Covering.objects.create(
        **sealed, what="sound", where=json.dumps({"start_ms": 0, "end_ms": 9, "word": word})
    )
    look = SecondLook.objects.create(
        **sealed, person=scene.cast.cleo, asked_by=scene.cast.ana, ended_at=scene.film.made_at
    )
    marked = json.dumps({"start_ms": 0, "end_ms": 9, "word": word})
    Recognised.objects.create(**sealed, look=look, make_attempt=1, where=marked)


def _script(client: Client, address: str, body: dict[str, Any]) -> Any:
    return client.post(address, json.dumps(body), content_type="application/json")


def _consent(scene: Scene, word: str) -> None:
    """A class list with the word in every cell that is not the class's own name, and a seating plan."""
    cast, nina = scene.cast, scene.browsers["nina"]
    told = {"what": "data lead", "person": str(cast.nina.code)}
    assert scene.browsers["dora"].post("/school/charges/", told).status_code == 302
    rows = "class,first name,last name,pupil id,guardian,guardian email\n"
    rows += f"8 Beech,{word},{word},{word},{word},{word}@home.test\n"
    file = SimpleUploadedFile(f"{word}.csv", rows.encode())
    assert nina.post("/classes/list/", {"file": file}).status_code == 302
    at = f"/classes/{cast.school.classes.get().code}/"
    pupil = cast.school.pupils.get()
    guardian = pupil.guardians.get()
    paper = {f"{guardian.code.hex[:8]}-coaching": "yes"}
    assert nina.post(f"{at}pupils/{pupil.code}/paper/{guardian.code}/", paper).status_code == 302
    room = {"rows": 1, "columns": 1, "apart_cm": 120, "deep_cm": 150, "camera_x_cm": 0, "camera_y_cm": 300}
    room |= {"heading_deg": 180, "view_deg": 70, f"row-{pupil.code}": 1, f"seat-{pupil.code}": 1}
    assert nina.post(f"{at}seats/", room).status_code == 302
    assert holds(bytes_of(nina.post(f"{at}links/", {"as": "csv", "who": "everybody"})), word)
    which = {"which": str(cast.school.classes.get().code)}
    assert scene.browsers["ana"].post(f"/cycle/{cast.strand.code}/film/class/", which).status_code == 302
    scene.places["class"] = {"code": cast.school.classes.get().code}
    scene.places["pupil"] = scene.places["class"] | {"pupil": pupil.code}


def _mails(cast: Cast) -> None:
    people_actions.invite(cast.school, "somebody@harbour.test", "Somebody", cast.dora)
    people_actions.ask_way_back(cast.ana.email)
    people_actions.ask_new_email(cast.ben, "ben@new.test")


@pytest.fixture
def filled(
    db: None, place: Path, word: str, django_capture_on_commit_callbacks: Any
) -> tuple[Scene, list[str]]:
    scene = _signed_in(gather())
    with logged() as told, django_capture_on_commit_callbacks(execute=True):
        _fill(scene, word)
        _consent(scene, word)
        places_safeguarding.write_a_reason(scene, word)
        places_pairing.write_in_private(scene, word)
        places_change.fill(scene.cast, scene.browsers["ana"], word)
        places_walks.fill(scene.browsers["ana"], scene.browsers["ben"], word)
        _mails(scene.cast)
    for thread in threading.enumerate():
        if thread.name == "mail":
            thread.join()
    return scene, told


def _where_everything_lies(scene: Scene) -> None:
    cast, film = scene.cast, scene.film
    assert film is not None
    some = {name: uuid.uuid4() for name in ("moment", "note", "step", "track")}
    turn = WrittenTurn.objects.all()[0].code
    cycle = {"code": cast.strand.code}
    scene.places |= {"": {}, "cycle": cycle, "pair": {"code": cast.pair.code}}
    scene.places |= places_programme.places(cast) | places_change.places(cast) | places_interviews.places()
    scene.places |= {"programme": {"code": cast.programme.code}, "film": {"code": film.code}}
    for role in ("film", "poster", "strip", "peaks"):
        scene.places[role if role != "film" else "whole film"] = {"code": film.code, "role": role}
    scene.places["face"] = {"code": film.code, "track": FaceTrack.objects.get().code}
    scene.places["filming"] = cycle | {"film": film.code}
    covering = Covering.objects.get()
    scene.places["covered"] = scene.places["filming"] | {"covering": covering.code}
    extract = film.extracts.filter(author=cast.ana).get()
    scene.places["clip"] = {"code": film.code, "extract": extract.code}
    scene.places["written turn"] = cycle | {"turn": turn}
    scene.places["written file"] = cycle | {"kind": "vtt"}
    scene.places["codes file"] = cycle | {"kind": "csv"}
    for place, name in (("step", "step"), ("track of ana", "track")):
        scene.places[place] = cycle | {name: some[name]}
    moment = film.moments.filter(author=cast.ana).get()
    scene.places["moment of ana"] = cycle | {"moment": moment.code}


def _sealed_columns() -> Iterator[tuple[str, Callable[[], list[str]]]]:
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, SealedText):
                yield f"{model._meta.label}.{field.name}", _reader(model, field.name)


def _reader(model: Any, name: str) -> Callable[[], list[str]]:
    return lambda: [getattr(row, name) for row in model._base_manager.all()]


# No word can be typed into these.
HOLDS_NUMBERS = {"figures.Cell.counts"}


def test_every_field_for_content_is_reached(filled: tuple[Scene, list[str]], word: str) -> None:
    """Else the others would search for a word that was never written."""
    empty = {name for name, read in _sealed_columns() if not any(word in words for words in read())}
    assert empty == HOLDS_NUMBERS


def test_no_page_mail_feed_or_log_line_tells_it(filled: tuple[Scene, list[str]], word: str) -> None:
    scene, told = filled
    _where_everything_lies(scene)
    assert holds(bytes_of(scene.browser("ana").get(f"/cycle/{scene.cast.strand.code}/focus/")), word)
    asked = 0
    with logged() as lines:
        for row in TABLE:
            for who in OUTSIDERS:
                if who == "nina" and row.route.startswith("consent:"):
                    # The register is hers to keep.
                    continue
                if places_safeguarding.is_own_reason(who, row.route):
                    continue
                if row.method == "GET" and row.place in scene.places:
                    answer = ask(scene, who, row)
                    asked += 1
                    seen = bytes_of(answer) + repr(answer.headers).encode()
                    assert not holds(seen, word), f"{row} tells {who}"
        for who in PARTNERS:
            scene.browser(who).get(f"/cycle/{scene.cast.strand.code}/prepare/?q={word}")
            scene.browser(who).get(f"/no/such/{word}@harbour.test/")
    assert asked > 200
    for letter in mail.outbox:
        assert not holds(letter.message().as_bytes(), word), letter.subject
    # Three of accounts, and two of the interview.
    assert len(mail.outbox) == 5
    assert told or lines
    # A path that somebody makes up is not content; what came from forms and films must not be in any line.
    assert not [line for line in told if holds(line.encode(), word)]


@pytest.mark.parametrize("name", ["400.html", "403.html", "403_csrf.html", "404.html", "500.html"])
def test_no_error_page_tells_it(filled: tuple[Scene, list[str]], word: str, name: str) -> None:
    assert not holds(render_to_string(name, {"exception": word, "reason": word}).encode(), word)


def _database() -> bytes:
    """Everything in the database, as it lies there; on SQLite the file itself as well."""
    parts = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                plain = [
                    bytes(one) if isinstance(one, bytes | memoryview) else repr(one).encode() for one in row
                ]
                parts.append(b"\n".join(plain))
    if connection.vendor == "sqlite":
        parts.append(connection.connection.serialize())
    return b"\n".join(parts)


def _files(folder: Path) -> Iterator[tuple[Path, bytes]]:
    for file in folder.rglob("*"):
        if file.is_file():
            yield file, file.read_bytes()


def test_nothing_at_rest_tells_it(filled: tuple[Scene, list[str]], word: str, place: Path) -> None:
    """Tables, sessions, jobs, keys and stored bytes, as the operator finds them without opening any key."""
    found = _database()
    assert b"programme_strandcontent" in found or len(found) > 10_000
    assert not holds(found, word)
    files = dict(_files(place))
    assert any("recordings" in file.parts for file in files)
    assert any("keys" in file.parts for file in files)
    if connection.vendor == "sqlite":
        assert any(b"look_at_film" in body for body in files.values()), "no job was asked for"
    for file, body in files.items():
        assert not holds(body, word), file
        assert word.lower() not in str(file).lower()


# The test of the tests.


def _zipped(body: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inside.txt", body)
    return packed.getvalue()


WRAPPED: dict[str, Callable[[bytes], bytes]] = {
    "plain": lambda body: body,
    "in capitals": lambda body: body.upper(),
    "base64": base64.b64encode,
    "url-safe base64": base64.urlsafe_b64encode,
    "base64 in the middle": lambda body: b'{"a":"x' + base64.b64encode(b"ab" + body) + b'"}',
    "gzip": lambda body: b"head" + gzip.compress(body),
    "zlib": lambda body: b"head" + zlib.compress(body),
    "zip": _zipped,
    "PDF stream": lambda body: b"%PDF-1.7\nstream\n" + zlib.compress(body) + b"\nendstream",
    "UTF-16": lambda body: body.decode().encode("utf-16"),
    "percent": lambda body: quote(body.decode()).replace("e", "%65").encode(),
    "HTML": lambda body: b"".join(b"&#%d;" % letter for letter in body),
    "JSON": lambda body: b"".join(b"\\u%04x" % letter for letter in body),
    "base64 of gzip": lambda body: base64.b64encode(gzip.compress(body)),
    "gzip of base64 of UTF-16": lambda body: gzip.compress(
        base64.b64encode(body.decode().encode("utf-16-le"))
    ),
}


@pytest.mark.parametrize("wrap", list(WRAPPED))
def test_a_planted_word_is_found_however_it_is_wrapped(word: str, wrap: str) -> None:
    body = WRAPPED[wrap](b"before " + word.encode() + b" after")
    assert holds(body, word)
    assert not holds(body, f"Zeisig{secrets.token_hex(8)}")


def test_a_word_planted_in_the_open_is_found(filled: tuple[Scene, list[str]], word: str, place: Path) -> None:
    """Where a title column, a mail, a log line or a job would put it, the walk above finds it."""
    scene, _told = filled
    scene.cast.programme.name = word
    scene.cast.programme.save(update_fields=["name"])
    assert holds(_database(), word)
    page = scene.browser("dora").get(f"/programme/{scene.cast.programme.code}/")
    assert holds(bytes_of(page), word)
    with logged() as lines:
        logging.getLogger("sidebyside.recordings").debug("Took in %s", word)
    assert any(holds(line.encode(), word) for line in lines)
    session = scene.browser("dora").session
    session["title"] = word
    session.save()
    scene.cast.programme.name = "Coaching year"
    scene.cast.programme.save(update_fields=["name"])
    assert holds(_database(), word), "a session's row is not looked into"
    (place / "engine.sqlite3-planted").write_bytes(gzip.compress(word.encode()))
    assert any(holds(body, word) for _file, body in _files(place))


def test_a_stranger_is_among_those_who_look() -> None:
    assert NOBODY in OUTSIDERS

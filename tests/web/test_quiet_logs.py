"""A log line says places and public ids: no address, no token, no name, no word, and it is one line."""

import logging

import pytest
from django.core.management import call_command
from django.test import Client
from gunicorn.config import Config
from tests.access.asking import ask
from tests.access.scenes import EVERYBODY, build
from tests.access.table import TABLE
from tests.access.test_canary import logged
from tests.cast import PASSWORD

from sidebyside.trust.scrub import ScrubFilter, scrubbed
from sidebyside.web.gunicorn_log import ScrubbedLogger

TOKEN = "Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4"


def test_a_walk_over_every_address_logs_no_name_address_or_token(db: None) -> None:
    scene = build("meeting open")
    with logged() as told:
        for row in TABLE:
            if row.method == "GET":
                for who in ("ana", "cleo", "nobody"):
                    ask(scene, who, row)
        Client().post("/sign-in/", {"email": scene.cast.ana.email, "password": "wrong wrong"})
        Client().post("/lost/", {"email": scene.cast.ana.email})
        Client().get(f"/join/{TOKEN}/")
        Client().get(f"/lost/{TOKEN}/?next={TOKEN}")
        Client(HTTP_HOST=f"{TOKEN}.example").get("/")
        Client(enforce_csrf_checks=True).post(f"/join/{TOKEN}/", {"name": "x"})
    lines = [line for line in told if "(0.0" not in line and not line.startswith("(")]
    assert lines
    people = {getattr(scene.cast, name) for name in EVERYBODY if hasattr(scene.cast, name)}
    for line in lines:
        assert "@" not in line, line
        assert TOKEN not in line, line
        assert "\n" not in line, line
        for person in people:
            assert person.name not in line, line


def test_signing_in_and_out_and_a_refusal_are_lines_that_say_who_by_code(db: None) -> None:
    scene = build("meeting open")
    cleo, browser = scene.cast.cleo, Client()
    with logged() as told:
        browser.post("/sign-in/", {"email": cleo.email, "password": PASSWORD})
        browser.get(f"/cycle/{scene.cast.strand.code}/film/")
        browser.post("/sign-out/")
    said = [line for line in told if str(cleo.code) in line and not line.startswith("(")]
    assert f"Signed in: {cleo.code}, by an own way in." in said
    assert f"Refused GET recordings:film to {cleo.code}." in said
    assert f"Signed out: {cleo.code}." in said
    assert not [line for line in said if str(scene.cast.strand.code) in line]


def test_nobody_can_write_a_line_of_their_own() -> None:
    assert (
        scrubbed("Not Found: /x\n2026-01-01 INFO made up\x1b[2J")
        == "Not Found: /x 2026-01-01 INFO made up [2J"
    )


def test_gunicorns_own_lines_pass_the_scrubber() -> None:
    logger = ScrubbedLogger(Config())
    handler = logger.error_log.handlers[0]
    assert any(isinstance(one, ScrubFilter) for one in handler.filters)
    try:
        raise ValueError("a very private note")
    except ValueError as error:
        info = (ValueError, error, error.__traceback__)
    record = logging.LogRecord(
        "gunicorn.error", logging.ERROR, __file__, 1, f"Error handling request /join/{TOKEN}", (), info
    )
    assert handler.filter(record)
    told = handler.format(record)
    assert "private" not in told
    assert TOKEN not in told


@pytest.mark.django_db
def test_the_check_of_the_framework_finds_nothing_to_harden() -> None:
    call_command("check", "--fail-level", "WARNING")

"""What is done while the ground goes, and what must be true afterwards. Each function is a process of its own."""

import hashlib
import io
import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from sidebyside.people.models import Person
from sidebyside.programme.models import StrandStep
from sidebyside.recordings import deleting, ending, jobs, renditions, store
from sidebyside.recordings.models import Recording, Share, Upload
from sidebyside.room.models import Moment
from sidebyside.trust import keystore, ledger, master, monthly, rotating
from sidebyside.web.backup import replaying
from tests.cast import Cast, gather
from tests.recordings.conftest import BODY, TUS, made_film, metadata, ready_film
from tests.tables import lay_in

MB = 1024 * 1024
CANARY = b"Zeisig-that-must-not-stay-plain "
FILM = CANARY * (2 * MB // len(CANARY)) + b"and its end"
ROOM = ("no room", "No room")


@dataclass(frozen=True)
class Scene:
    before: Callable[[], object]
    act: Callable[[], str]
    after: Callable[[str], object]


def data() -> Path:
    return Path(os.environ["SIDEBYSIDE_DATA"])


def keep(**words: Any) -> None:
    path = data() / "told.json"
    path.write_text(json.dumps((told() if path.exists() else {}) | words))


def told() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((data() / "told.json").read_text())
    return found


def tables() -> None:
    lay_in(data())
    call_command("migrate", verbosity=0)


def school() -> Cast:
    """The cast, two who are signed in, and nothing that a second start would have to make."""
    cast = gather()
    signed_in = {}
    for person in (cast.ana, cast.ben):
        client = Client()
        client.force_login(person, backend="sidebyside.people.backends.EmailBackend")
        signed_in[person.name] = client.cookies["sessionid"].value
    keep(strand=str(cast.strand.code), signed_in=signed_in)
    keystore.key_made_on_first_use(f"words:{cast.ana.code}")
    ledger.begin()
    return cast


def browser(name: str) -> Client:
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = told()["signed_in"][name]
    return client


def at(page: str) -> str:
    return f"/cycle/{told()['strand']}/{page}"


def starts() -> None:
    """As every start does, before a door opens."""
    monthly.destroy_due()
    ledger.begin()
    if replaying.keys(ledger.entries()):
        replaying.recordings()


def nothing_plain() -> None:
    for path in data().rglob("*"):
        if path.is_file():
            assert CANARY[:24] not in path.read_bytes(), path


def body_of(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def understood(answers: str) -> None:
    """Where there was no room: every refusal says so, and nothing of the inside."""
    for status, words in json.loads(answers) if answers else []:
        if status >= 400:
            assert status == 507, (status, words)
            assert any(one in words for one in ROOM), words
            for inside in ("Traceback", "Error", "sqlite", str(data())):
                assert inside not in words, words


def answered(*answers: Any) -> str:
    return json.dumps([(one.status_code, body_of(one).decode(errors="replace")) for one in answers])


# A film is sent.


def sends() -> str:
    ana, length = browser("Ana"), str(len(FILM))
    words = metadata(strand=told()["strand"], filename="lesson.mp4")
    headers = {"tus-resumable": "1.0.0", "upload-length": length, "upload-metadata": words}
    begun = ana.post("/upload/", headers=headers)
    if begun.status_code != 201:
        return answered(begun)
    address = begun.headers["Location"]
    first = patch(ana, address, 0, FILM[:MB])
    if first.status_code != 204:
        return answered(first)
    return answered(patch(ana, address, MB, FILM[MB:]))


def patch(ana: Client, address: str, offset: int, body: bytes) -> Any:
    headers = {"tus-resumable": "1.0.0", "upload-offset": str(offset)}
    return ana.patch(address, data=body, content_type=BODY, headers=headers)


def sent_after(answers: str) -> None:
    understood(answers)
    nothing_plain()
    starts()
    ana = browser("Ana")
    assert ana.get(at("film/")).status_code == 200
    upload = Upload.objects.first()
    if upload is None:
        assert not Recording.objects.exists()
        words = metadata(strand=told()["strand"], filename="lesson.mp4")
        headers = {"tus-resumable": "1.0.0", "upload-length": str(len(FILM)), "upload-metadata": words}
        begun = ana.post("/upload/", headers=headers)
        assert begun.status_code == 201, begun.content
        address = begun.headers["Location"]
    else:
        address = f"/upload/{upload.code}"
    standing = ana.head(address, **TUS)
    assert standing.status_code == 200
    offset = int(standing.headers["Upload-Offset"])
    assert offset % MB == 0 or offset == len(FILM), offset
    if offset < len(FILM):
        assert patch(ana, address, offset, FILM[offset:]).status_code == 204
    film = Recording.objects.get()
    assert film.state == Recording.State.PREPARING
    assert Upload.objects.get().finished_at is not None
    with store.read(renditions.place(film.renditions.get())) as reader:
        assert hashlib.sha256(reader.read_at(0, reader.size)).digest() == hashlib.sha256(FILM).digest()
    assert browser("Ben").get(f"/film/{film.code}/film").status_code == 404


# A film is made ready.


def has_sent() -> None:
    cast = school()
    film = made_film(1.0)
    ana = browser("Ana")
    words = metadata(strand=str(cast.strand.code), filename="lesson.mp4")
    headers = {"tus-resumable": "1.0.0", "upload-length": str(len(film)), "upload-metadata": words}
    address = ana.post("/upload/", headers=headers).headers["Location"]
    assert patch(ana, address, 0, film).status_code == 204


def prepares() -> str:
    from sidebyside.jobs import Owed, run_here

    film = Recording.objects.get()
    for kind in (jobs.LOOK, jobs.PREPARE):
        run_here(kind, Owed(str(film.code), film.attempt))
    return ""


def prepared_after(_told: str) -> None:
    from sidebyside.jobs import Owed, run_here

    starts()
    ana = browser("Ana")
    film = Recording.objects.get()
    page = ana.get(at("film/"))
    assert page.status_code == 200
    if film.state == Recording.State.FAILED:
        assert film.problem == "no_room"
        assert any(one in page.content.decode() for one in ROOM)
        assert ana.post(at("film/again/")).status_code == 302
    elif film.state == Recording.State.PREPARING:
        assert "progress" in page.content.decode()
    # What the sweep asks for.
    for kind, looked in ((jobs.LOOK, False), (jobs.PREPARE, True)):
        for owed in jobs.owed_now(looked=looked):
            run_here(kind, Owed(owed.code, owed.attempt))
    film.refresh_from_db()
    assert film.state == Recording.State.READY, (film.state, film.problem)
    assert set(store.names(film.code)) == set(film.renditions.values_list("name", flat=True))
    assert ana.get(f"/film/{film.code}/film").status_code == 200
    assert ana.get(f"/film/{film.code}/poster").status_code == 200
    assert browser("Ben").get(f"/film/{film.code}/film").status_code == 404


# A film is deleted.


def has_a_shared_film() -> None:
    cast = school()
    film = ready_film(cast, FILM)
    Share.objects.create(recording=film, whole=True, opening=cast.cycle.opening)
    StrandStep.objects.get_or_create(strand=cast.strand, key="film")
    for author, put_away in ((cast.ana, None), (cast.ben, timezone.now())):
        Moment.objects.create(recording=film, author=author, start_ms=0, end_ms=9, put_away_at=put_away)
    keep(film=str(film.code), code=str(film.code))


def deletes() -> str:
    return answered(browser("Ana").post(at("film/delete/"), {"what": "film"}))


def deleted_after(answers: str) -> None:
    understood(answers)
    starts()
    ana, ben = browser("Ana"), browser("Ben")
    film = Recording.objects.get()
    address = f"/film/{film.code}/film"
    assert ana.get(at("film/")).status_code == 200
    if film.state != Recording.State.DELETED:
        # Nothing was done: it is whole, for both, with all that hung on it; pressing again does it.
        assert body_of(ana.get(address)) == FILM
        assert body_of(ben.get(address)) == FILM
        assert Moment.objects.count() == 2
        assert ana.post(at("film/delete/"), {"what": "film"}).status_code == 302
    assert ana.get(address).status_code == 404
    assert ben.get(address).status_code == 404
    Recording.objects.update(deleted_at=timezone.now() - 2 * ending.AT_WORK)
    for owed in ending._to_finish():
        ending.finish_deleting(owed.code, owed.attempt)
    assert list(ending._to_finish()) == []
    assert not any(deleting.left(film.code).values()), deleting.left(film.code)
    assert keystore.is_destroyed(f"recording:{film.code}")
    assert f"recording:{film.code}" in {one.what for one in ledger.entries()}
    assert not StrandStep.objects.filter(key="film").exists(), "the cycle says that there is a film"
    nothing_plain()


# Keys are rotated, made and destroyed.


OVER = "00000000-0000-0000-0000-000000000001"


def days_ago(days: int) -> Any:
    then = time.time() - days * 24 * 3600
    return mock.patch("time.time", return_value=then)


def has_keys() -> None:
    school()
    kept = {f"words:{number:032x}": "" for number in range(230)}
    for name in kept:
        keystore.make(name)
        kept[name] = keystore.key(name).hex()
    with days_ago(8):
        month = monthly.for_sealing()
    with days_ago(36):
        monthly._write(OVER, int(time.time()), bytes(32), keystore.master_in_use())
    keep(keys=kept, month=month.name, month_key=month.key.hex())


def every_key_opens() -> None:
    for name, key in told()["keys"].items():
        assert keystore.key(name).hex() == key, name
    assert monthly.opened(told()["month"]).key.hex() == told()["month_key"]
    owner = Person.objects.get(name="Ana")
    assert len(keystore.key(f"words:{owner.code}")) == 32


def rotates(which: str) -> Callable[[], str]:
    def act() -> str:
        out = io.StringIO()
        try:
            call_command("rotate_keys", *([which] if which else []), stdout=out)
        except Exception as error:
            # What the operator reads: one line, and nothing of a key.
            return json.dumps([type(error).__name__, str(error)])
        return ""

    return act


def rotated_after(which: str) -> Callable[[str], object]:
    def after(said: str) -> None:
        if said:
            kind, words = json.loads(said)
            assert kind == "CommandError", (kind, words)
            assert "\n" not in words
        every_key_opens()
        assert len(keystore.key_made_on_first_use("words:" + "f" * 32)) == 32
        starts()
        call_command("rotate_keys", *([which] if which else []), stdout=io.StringIO())
        keystore.close()
        every_key_opens()
        assert not rotating.school_key_rotates()
        assert not master.next_file().exists()
        assert keystore.look().execute("SELECT count(*) FROM school_keys").fetchone() == (1,)

    return after


def seals() -> str:
    try:
        monthly.for_sealing()
        monthly.destroy_due()
    except Exception as error:
        return json.dumps([type(error).__name__, str(error)])
    return ""


def sealed_after(_said: str) -> None:
    every_key_opens()
    starts()
    newest = monthly.for_sealing()
    assert newest.name != told()["month"]
    assert monthly.opened(newest.name) == newest
    assert monthly.due() == []
    try:
        monthly.opened(OVER)
    except monthly.MonthlyKeyGone:
        pass
    else:
        raise AssertionError("the old monthly key still opens")
    lying = {path.name for path in Path(settings.SIDEBYSIDE["MONTHLY_KEYS"]).glob("*.key")}
    assert lying == {f"{newest.name}.key", f"{told()['month']}.key"}, lying


def nothing() -> None:
    """The very first start."""


def makes_first_keys() -> str:
    try:
        keystore.make("words:" + "a" * 32)
    except Exception as error:
        return json.dumps([type(error).__name__, str(error)])
    return ""


def first_keys_after(_said: str) -> None:
    key = keystore.key_made_on_first_use("words:" + "a" * 32)
    keystore.close()
    assert keystore.key("words:" + "a" * 32) == key
    assert keystore.look().execute("SELECT count(*) FROM school_keys").fetchone() == (1,)


SCENES = {
    "upload": Scene(school, sends, sent_after),
    "prepare": Scene(has_sent, prepares, prepared_after),
    "delete": Scene(has_a_shared_film, deletes, deleted_after),
    "rotate school key": Scene(has_keys, rotates("--school"), rotated_after("--school")),
    "rotate master key": Scene(has_keys, rotates("--master"), rotated_after("--master")),
    "monthly keys": Scene(has_keys, seals, sealed_after),
    "first keys": Scene(nothing, makes_first_keys, first_keys_after),
}


# Two at once.


@dataclass(frozen=True)
class Race:
    before: Callable[[], object]
    acts: tuple[Callable[[], object], ...]
    after: Callable[[str], object]


def deletes_or_finds_it_gone() -> None:
    answer = browser("Ana").post(at("film/delete/"), {"what": "film"})
    assert answer.status_code == 302, answer.status_code


def deleted_once_after(_told: str) -> None:
    film = Recording.objects.get()
    assert film.state == Recording.State.DELETED
    assert len([one for one in ledger.entries() if one.what == f"recording:{film.code}"]) == 1
    deleted_after("")
    page = browser("Ana").get(at("film/"))
    assert page.status_code == 200
    assert "Not everything could be deleted" not in page.content.decode()


def rotates_and_goes_on() -> None:
    rotates("")()


def makes_and_opens_keys() -> None:
    for number in range(40):
        keystore.make(f"words:{number + 1000:032x}")
        keystore.close()
        every_key_opens()


def rotated_once_after(_told: str) -> None:
    rotated_after("")("")
    for number in range(40):
        assert len(keystore.key(f"words:{number + 1000:032x}")) == 32


RACES = {
    "two deletes": Race(
        has_a_shared_film, (deletes_or_finds_it_gone, deletes_or_finds_it_gone), deleted_once_after
    ),
    "deleted while it is made ready": Race(
        has_sent, (prepares, deletes_or_finds_it_gone), lambda _told: deleted_after("")
    ),
    "two rotations while keys are made": Race(
        has_keys, (rotates_and_goes_on, rotates_and_goes_on, makes_and_opens_keys), rotated_once_after
    ),
}

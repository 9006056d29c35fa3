"""What was opened rightly ends with the right: sessions, feeds, upload addresses and streams that are under way."""

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from sidebyside.consent import register
from sidebyside.people import actions as people_actions
from sidebyside.programme import feeds
from sidebyside.programme.times_changed import uid_of
from sidebyside.recordings import live, pupils
from sidebyside.recordings.models import Rendition, Upload
from tests.access import scenes
from tests.access.model import ANA, BEN
from tests.access.scenes import Scene, build
from tests.cast import PASSWORD
from tests.consent.registered import add_pupil, all_say_yes, make_class, say
from tests.recordings.conftest import send
from tests.room.conftest import kept

MB = 1024 * 1024
TUS = {"tus-resumable": "1.0.0"}


class Clock:
    """The clock that streams go by, moved by hand; ``then`` happens the next time somebody reads it."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.then: Callable[[], None] | None = None

    def monotonic(self) -> float:
        if self.then is not None:
            happens, self.then = self.then, None
            happens()
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(live, "time", SimpleNamespace(monotonic=made.monotonic))
    return made


def _sign_out(scene: Scene, name: str) -> None:
    assert scene.browser(name).post("/sign-out/").status_code == 302


def _new_password(scene: Scene, name: str) -> None:
    people_actions.change_password(scene.fresh(name), "quite another long password")


ENDS: dict[str, Callable[[Scene], None]] = {
    "the owner withdraws": scenes.withdraw,
    "the cycle closes": scenes.close,
    "the cycle rests": scenes.pause,
    "the coach leaves": lambda scene: scenes.leave(scene, BEN),
    "the owner leaves": lambda scene: scenes.leave(scene, ANA),
    "the coach's account is closed": lambda scene: scenes.disable(scene, BEN),
    "the owner's account is closed": lambda scene: scenes.disable(scene, ANA),
    "the coach's account is held": lambda scene: scenes.hold(scene, BEN),
    "the coach signs out": lambda scene: _sign_out(scene, BEN),
    "the coach's password is changed elsewhere": lambda scene: _new_password(scene, BEN),
    "the film is deleted": scenes.delete,
}


def _long_film(scene: Scene) -> str:
    assert scene.film is not None
    scene.film.renditions.filter(role=Rendition.Role.FILM).delete()
    kept(scene.film, Rendition.Role.FILM, b"Quillfilmbytes" * 200_000, "video/mp4")
    return f"/film/{scene.film.code}/film"


def _long_clip(scene: Scene) -> str:
    clip = Rendition.objects.select_related("extract", "recording").get(role=Rendition.Role.CLIP)
    assert scene.film is not None
    assert clip.extract is not None
    clip.delete()
    kept(scene.film, Rendition.Role.CLIP, b"Quillclipbytes" * 200_000, "video/mp4", clip.extract)
    return f"/film/{scene.film.code}/clip/{clip.extract.code}"


def _stream(browser: Client, address: str) -> Iterator[bytes]:
    response: Any = browser.get(address)
    assert response.status_code == 200
    return iter(response.streaming_content)


def test_a_right_is_looked_at_again_well_within_ten_seconds() -> None:
    assert live.LOOK_AGAIN_S <= 5


@pytest.mark.parametrize("what", ["film", "clip"])
@pytest.mark.parametrize("end", list(ENDS))
def test_an_open_stream_is_cut(db: None, clock: Clock, end: str, what: str) -> None:
    scene = build("shared" if what == "film" else "extracts shared")
    stream = _stream(scene.browser(BEN), _long_film(scene) if what == "film" else _long_clip(scene))
    assert next(stream)
    clock.now += live.LOOK_AGAIN_S + 0.1
    assert next(stream), "it goes on while the right stands"
    ENDS[end](scene)
    clock.now += live.LOOK_AGAIN_S + 0.1
    with pytest.raises(live.LetOut):
        next(stream)
    with pytest.raises(StopIteration):
        next(stream)


@pytest.mark.parametrize("what", ["film", "clip"])
@pytest.mark.parametrize(
    "no", ["a guardian takes the yes back", "the pupil says no", "a pupil without a yes comes"]
)
def test_an_open_stream_is_cut_when_somebody_in_shot_may_not_be_filmed_any_more(
    db: None, clock: Clock, no: str, what: str
) -> None:
    scene = build("shared" if what == "film" else "extracts shared")
    school_class = make_class(scene.cast.school, "Ada Byron", "Bo Smith", name="9 Elm")
    all_say_yes(school_class)
    pupils.name(scene.cast.strand, scene.cast.ana, school_class.code, by_plan=False)
    stream = _stream(scene.browser(BEN), _long_film(scene) if what == "film" else _long_clip(scene))
    assert next(stream)
    clock.now += live.LOOK_AGAIN_S + 0.1
    assert next(stream), "it goes on while everybody in shot has a yes"
    ada = school_class.places.order_by("pk")[0].pupil
    {
        "a guardian takes the yes back": lambda: say(ada, False),
        "the pupil says no": lambda: register.opt_out(ada, scene.cast.ana, out=True) and None,
        "a pupil without a yes comes": lambda: add_pupil(school_class, "Cy Jones") and None,
    }[no]()
    clock.now += live.LOOK_AGAIN_S + 0.1
    with pytest.raises(live.LetOut):
        next(stream)
    assert scene.browser(ANA).get(f"/cycle/{scene.cast.strand.code}/film/").status_code == 200


@pytest.mark.parametrize("end", ["the owner's account is closed", "the owner signs out", "held", "given up"])
def test_an_upload_under_way_is_stopped(db: None, clock: Clock, end: str) -> None:
    scene = build("upload unfinished")
    address = f"/upload/{scene.places['upload']['code']}"
    # Made before, for an upload from an own device that knows nothing of what happens elsewhere.
    browser = scene.browser(ANA)
    deeds: dict[str, Callable[[], None]] = {
        "the owner's account is closed": lambda: scenes.disable(scene, ANA),
        "the owner signs out": lambda: scene.fresh(ANA) and browser.session.flush(),
        "held": lambda: scenes.hold(scene, ANA),
        "given up": lambda: scenes.delete(scene),
    }

    def happens() -> None:
        # The request itself has begun: what it reads next, it reads after this.
        deeds[end]()
        clock.now += live.LOOK_AGAIN_S + 0.1

    clock.now += live.LOOK_AGAIN_S + 0.1
    clock.then = lambda: setattr(clock, "then", happens)
    status = send(browser, address, 0, b"x" * 3_000_000)
    # Without a session the answer is to sign in, so that the device goes on afterwards.
    is_signed_out = end in {"the owner's account is closed", "the owner signs out"}
    assert status in ({401} if is_signed_out else {404, 423}), status
    assert not Upload.objects.filter(finished_at__isnull=False, pk__in=_pk(scene)).exists()


def _pk(scene: Scene) -> list[int]:
    return list(Upload.objects.filter(code=scene.places["upload"]["code"]).values_list("pk", flat=True))


@pytest.mark.parametrize(
    ("end", "status"),
    [
        ("the owner's account is closed", 401),
        ("the owner signs out", 401),
        ("the owner's account is held", 404),
        ("the upload is given up", 404),
    ],
)
def test_an_upload_address_ends_with_the_right(db: None, end: str, status: int) -> None:
    scene = build("upload unfinished")
    address = f"/upload/{scene.places['upload']['code']}"
    assert scene.browser(ANA).head(address, headers=TUS).status_code == 200
    {
        "the owner's account is closed": lambda: scenes.disable(scene, ANA),
        "the owner signs out": lambda: _sign_out(scene, ANA),
        "the owner's account is held": lambda: scenes.hold(scene, ANA),
        "the upload is given up": lambda: scene.browser(ANA).delete(address, headers=TUS) and None,
    }[end]()
    assert scene.browser(ANA).head(address, headers=TUS).status_code == status
    assert send(scene.browser(ANA), address, 0, b"x" * 3_000_000) == status
    for other in (BEN, "dora"):
        assert scene.browser(other).head(address, headers=TUS).status_code == 404


def test_a_copied_session_is_worth_nothing_after_the_sign_out(db: None) -> None:
    scene = build("shared")
    page = f"/cycle/{scene.cast.strand.code}/"
    assert scene.browser(BEN).get(page).status_code == 200
    _sign_out(scene, BEN)
    assert scene.browser(BEN).get(page).status_code == 302


def test_a_closed_account_is_out_at_once_and_opened_again_it_signs_in_anew(db: None) -> None:
    scene = build("shared")
    page = f"/cycle/{scene.cast.strand.code}/"
    scenes.disable(scene, BEN)
    assert scene.browser(BEN).get(page).status_code == 302
    people_actions.enable(scene.person(BEN), scene.cast.dora)
    # It may have been closed because of whoever sat at that session: it does not come back.
    assert scene.browser(BEN).get(page).status_code == 302
    anew = Client()
    answer = anew.post("/sign-in/", {"email": scene.person(BEN).email, "password": PASSWORD})
    assert answer.status_code == 302
    assert anew.get(page).status_code == 200


def test_a_held_account_keeps_its_session_and_loses_content_at_once(db: None) -> None:
    scene = build("shared")
    scenes.hold(scene, BEN)
    assert scene.browser(BEN).get("/account/").status_code == 200
    assert scene.browser(BEN).get(f"/cycle/{scene.cast.strand.code}/").status_code == 404


@pytest.mark.parametrize("end", ["made anew", "switched off", "account closed"])
def test_a_calendar_link_ends_at_once(db: None, end: str) -> None:
    scene = build("shared")
    feed = f"/calendar/{scene.places['feed']['token']}.ics"
    assert scene.browser("nobody").get(feed).status_code == 200
    {
        "made anew": lambda: feeds.renew(scene.cast.ana) and None,
        "switched off": lambda: feeds.switch_off(scene.cast.ana),
        "account closed": lambda: scenes.disable(scene, ANA),
    }[end]()
    assert scene.browser("nobody").get(feed).status_code == 404


@pytest.mark.parametrize("deed", ["leave", "pause"])
def test_a_feed_drops_what_its_person_is_no_longer_in(db: None, deed: str) -> None:
    scene = build("shared")
    feed = f"/calendar/{scene.places['feed']['token']}.ics"
    # What the whole group does together stands there as well, and rests with no cycle.
    times = [uid_of(scene.cast.strand, name).encode() for name in ("lesson", "meeting")]
    assert all(one in scene.browser("nobody").get(feed).content for one in times)
    (scenes.pause if deed == "pause" else lambda one: scenes.leave(one, ANA))(scene)
    left = scene.browser("nobody").get(feed).content
    assert not any(one in left for one in times)
    assert (b"VEVENT" in left) == (deed == "pause")

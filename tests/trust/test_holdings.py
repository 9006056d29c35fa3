"""One shredder for every content model: each says how it is erased and what of it is taken away, and does."""

import io
import json
import uuid
import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.db import models
from django.test import Client
from django.utils import timezone
from tests.access.asking import bytes_of
from tests.access.scenes import Scene, build
from tests.cast import PASSWORD, Cast

from sidebyside.core.media.parts import seal_part
from sidebyside.people.models import Person, SchoolRole
from sidebyside.recordings import renditions, store
from sidebyside.recordings.filming_key import private_key
from sidebyside.recordings.models import Part, Recording, Rendition, Upload
from sidebyside.trust import audit, chain, holdings, keystore, ledger
from sidebyside.trust.holdings import Holding, Way
from sidebyside.trust.models import Access, Deed
from sidebyside.trust.sealed import ContentModel, SealedText

Browser = Callable[[Person], Client]
# Made by Ana or by Ben alone; each stands in one row.
ANAS = (
    "Quillfocus",
    "Quillcriterion",
    "Quillanaasks",
    "Quillanasaw",
    "Quillananoted",
    "Quillstep",
    "Quillaim",
)
BENS = ("Quillbenasks", "Quillbensaw", "Quillbenmade", "Quillbennoted", "Quillbenpicked", "Quilltakeaway")


@pytest.fixture
def scene(db: None) -> Scene:
    return build("meeting open")


def test_every_content_model_is_held_once_and_nothing_else() -> None:
    held = [one.model for one in holdings.holdings()]
    assert len(held) == len(set(held))
    missing = {model.__name__ for model in holdings.must_be_held()} - {model.__name__ for model in held}
    assert not missing, f"register these in their room's holdings.py: {missing}"
    assert set(held) <= holdings.must_be_held()


def test_the_look_for_models_finds_sealed_columns_files_and_marked_tables() -> None:
    found = holdings.must_be_held()
    assert Recording in found
    assert all(issubclass(model, ContentModel) for model in found)
    sealed = {
        model for model in found if any(isinstance(one, SealedText) for one in model._meta.get_fields())
    }
    assert len(sealed) > 15


def test_every_sealed_column_is_taken_away_by_its_author_or_it_is_said_why_not() -> None:
    for one in holdings.holdings():
        sealed = {each.name for each in one.model._meta.get_fields() if isinstance(each, SealedText)}
        if one.way == Way.OWN:
            # What stood there before is for undoing alone.
            assert sealed - {"before"} <= set(one.exported), one.model
        else:
            assert one.exported or len(one.why_not) > 10, one.model
        assert holdings.has_a_shredder(one.way)


@pytest.mark.parametrize(
    "wrong",
    [
        {"way": Way.OWN, "why_not": "no reason"},
        {"way": Way.PLACE},
        {"way": Way.FILM, "exported": ("code",)},
        {"way": Way.OWN, "whose": "owner", "exported": ("code",), "why_not": "both"},
    ],
    ids=["own and nobody's", "nothing said", "taken by nobody", "both said"],
)
def test_a_holding_that_leaves_something_unsaid_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="say "):
        Holding(model=Recording, **wrong)  # type: ignore[arg-type]


def everybodys_words() -> str:
    found = []
    for one in holdings.holdings():
        columns = [each.name for each in one.model._meta.get_fields() if isinstance(each, SealedText)]
        related = [
            each.name for each in one.model._meta.concrete_fields if isinstance(each, models.ForeignKey)
        ]
        for row in one.model._base_manager.select_related(*related) if columns else []:
            found += [getattr(row, name) for name in columns]
    return " ".join(found)


def test_erasing_takes_all_that_is_a_persons_own_and_nothing_of_the_others(
    scene: Scene, django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]]
) -> None:
    before = everybodys_words()
    assert all(word in before for word in (*ANAS, *BENS))
    ana = scene.fresh("ana")
    assert scene.film is not None
    audit.saw(scene.cast.ben.code, scene.film.code, uuid.uuid4(), 0, 1000)
    with django_capture_on_commit_callbacks(execute=True):
        left = holdings.erase(ana)
    assert set(left.values()) == {0}
    assert {"Recording", "Moment", "NextStep", "Extract"} <= set(left)
    after = everybodys_words()
    assert not [word for word in ANAS if word in after]
    # Ben's picks lay on Ana's film, and went with it; his words are his.
    assert not [word for word in BENS if word not in after and word != "Quillbenpicked"]
    for film in Recording.objects.filter(owner=ana):
        assert store.names(film.code) == []
        assert keystore.is_destroyed(f"recording:{film.code}")
    rows = [entry.what for entry in ledger.entries() if entry.sort == ledger.ROW]
    assert any(what.startswith("room.moment:") for what in rows)
    # The log is cleaned as well, and still whole.
    assert not Access.objects.filter(owner=ana.code).exists()
    assert Deed.objects.filter(owner=ana.code, act="deleted").exists()
    assert chain.check(ana.code) == []
    assert holdings.erase(ana) == left


def taken(answer: object) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(bytes_of(answer)))  # type: ignore[arg-type]


def test_a_person_takes_away_all_of_theirs_and_nothing_of_the_others(scene: Scene) -> None:
    found = taken(scene.browser("ana").get("/film/mine.zip"))
    assert found.testzip() is None
    everything = json.loads(found.read("sidebyside.json"))
    said = json.dumps(everything["made"])
    assert all(word in said for word in ANAS)
    assert not [word for word in BENS if word in said]
    (film,) = [name for name in found.namelist() if name.startswith("films/") and "-2-" not in name]
    assert b"Quillfilmbytes" in found.read(film)
    (talk,) = [name for name in found.namelist() if name.startswith("talks/")]
    assert b"Quillsaid" in found.read(talk)
    assert b"Quillwithheld" not in found.read(talk)
    page = found.read("index.html").decode()
    assert "Quillfocus" in page
    assert film in page
    assert not [name for name in found.namelist() if "lesson" in name or "Quill" in name]


def test_a_coach_takes_their_own_words_and_no_film(scene: Scene) -> None:
    found = taken(scene.browser("ben").get("/film/mine.zip"))
    said = found.read("sidebyside.json").decode()
    assert "Quillbensaw" in said
    assert scene.film is not None
    assert str(scene.film.code) not in said
    assert not [word for word in ANAS if word in said]
    assert not [name for name in found.namelist() if name.startswith("films/")]


def leave(scene: Scene, who: str, **given: str) -> int:
    return scene.browser(who).post("/yours/leave/", given).status_code


def test_nothing_is_erased_before_it_was_taken_or_no_copy_is_wanted(scene: Scene) -> None:
    assert leave(scene, "ana", what="erase") == 422
    assert leave(scene, "ana") == 422
    assert "Quillfocus" in everybodys_words()
    # An answer that broke off was not taken.
    half = scene.browser("ana").get("/film/mine.zip")
    next(iter(half.streaming_content))  # type: ignore[attr-defined]
    assert leave(scene, "ana", what="erase") == 422
    bytes_of(scene.browser("ana").get("/film/mine.zip"))
    assert leave(scene, "ana", what="erase") == 302
    assert "Quillfocus" not in everybodys_words()
    page = scene.browser("ana").get("/yours/").content.decode()
    assert "Nothing here is yours alone" in page
    assert "looked for again just now, nothing is left" in page
    assert Deed.objects.filter(act="erased everything").get().facts["Moment"] == 0


def test_leaving_and_keeping_ends_every_share_and_keeps_every_word(scene: Scene) -> None:
    assert leave(scene, "ana", what="keep") == 302
    assert "Quillfocus" in everybodys_words()
    assert scene.film is not None
    assert scene.browser("ben").get(f"/film/{scene.film.code}/film").status_code == 404
    assert scene.browser("ana").get(f"/film/{scene.film.code}/film").status_code == 200


def test_erasing_takes_ones_voice_out_of_every_talk(scene: Scene) -> None:
    from sidebyside.conversations.models import VoiceOut

    assert leave(scene, "ana", what="erase", no_copy="yes") == 302
    assert list(VoiceOut.objects.values_list("person", flat=True)) == [scene.cast.ana.pk]


def test_who_came_back_after_a_lost_sign_in_takes_and_erases_nothing(cast: Cast, as_person: Browser) -> None:
    from django.utils import timezone

    Person.objects.filter(pk=cast.ana.pk).update(held_since=timezone.now())
    browser = as_person(cast.ana)
    assert browser.get("/film/mine.zip").status_code == 302
    assert browser.post("/yours/leave/", {"what": "erase", "no_copy": "yes"}).status_code == 302
    assert not Deed.objects.filter(act__in=["erased everything", "left"]).exists()


@pytest.mark.parametrize("what", ["keep", "erase"])
def test_the_account_can_end_with_it_and_nothing_of_it_opens_any_more(scene: Scene, what: str) -> None:
    ana, person = scene.browser("ana"), scene.cast.ana
    said = ana.post("/yours/leave/", {"what": what, "no_copy": "yes", "close": "yes"}, follow=True)
    assert said.redirect_chain[-1][0] == "/sign-in/"
    assert "Your account is closed" in said.content.decode()
    person.refresh_from_db()
    assert not person.is_active
    assert person.closed_at is not None
    assert ("Quillfocus" in everybodys_words()) == (what == "keep")
    assert ana.get("/yours/").status_code == 302
    again = Client().post("/sign-in/", {"email": person.email, "password": PASSWORD})
    assert again.status_code != 302
    # The partner keeps what is theirs, and opens nothing of the leaver's.
    assert scene.film is not None
    ben = scene.browser("ben")
    assert ben.get(f"/film/{scene.film.code}/film").status_code == 404
    assert ben.get(f"/cycle/{scene.cast.strand.code}/own/").status_code == 200


def test_the_only_co_ordinator_of_a_school_does_not_lock_it(scene: Scene) -> None:
    roles = SchoolRole.objects.filter(role=SchoolRole.Role.CO_ORDINATOR, school=scene.cast.school)
    SchoolRole.objects.create(
        person=scene.cast.ana, school=scene.cast.school, role=SchoolRole.Role.CO_ORDINATOR
    )
    Person.objects.filter(pk__in=roles.exclude(person=scene.cast.ana).values("person")).update(
        is_active=False
    )
    assert leave(scene, "ana", what="keep", close="yes") == 422
    scene.cast.ana.refresh_from_db()
    assert scene.cast.ana.is_active
    assert scene.browser("ana").get("/yours/").status_code == 200


def test_a_copy_counts_for_a_day_and_until_another_film_has_come(scene: Scene) -> None:
    bytes_of(scene.browser("ana").get("/film/mine.zip"))
    took = Deed.objects.filter(act="took everything away")
    took.update(at=timezone.now() - timedelta(hours=25))
    assert leave(scene, "ana", what="erase") == 422
    assert "I want no copy" in scene.browser("ana").get("/yours/").content.decode()
    took.update(at=timezone.now())
    assert "I want no copy" not in scene.browser("ana").get("/yours/").content.decode()
    Recording.objects.filter(owner=scene.cast.ana, sort="lesson", angle=0).update(
        made_at=timezone.now() + timedelta(seconds=1)
    )
    assert leave(scene, "ana", what="erase") == 422
    assert "Quillfocus" in everybodys_words()


def sent(film: Recording, role: str, plain: bytes) -> Rendition:
    found = Rendition.objects.create(
        recording=film,
        role=role,
        attempt=1,
        name=store.new_name(film.code),
        media_type="application/octet-stream",
    )
    with store.create(renditions.place(found)) as writer:
        writer.append(plain)
        writer.seal()
    return found


def test_what_was_sent_is_taken_away_where_no_film_came_of_it(cast: Cast, as_person: Browser) -> None:
    film = Recording.objects.create(strand=cast.strand, owner=cast.ana, state="failed")
    sent(film, "source", b"\x00\x00\x00\x14ftypisom as it was sent")
    found = taken(as_person(cast.ana).get("/film/mine.zip"))
    (name,) = [name for name in found.namelist() if name.startswith("films/")]
    assert name.endswith("-as-sent.mp4")
    assert found.read(name).endswith(b"as it was sent")
    page = as_person(cast.ana).post("/yours/leave/", {"what": "erase"})
    assert page.status_code == 302


def test_parts_of_which_no_film_came_are_taken_away_opened(cast: Cast, as_person: Browser) -> None:
    film = Recording.objects.create(strand=cast.strand, owner=cast.ana, state="failed")
    sealed = seal_part([b"what the ", b"recorder gave"], private_key().public_key(), film.code, 1)
    for number, stored in ((1, b"".join(sealed)), (2, b"nobody opens this")):
        Part.objects.create(
            recording=film, number=number, rendition=sent(film, "source", stored), starts_at=timezone.now()
        )
    found = taken(as_person(cast.ana).get("/film/mine.zip"))
    first, second = sorted(name for name in found.namelist() if name.startswith("films/"))
    assert found.read(first) == b"what the recorder gave"
    assert found.read(second) == b"nobody opens this"


def test_what_is_still_on_its_way_is_said_and_then_the_tick_is_asked_for(
    cast: Cast, as_person: Browser
) -> None:
    film = Recording.objects.create(strand=cast.strand, owner=cast.ana)
    half = Rendition.objects.create(recording=film, role="source", attempt=1, name=store.new_name(film.code))
    with store.create(renditions.place(half)) as writer:
        writer.append(bytes(70_000))
        writer.sync()
    Upload.objects.create(recording=film, by=cast.ana, rendition=half, offset=65_536, length=100_000)
    browser = as_person(cast.ana)
    found = taken(browser.get("/film/mine.zip"))
    assert "Not in this file" in found.read("index.html").decode()
    assert "cycle 1: not all of it" in json.loads(found.read("sidebyside.json"))["left_out"][0]
    page = browser.get("/yours/").content.decode()
    assert "Not in it:" in page
    assert "I want no copy" in page
    assert browser.post("/yours/leave/", {"what": "erase"}).status_code == 422
    assert browser.post("/yours/leave/", {"what": "erase", "no_copy": "yes"}).status_code == 302
    film.refresh_from_db()
    assert film.state == Recording.State.DELETED

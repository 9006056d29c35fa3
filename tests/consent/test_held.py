"""All that is held about a child: for who asks, and nobody else's."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import timedelta
from itertools import product

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sidebyside.consent import gate, held, notices, register
from sidebyside.consent.models import Guardian, Place, Pupil, SchoolClass, Seat, SeatingPlan
from sidebyside.consent.notices.held import HELD
from sidebyside.people.models import Person
from sidebyside.recordings import of_pupil, pupils, sharing
from sidebyside.recordings.access import films
from sidebyside.recordings.models import LessonClass, Part, Recording
from sidebyside.trust.models import Deed
from tests.access.asking import without_tokens
from tests.cast import Cast
from tests.consent.registered import add_pupil, lead, link_for, make_class, say
from tests.pages import words_of
from tests.room.conftest import brought_film

As = Callable[[Person], Client]


@pytest.fixture
def beech(cast: Cast) -> SchoolClass:
    return make_class(cast.school, teacher=cast.ana)


@pytest.fixture
def maja(beech: SchoolClass) -> Pupil:
    found = add_pupil(beech, "Maja Nowakowska", "Renata Mother", "Piotr Father")
    Guardian.objects.filter(pupil=found).update(language="en")
    add_pupil(beech, "Oskar Otherchild")
    return found


@pytest.fixture
def film(cast: Cast, beech: SchoolClass, maja: Pupil) -> Recording:
    made = brought_film(cast.strand)
    Part.objects.create(
        recording=made, number=1, starts_at=timezone.now() - timedelta(days=3), duration_ms=1000
    )
    LessonClass.objects.create(strand=cast.strand, pupils="class", school_class=beech)
    return made


@pytest.fixture
def path(cast: Cast, maja: Pupil) -> str:
    return link_for(maja.guardians.all()[0], cast.ana) + "held/"


def _seat(beech: SchoolClass, maja: Pupil, *, in_shot: bool, days_ago: int = 30) -> None:
    plan = SeatingPlan.objects.create(
        school_class=beech,
        made_at=timezone.now() - timedelta(days=days_ago),
        rows=5,
        columns=6,
        camera_x_cm=0,
        camera_y_cm=300,
        heading_deg=180,
    )
    Seat.objects.create(plan=plan, row=1, column=2, pupil=maja, in_shot=in_shot)


def _taken(answer: object) -> tuple[str, dict[str, object]]:
    with zipfile.ZipFile(io.BytesIO(answer.content)) as zipped:  # type: ignore[attr-defined]
        assert zipped.testzip() is None
        return zipped.read("index.html").decode(), json.loads(zipped.read("held.json"))


def test_a_guardian_reads_what_is_held_and_nobody_elses(
    cast: Cast, client: Client, path: str, maja: Pupil, beech: SchoolClass, film: Recording
) -> None:
    say(maja, True, 0)
    say(maja, False, 1)
    register.opt_out(maja, cast.ana, out=True)
    _seat(beech, maja, in_shot=True)
    page = words_of(client.get(path))
    assert "All that is held about Maja N." in page
    assert "yes · by the link" in page
    assert f"notice version {notices.VERSION}, school’s rules version 1" in page
    assert "8 Beech" in page
    assert "row 2, seat 3 · in shot" in page
    day = timezone.localdate(Part.objects.get().starts_at)
    assert f"lesson of {day.day} {day:%B %Y} · 8 Beech · only the filmed teacher can watch it" in page
    data = _taken(client.get(f"{path}?as=file"))
    for text in (page, *map(str, data)):
        # Names in full, the other guardian's no, the child's own, other pupils, and whose lesson it was.
        for word in ("Nowakowska", "Renata", "Piotr", "Otherchild", cast.ana.name, cast.ben.name):
            assert not re.search(rf"\b{word}\b", text), word
        assert "Their own no" not in text
    assert len(data[1]["answers"]) == 1  # type: ignore[arg-type]
    assert data[1]["own_no"] is None
    assert data[1]["version"] == held.VERSION


def test_what_became_of_a_film_is_told(
    cast: Cast, client: Client, path: str, maja: Pupil, film: Recording
) -> None:
    say(maja, True)
    say(Pupil.objects.exclude(pk=maja.pk).get(), True)
    sharing.share(films().get(pk=film.pk), cast.ana, whole=True)
    assert "one colleague of the teacher can watch it" in words_of(client.get(path))
    say(maja, False)
    assert "only the filmed teacher can watch it" in words_of(client.get(path))
    Recording.objects.filter(pk=film.pk).update(covered_at=timezone.now())
    assert "your child cannot be recognised in it" in words_of(client.get(path))
    Recording.objects.filter(pk=film.pk).update(state="deleted", deleted_at=timezone.now())
    today = timezone.localdate()
    page = words_of(client.get(path))
    assert f"deleted on {today.day} {today:%B %Y}" in page
    assert "can watch it" not in page


@pytest.mark.parametrize(
    ("by_plan", "in_shot", "left_days_ago", "has_a_clock"),
    list(product((True, False), (True, False, None), (None, 1, 10), (True, False))),
)
def test_which_films_are_named_goes_by_the_gates_own_rule(
    cast: Cast,
    beech: SchoolClass,
    maja: Pupil,
    film: Recording,
    by_plan: bool,
    in_shot: bool | None,
    left_days_ago: int | None,
    has_a_clock: bool,
) -> None:
    LessonClass.objects.update(by_plan=by_plan)
    if in_shot is not None:
        # An older plan says the opposite: the last one before the lesson counts, and none from after it.
        _seat(beech, maja, in_shot=not in_shot, days_ago=40)
        _seat(beech, maja, in_shot=in_shot, days_ago=20)
        _seat(beech, maja, in_shot=not in_shot, days_ago=1)
    if left_days_ago is not None:
        left = timezone.now() - timedelta(days=left_days_ago)
        Place.objects.filter(pupil=maja).update(left_at=left)
    if not has_a_clock:
        Part.objects.all().delete()
    fresh = films().get(pk=film.pk)
    named = fresh.strand.lesson_class
    by_gate = gate.may_be_in(
        maja, beech.pk, pupils.filmed_at(fresh), by_plan=pupils.counts_plan(named, fresh)
    )
    assert bool(of_pupil.films_of(maja)) == by_gate


def test_asking_costs_the_same_for_many_films_plans_and_answers(
    cast: Cast, client: Client, path: str, maja: Pupil, beech: SchoolClass, film: Recording
) -> None:
    say(maja, True)
    _seat(beech, maja, in_shot=True)
    with CaptureQueriesContext(connection) as few:
        client.get(path)
    for angle in range(1, 6):
        made = Recording.objects.create(strand=cast.strand, owner=cast.ana, angle=angle, state="ready")
        Part.objects.create(recording=made, number=1, starts_at=timezone.now(), duration_ms=1000)
        _seat(beech, maja, in_shot=True, days_ago=angle)
        say(maja, bool(angle % 2))
    with CaptureQueriesContext(connection) as many:
        page = words_of(client.get(path))
    assert page.count("lesson of") == 6
    assert len(many) == len(few) <= 16


def test_a_visit_changes_nothing_is_kept_by_nobody_and_a_strange_link_is_a_missing_one(
    client: Client, cast: Cast, path: str, maja: Pupil
) -> None:
    before = Deed.objects.count()
    for address in (path, f"{path}?as=file", f"{path}?lang=pl", f"{path}?lang=%22%3E"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "no-store" in answer.headers["Cache-Control"]
        assert answer.headers["Referrer-Policy"] == "strict-origin"
    assert Deed.objects.count() == before
    assert client.post(path).status_code == 405
    strange = client.get("/agree/" + "x" * 43 + "/held/")
    register.delete_pupil(maja, cast.ana)
    gone = client.get(path)
    assert gone.status_code == strange.status_code == 404
    assert without_tokens(gone.content) == without_tokens(strange.content)


@pytest.mark.parametrize("code", list(notices.ALL))
def test_every_language_finds_it_and_reads_it_whole(
    client: Client, path: str, maja: Pupil, code: str
) -> None:
    say(maja, True)
    first = client.get(f"{path.removesuffix('held/')}?lang={code}").content.decode()
    # Said from where one is, so that no page repeats the link's secret.
    assert f'href="held/?lang={code}"' in first
    page = client.get(f"{path}?lang={code}").content.decode()
    assert "Maja N." in page
    spoken, words = notices.language(code), HELD[code]
    assert f'<html lang="{code}"' in page
    assert words.answers in page
    assert words.rights in page
    english = vars(HELD["en"])
    for name, text in vars(words).items():
        assert text
        assert sorted(re.findall(r"{\w+}", text)) == sorted(re.findall(r"{\w+}", english[name])), name
    assert spoken.words.not_checked in page
    assert bool(spoken.words.not_checked) != spoken.is_checked
    assert "{" not in words_of(client.get(f"{path}?lang={code}"))
    assert f'href="{path.removesuffix("held/")}?lang={code}"' in page


def test_the_lead_gathers_it_for_each_and_a_class_teacher_does_not(
    cast: Cast, as_person: As, maja: Pupil, beech: SchoolClass, film: Recording
) -> None:
    lead(cast.nina)
    nina, at = as_person(cast.nina), f"/classes/{beech.code}/pupils/{maja.code}/held/"
    say(maja, True, 0)
    say(maja, False, 1)
    register.opt_out(maja, cast.nina, out=True)
    for person in (cast.ana, cast.ben, cast.dora, cast.leo):
        assert as_person(person).get(at).status_code == 404
    assert (
        "All that is held about them"
        not in as_person(cast.ana).get(at.removesuffix("held/")).content.decode()
    )
    page = words_of(nina.get(at))
    for line in (
        "Maja Nowakowska",
        "Their own no since",
        "yes · by the link",
        "no · by the link",
        "lesson of",
    ):
        assert line in page, line
    mother = Guardian.objects.filter(pupil=maja).first()
    assert mother is not None
    text, data = _taken(nina.get(f"{at}?for={mother.code}&as=file"))
    assert data["names"]["guardian"] == "Renata Mother"  # type: ignore[index]
    assert len(data["answers"]) == 1  # type: ignore[arg-type]
    for word in ("Piotr", "Otherchild", "Their own no", cast.ana.name):
        assert word not in text
    assert Deed.objects.filter(act="gathered all that is held", object=maja.code).count() == 2

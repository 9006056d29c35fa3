"""The register of a class: for its teachers and the data-protection lead."""

import csv
import io
from collections.abc import Callable

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from sidebyside.consent import importing, register
from sidebyside.consent.models import Allowed, Guardian, Link, Place, Pupil, SchoolClass
from sidebyside.people.models import Person
from sidebyside.trust import keystore, ledger
from sidebyside.web.backup import replaying
from tests.cast import Cast
from tests.consent.registered import add_pupil, all_say_yes, lead, make_class, say

As = Callable[[Person], Client]
HEAD = "Class,First name,Last name,Pupil ID,Teacher,Guardian,Guardian e-mail,Language\n"
ROWS = (
    "8B,Ada,Byron,1,ana@harbour.test,Anne,anne@home.test,English\n"
    "8B,Ada,Byron,1,,George,,Polish\n"
    "8B,Zoë,Țepeș,2,,Ion,ion@home.test,ro\n"
    "9C,Ada,Byron,1,ben@harbour.test,,,\n"
)


@pytest.fixture
def nina(cast: Cast, as_person: As) -> Client:
    """Data-protection lead."""
    lead(cast.nina)
    return as_person(cast.nina)


def _bring(client: Client, text: str | bytes) -> object:
    body = text if isinstance(text, bytes) else text.encode()
    return client.post("/classes/list/", {"file": SimpleUploadedFile("list.csv", body)})


def test_a_list_becomes_classes_pupils_and_guardians(cast: Cast, nina: Client) -> None:
    assert _bring(nina, HEAD + ROWS).status_code == 302  # type: ignore[attr-defined]
    assert {one.name for one in SchoolClass.objects.all()} == {"8B", "9C"}
    assert list(SchoolClass.objects.get(name="8B").teachers.all()) == [cast.ana]
    # Ada is in two classes and is asked about once.
    assert {one.name for one in Pupil.objects.all()} == {"Ada Byron", "Zoë Țepeș"}
    assert Place.objects.count() == 3
    assert {(one.name, one.language) for one in Guardian.objects.all()} == {
        ("Anne", "en"),
        ("George", "pl"),
        ("Ion", "ro"),
    }


def test_the_same_list_again_changes_nothing_and_keeps_answers(nina: Client) -> None:
    _bring(nina, HEAD + ROWS)
    ada = next(one for one in Pupil.objects.all() if one.first_name == "Ada")
    say(ada, True)
    before = Pupil.objects.count(), Guardian.objects.count(), Place.objects.count()
    _bring(nina, HEAD.replace(",", ";") + ROWS.replace(",", ";"))
    assert (Pupil.objects.count(), Guardian.objects.count(), Place.objects.count()) == before
    assert register.state_of(Pupil.objects.get(pk=ada.pk)) == "yes"


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (HEAD + ROWS + "8B,,Smith,3,,,,\n", "Row 6: The first name is missing."),
        (
            HEAD + "8B,Bo,Smith,3,nobody@harbour.test,,,\n",
            "Row 2: “nobody@harbour.test” has no account here.",
        ),
        (HEAD + "8B,Bo,Smith,3,eve@hill.test,,,\n", "Row 2: “eve@hill.test” has no account here."),
        (HEAD + "8B,Bo,Smith,3,,Pat,not an address,\n", "Row 2: “not an address” is no e-mail address."),
        (HEAD + "8B,Bo,Smith,3,,Pat,,Klingon\n", "Row 2: There is no notice in “Klingon”."),
        (HEAD + '8B,"Bo,Smith\n', "Row 1: A quotation mark is open somewhere"),
        ("Name,Age\nBo,9\n", "Row 1: No column is called “class”."),
        (HEAD, "Row 2: There is no pupil in it."),
        (
            HEAD + "8B,Sam,Smith,,,Mr A,a@x.test,\n8B,SAM,Smith,,,Ms B,b@x.test,\n",
            "Row 3: “SAM Smith” is in this class already, with another guardian.",
        ),
        ("\x00\x01", "Row 1: This is no text file."),
        (HEAD + f"8B,{'B' * 81},Smith,3,,,,\n", "is longer than 80 letters"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_taken(nina: Client, rows: str, says: str) -> None:
    answer = _bring(nina, rows)
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert says in answer.content.decode().replace("&#x27;", "'")  # type: ignore[attr-defined]
    assert not SchoolClass.objects.exists()
    assert not Pupil.objects.exists()


def test_a_list_from_excel_on_windows_is_read(nina: Client) -> None:
    _bring(nina, "Form;Forename;Surname\n8B;Zoë;Müller\n".encode("cp1252"))
    assert Pupil.objects.get().name == "Zoë Müller"


def test_only_class_teacher_and_lead_open_it(cast: Cast, as_person: As, nina: Client) -> None:
    found = make_class(cast.school, "Ada Byron", teacher=cast.ana)
    pupil = Pupil.objects.get()
    pages = (f"/classes/{found.code}/", f"/classes/{found.code}/pupils/{pupil.code}/")
    for page in pages:
        assert nina.get(page).status_code == as_person(cast.ana).get(page).status_code == 200
        for who in (cast.ben, cast.dora, cast.leo, cast.tim, cast.cleo, cast.eve):
            assert as_person(who).get(page).status_code == 404, who.name
    assert as_person(cast.ana).get("/classes/list/").status_code == 404
    assert as_person(cast.ben).get("/classes/").status_code == 404


def test_a_teacher_of_one_class_opens_no_other(cast: Cast, as_person: As) -> None:
    make_class(cast.school, "Ada Byron", teacher=cast.ana)
    other = make_class(cast.school, "Bo Smith", teacher=cast.cleo, name="9 Chestnut")
    pupil = other.places.get().pupil
    mine = SchoolClass.objects.get(name="8 Beech")
    ana = as_person(cast.ana)
    assert "Chestnut" not in ana.get("/classes/").content.decode()
    assert ana.get(f"/classes/{other.code}/").status_code == 404
    # Also not by way of the own class's address.
    assert ana.post(f"/classes/{mine.code}/pupils/{pupil.code}/own-no/", {"out": "yes"}).status_code == 404


def test_paper_answers_are_typed_in_with_who_did(cast: Cast, as_person: As) -> None:
    found = make_class(cast.school, "Ada Byron", teacher=cast.ana)
    pupil = found.places.get().pupil
    guardian = pupil.guardians.get()
    at = f"/classes/{found.code}/pupils/{pupil.code}/"
    key = f"{guardian.code.hex[:8]}-coaching"
    assert as_person(cast.ana).post(f"{at}paper/{guardian.code}/", {key: "yes"}).status_code == 302
    answer = guardian.answers.get()
    assert (answer.how, answer.typed_by, answer.coaching) == ("paper", cast.ana, True)
    assert "may be filmed" in as_person(cast.ana).get(at).content.decode()


def test_links_are_given_as_page_csv_and_mail_to_those_who_have_not_answered(
    cast: Cast, as_person: As
) -> None:
    found = make_class(cast.school, "Ada Byron", "Bo =Smith", teacher=cast.ana)
    ada, bo = (one.pupil for one in found.places.order_by("pk"))
    say(ada, True)
    Guardian.objects.filter(pupil=bo).delete()
    Guardian.objects.create(pupil=bo, name="=Pat", email="pat@home.test", language="pl")
    ana, at = as_person(cast.ana), f"/classes/{found.code}/links/"
    page = ana.post(at, {"as": "page"}).content.decode()
    assert "Bo =Smith" in page
    assert "Ada" not in page
    assert "data:image/svg+xml" in page
    table = list(csv.reader(io.StringIO(ana.post(at, {"as": "csv"}).content.decode("utf-8-sig"))))
    assert len(table) == 2
    assert table[1][1:3] == ["'=Smith", "'=Pat"]
    assert "/agree/" in table[1][5]
    ana.post(at, {"as": "mail"})
    (letter,) = mail.outbox
    assert letter.to == ["pat@home.test"]
    assert "Bo" not in letter.subject + letter.body
    assert "Pyta o to Harbour School" in letter.body
    assert (
        Client().get("/" + letter.body.split("/agree/")[1].split()[0].join(["agree/", ""])).status_code == 200
    )
    assert Link.objects.count() == 3


def test_a_register_asks_as_much_for_thirty_as_for_three(
    cast: Cast, as_person: As, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    found = make_class(cast.school, *(f"Pupil N{n}" for n in range(30)), teacher=cast.ana)
    all_say_yes(found)
    ana = as_person(cast.ana)
    with django_assert_max_num_queries(20):
        assert "30 of 30" in ana.get(f"/classes/{found.code}/").content.decode()


def test_who_leaves_the_register_leaves_no_word_behind(cast: Cast, as_person: As) -> None:
    found = make_class(cast.school, "Ada Byron", "Bo Smith", teacher=cast.ana)
    pupil = found.places.order_by("pk")[0].pupil
    say(pupil, True)
    assert as_person(cast.ana).post(f"/classes/{found.code}/pupils/{pupil.code}/out/").status_code == 302
    gone = Pupil.objects.get(pk=pupil.pk)
    assert gone.name == ""
    assert not gone.guardians.exists()
    assert not Allowed.objects.filter(pupil=gone).exists()
    assert keystore.is_destroyed(f"pupil:{pupil.code}")
    assert "Ada" not in as_person(cast.ana).get(f"/classes/{found.code}/").content.decode()


def test_who_leaves_one_class_of_two_stays(cast: Cast) -> None:
    one, two = make_class(cast.school, "Ada Byron"), make_class(cast.school, name="9C")
    pupil = one.places.get().pupil
    Place.objects.create(school_class=two, pupil=pupil)
    register.leave(pupil, one, cast.ana)
    assert Pupil.objects.get(pk=pupil.pk).first_name == "Ada"
    register.leave(pupil, two, cast.ana)
    assert Pupil.objects.get(pk=pupil.pk).deleted_at is not None


def test_a_class_that_is_over_is_deleted_by_the_lead_alone(cast: Cast, as_person: As, nina: Client) -> None:
    found = make_class(cast.school, "Ada Byron", teacher=cast.ana)
    at = f"/classes/{found.code}/delete/"
    assert as_person(cast.ana).post(at).status_code == 404
    assert nina.post(at).status_code == 302
    assert not SchoolClass.objects.exists()
    assert not Pupil.objects.exists()


def test_a_backup_that_is_put_back_brings_no_yes_back(cast: Cast) -> None:
    found = make_class(cast.school)
    pupil = add_pupil(found, "Ada Byron", "One", "Two")
    say(pupil, True)
    row = Allowed.objects.get()
    say(pupil, False, 1)
    # As the database was before: the second guardian had not said no yet.
    Guardian.objects.get(pk=pupil.guardians.all()[1].pk).answers.all().delete()
    Allowed.objects.create(code=row.code, pupil=pupil, scope=row.scope)
    assert replaying.rows(ledger.entries(), 0) == 1
    assert _state(pupil) == "again"


def _state(pupil: Pupil) -> str:
    return register.state_of(Pupil.objects.get(pk=pupil.pk))


@pytest.mark.parametrize("scope", ["coaching", "study"])
@pytest.mark.parametrize("first", [0, 1])
def test_then_every_guardian_answers_anew_before_a_yes_counts(cast: Cast, first: int, scope: str) -> None:
    pupil = add_pupil(make_class(cast.school), "Ada Byron", "One", "Two")
    for which in (0, 1):
        register.answer(pupil.guardians.select_related("pupil")[which], coaching=True, study=True)
    # Since the backup somebody took this back, or the pupil did: the rows below are as they were before that.
    row = Allowed.objects.get(scope=scope)
    replaying.rows([ledger.Entry(1, ledger.ROW, f"consent.allowed:{row.code}")], 0)
    assert not Allowed.objects.exists()
    assert _state(pupil) == "again"
    say(pupil, True, first)
    assert _state(pupil) == "again"
    assert not Allowed.objects.exists()
    say(pupil, True, 1 - first)
    assert _state(pupil) == "yes"
    # From then on as ever: who comes later and has not answered has said neither.
    Guardian.objects.create(pupil=pupil, name="Three")
    say(pupil, True, 0)
    assert _state(pupil) == "yes"


def test_a_no_after_a_restore_is_a_no(cast: Cast) -> None:
    pupil = add_pupil(make_class(cast.school), "Ada Byron", "One", "Two")
    other = add_pupil(SchoolClass.objects.get(), "Bo Smith")
    say(pupil, True)
    say(other, True)
    row = Allowed.objects.get(pupil=pupil)
    replaying.rows([ledger.Entry(1, ledger.ROW, f"consent.allowed:{row.code}")], 0)
    say(pupil, False)
    assert _state(pupil) == "no"
    assert _state(other) == "yes"


def test_the_lead_says_who_teaches_a_class(cast: Cast, as_person: As, nina: Client) -> None:
    found = make_class(cast.school, "Ada Byron", teacher=cast.ana)
    at = f"/classes/{found.code}/teachers/"
    assert as_person(cast.ana).post(at, {"teachers": [str(cast.ben.code)]}).status_code == 404
    assert nina.post(at, {"teachers": [str(cast.eve.code)]}).status_code == 422
    assert nina.post(at, {"teachers": [str(cast.cleo.code)]}).status_code == 302
    assert as_person(cast.ana).get(f"/classes/{found.code}/").status_code == 404
    assert as_person(cast.cleo).get(f"/classes/{found.code}/").status_code == 200


def test_two_of_one_name_are_told_apart_by_ids_alone(nina: Client) -> None:
    """Whoever was there without an id, with another guardian, is somebody else."""
    _bring(nina, HEAD + "8B,Sam,Smith,,,Mr A,a@x.test,\n")
    again = _bring(nina, HEAD + "8B,Sam,Smith,,,Ms B,b@x.test,\n")
    assert "Row 2: “Sam Smith” is in this class already" in again.content.decode()  # type: ignore[attr-defined]
    # The one who was there gets the id of the row that names a guardian of theirs, in whatever order.
    rows = "8B,Sam,Smith,1,,Ms C,c@x.test,\n8B,Sam,Smith,1,,Mr A,a@x.test,\n8B,Sam,Smith,2,,Ms B,b@x.test,\n"
    for _again in range(2):
        _bring(nina, HEAD + rows)
        found = {
            frozenset(one.name for one in pupil.guardians.all()) for pupil in Pupil.objects.order_by("pk")
        }
        assert found == {frozenset({"Mr A", "Ms C"}), frozenset({"Ms B"})}
        assert Pupil.objects.count() == 2
    # Without an id, and with a guardian who is known, nothing is new.
    _bring(nina, HEAD + "8B,Sam,Smith,,,Ms B,b@x.test,\n")
    assert Pupil.objects.count() == 2


def test_who_had_left_is_back_with_the_list(cast: Cast, nina: Client) -> None:
    _bring(nina, HEAD + ROWS)
    ada = next(one for one in Pupil.objects.all() if one.first_name == "Ada")
    register.leave(ada, SchoolClass.objects.get(name="9C"), cast.nina)
    _bring(nina, HEAD + ROWS)
    assert set(ada.places.values_list("school_class__name", "left_at")) == {("8B", None), ("9C", None)}
    assert Pupil.objects.count() == 2


def test_a_long_list_makes_no_key_and_few_statements_while_others_wait(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    school = cast.school
    make = keystore.make
    waiting: list[str] = []

    def watched(name: str) -> None:
        # The test's own transaction is the outermost one; a chain's own key is made once a school.
        if len(connection.savepoint_ids) > before and not name.startswith("audit:"):
            waiting.append(name)
        make(name)

    before = len(connection.savepoint_ids)
    monkeypatch.setattr(keystore, "make", watched)
    counts = []
    for size in (3, 60):
        rows = "".join(f"{size},F{n},L{n},{size}-{n},,G{n},g{n}@x.test,\n" for n in range(size))
        with CaptureQueriesContext(connection) as asked:
            taken = importing.take_in(school, cast.nina, (HEAD + rows).encode())
        assert (taken.classes, taken.pupils, taken.guardians) == (1, size, size)
        counts.append(len(asked))
    assert waiting == []
    assert counts[1] <= counts[0] + 2
    assert {one.name for one in Pupil.objects.all()} == {f"F{n} L{n}" for n in range(60)}
    assert {one.email for one in Guardian.objects.all()} == {f"g{n}@x.test" for n in range(60)}


def test_a_list_is_planned_anew_where_the_register_changed_meanwhile(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned = importing._planned
    tries = []

    def slowly(*given: object) -> object:
        plan = planned(*given)  # type: ignore[arg-type]
        tries.append(1)
        if len(tries) < importing.TRIES:
            # Another lead brings the same list at the same time.
            name = f"other {len(tries)}"
            make_class(cast.school, "Ada Byron" if len(tries) == 1 else "Bo Smith", name=name)
        return plan

    monkeypatch.setattr(importing, "_planned", slowly)
    taken = importing.take_in(cast.school, cast.nina, b"class,first name,last name\nother 1,Ada,Byron\n")
    assert len(tries) == importing.TRIES
    assert (taken.classes, taken.pupils) == (0, 0)
    assert Place.objects.filter(school_class__name="other 1").count() == 1

"""A chart from the interview to what came of it, through the pages, each as whoever may and may not."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from sidebyside.change import keeping
from sidebyside.change.models import Chart, Layer
from sidebyside.core.theory.chart import Came
from sidebyside.people.models import Person, SchoolRole
from sidebyside.programme.models import CoOrdinator, Membership
from sidebyside.trust import doors, holdings
from sidebyside.trust.policy import Act, Kind
from sidebyside.web.backup import replaying
from sidebyside.web.demo import change as demo
from tests.cast import Cast
from tests.pages import hidden, words_of

Browser = Callable[[Person], Client]
ANSWERS = {
    "q-now-staff": "Nobody sees anybody teach\n- Feedback is a form",
    "q-strand": "Coaching in pairs",
    "q-step": "Cover each fortnight",
    "q-then-pupils": "They explain to each other",
    "q-know": "We listen at four tables in May.",
}


@pytest.fixture
def chart(cast: Cast) -> Chart:
    """Dora's, with four boxes and two arrows, shown to nobody."""
    answers = {name.removeprefix("q-"): words for name, words in ANSWERS.items()}
    made = keeping.begin(cast.programme, cast.dora)
    keeping.answer(made, answers, keeping_seen(made))
    keeping.edit(made, lambda before: keeping.draw(before, answers))
    return made


def keeping_seen(chart: Chart) -> str:
    from sidebyside.programme.seen import stamp

    return stamp([keeping.as_one(keeping.whole_of(keeping.words_of(chart)).answers)])


@pytest.fixture
def at(chart: Chart) -> str:
    return f"/change/{chart.code}/"


def _shown(chart: Chart, days_ago: int = 1) -> None:
    Chart.objects.filter(pk=chart.pk).update(
        shown_at=timezone.now(), layers_from=timezone.localdate() - timedelta(days=days_ago)
    )


def _boxes(chart: Chart) -> list[str]:
    return [one.words for one in keeping.whole_of(keeping.words_of(chart)).chart.in_order()]


def test_a_leader_answers_eight_questions_and_every_line_is_a_box(cast: Cast, as_person: Browser) -> None:
    leo = as_person(cast.leo)
    at = f"/programme/{cast.programme.code}/change/"
    page = leo.post(at, follow=True)
    seen = {"seen": hidden(page, "seen")}
    interview = page.request["PATH_INFO"]
    kept = leo.post(interview, ANSWERS | seen | {"do": "keep"}, follow=True)
    assert "We listen at four tables" in words_of(kept)
    assert _boxes(Chart.objects.get()) == []
    # An old tab does not win over what was kept meanwhile.
    late = leo.post(interview, {"q-know": "Else", "do": "keep"} | seen)
    assert late.status_code == 409
    drawn = leo.post(interview, ANSWERS | {"seen": hidden(kept, "seen"), "do": "draw"}, follow=True)
    assert _boxes(Chart.objects.get()) == [
        *("Nobody sees anybody teach", "Feedback is a form", "Coaching in pairs"),
        *("Cover each fortnight", "They explain to each other"),
    ]
    assert "How we will know We listen at four tables in May." in words_of(drawn)
    leo.post(interview, ANSWERS | {"seen": hidden(leo.get(interview), "seen"), "do": "draw"})
    assert len(_boxes(Chart.objects.get())) == 5


def test_the_list_edits_the_picture(cast: Cast, as_person: Browser, chart: Chart, at: str) -> None:
    dora = as_person(cast.dora)
    dora.post(at, {"do": "add", "place": "step", "words": "Train for a day"})
    dora.post(at, {"do": "up", "box": "6"})
    assert _boxes(chart)[3:5] == ["Train for a day", "Cover each fortnight"]
    dora.post(at, {"do": "link", "box": "6", "to": "5"})
    page = dora.get(at)
    assert "leads to “They explain to each other”" in words_of(page)
    assert 't-arrow"' in page.content.decode()
    gone = dora.post(at, {"do": "remove", "box": "6"}, follow=True)
    assert "Taken away: Train for a day" in words_of(gone)
    assert "leads to" not in words_of(gone)
    assert "leads to" in words_of(dora.post(at, {"do": "back"}, follow=True))
    dora.post(at, {"do": "unlink:5", "box": "6"})
    assert "leads to" not in words_of(dora.get(at))


def test_what_cannot_be_kept_stands_in_its_form_again(
    cast: Cast, as_person: Browser, chart: Chart, at: str
) -> None:
    dora = as_person(cast.dora)
    long = "x" * 401
    page = dora.post(at, {"do": "add", "place": "step", "words": long})
    assert page.status_code == 422
    assert long in page.content.decode()
    assert "at most 400 letters" in words_of(page)
    stale = {"do": "keep", "box": "1", "place": "step", "words": "Mine", "seen": "another"}
    late = dora.post(at, stale)
    assert late.status_code == 409
    assert "Mine" in late.content.decode()
    assert _boxes(chart)[0] == "Nobody sees anybody teach"
    assert dora.post(at, {"do": "link", "box": "no", "to": "1"}).status_code == 422
    assert dora.post(at, {"do": "day", "day": "31 February"}).status_code == 422
    assert dora.post(at, {"do": "unlink:²", "box": "1"}).status_code in {302, 422}


def test_nobody_else_opens_it_until_it_is_shown_nor_once_it_is_taken_back(
    cast: Cast, as_person: Browser, chart: Chart, at: str
) -> None:
    CoOrdinator.objects.create(programme=cast.programme, person=cast.nina)
    circle = (cast.ana, cast.ben, cast.cleo, cast.leo, cast.nina)
    asked = (at, f"{at}away/svg/", f"{at}away/pdf/")

    def answers(person: Person) -> set[int]:
        return {as_person(person).get(address).status_code for address in asked}

    assert all(answers(one) == {404} for one in (*circle, cast.tim, cast.eve))
    dora = as_person(cast.dora)
    assert "shown to the programme" in words_of(dora.post(at, {"do": "show"}, follow=True))
    assert all(answers(one) == {200} for one in circle)
    assert all(answers(one) == {404} for one in (cast.tim, cast.omar, cast.eve))
    for person in circle:
        for do in ("add", "show", "hide", "erase", "next", "day"):
            assert as_person(person).post(at, {"do": do}).status_code == 404
    # A guest sees their own block; whoever has left their pair is no participant.
    Person.objects.filter(pk=cast.ben.pk).update(is_guest=True)
    Membership.objects.filter(person=cast.ana).update(left_at=timezone.now())
    assert answers(cast.ben) == answers(cast.ana) == {404}
    dora.post(at, {"do": "hide"})
    assert all(answers(one) == {404} for one in circle)


def test_whoever_co_ordinated_once_takes_their_chart_back_and_shows_it_no_more(
    cast: Cast, as_person: Browser, chart: Chart, at: str
) -> None:
    _shown(chart)
    CoOrdinator.objects.filter(person=cast.dora).delete()
    SchoolRole.objects.filter(person=cast.dora).delete()
    dora = as_person(cast.dora)
    assert dora.post(at, {"do": "day", "day": f"{timezone.localdate()}"}).status_code == 404
    assert dora.post(at, {"do": "hide"}).status_code == 302
    assert dora.post(at, {"do": "show"}).status_code == 404
    assert Chart.objects.get().shown_at is None


def test_it_is_linked_where_each_looks_for_it(cast: Cast, as_person: Browser, chart: Chart) -> None:
    where = f"/programme/{cast.programme.code}/change/"
    assert where in as_person(cast.dora).get(f"/programme/{cast.programme.code}/").content.decode()
    assert where in as_person(cast.leo).get("/training/").content.decode()
    for _once in range(2):
        is_shown = Chart.objects.exclude(shown_at=None).exists()
        assert (where in as_person(cast.ana).get("/training/").content.decode()) is is_shown
        assert as_person(cast.ana).get(where).status_code == (200 if is_shown else 404)
        assert where not in as_person(cast.tim).get("/training/").content.decode()
        _shown(chart)


def test_what_came_of_it_lies_over_an_original_that_stays(
    cast: Cast, as_person: Browser, chart: Chart, at: str
) -> None:
    _shown(chart, days_ago=-1)
    ana, dora = as_person(cast.ana), as_person(cast.dora)
    mark = {
        "layer": "mine",
        "do": "mark",
        "box": "1",
        "came": "elusive",
        "note": "They visit, and say nothing",
    }
    assert ana.post(at, mark).status_code == 409
    assert not Layer.objects.exists()
    _shown(chart)
    assert "Say what came of it" in words_of(ana.get(at))
    ana.post(at, mark)
    ana.post(at, {"layer": "mine", "do": "add", "place": "then-parents", "words": "They ask to come"})
    page = ana.post(at, {"layer": "mine", "do": "link", "box": "1", "to": "1001"}, follow=True)
    assert "elusive They visit, and say nothing" in words_of(page)
    assert "leads to “They ask to come” (added afterwards)" in words_of(page)
    assert "They ask to come" not in words_of(ana.get(at))
    # The original stays as it is from here on; a new version begins as it stands.
    before = _boxes(chart)
    assert dora.post(at, {"do": "add", "place": "step", "words": "More"}).status_code == 409
    assert dora.post(at, {"do": "erase"}).status_code == 409
    interview = dora.get(f"{at}interview/")
    assert "stay as they are" in words_of(interview)
    assert _boxes(chart) == before
    new = dora.post(at, {"do": "next"}, follow=True).request["PATH_INFO"]
    assert dora.post(new, {"do": "add", "place": "step", "words": "More"}).status_code == 302
    assert as_person(cast.ana).get(new).status_code == 404


def test_a_layer_is_its_owners_until_they_show_it(
    cast: Cast, as_person: Browser, chart: Chart, at: str
) -> None:
    _shown(chart)
    ana, note = as_person(cast.ana), "Nobody has the time"
    ana.post(at, {"layer": "mine", "do": "mark", "box": "1", "came": "elusive", "note": note})
    at_hers = f"{at}?layer={Layer.objects.get().code}"
    others = (cast.ben, cast.dora, cast.leo)
    for _once in range(2):
        for person in others:
            assert note not in words_of(as_person(person).get(at_hers))
            svg = as_person(person).get(at_hers.replace("?", "away/svg/?"))
            assert note not in svg.content.decode()
        ana.post(at, {"layer": "mine", "do": "show"})
        for person in others:
            assert note in words_of(as_person(person).get(at_hers))
            # Read, and not written on: their own layer is another.
            as_person(person).post(at_hers, {"layer": "mine", "do": "hide"})
        assert Layer.objects.get().shown_at is not None
        ana.post(at, {"layer": "mine", "do": "hide"})


def _layer_of_anas(cast: Cast, as_person: Browser, at: str) -> Layer:
    told = {"layer": "mine", "do": "mark", "box": "1", "came": "elusive", "note": "Nobody has the time"}
    assert as_person(cast.ana).post(at, told).status_code == 302
    Layer.objects.update(shown_at=timezone.now())
    return Layer.objects.get()


def test_whoever_leaves_takes_along_what_they_showed(
    cast: Cast, as_person: Browser, chart: Chart, at: str
) -> None:
    _shown(chart)
    hers = _layer_of_anas(cast, as_person, at)
    leo, note = as_person(cast.leo), "Nobody has the time"

    def is_read() -> bool:
        said = note in words_of(leo.get(f"{at}?layer={hers.code}"))
        assert doors.may(cast.leo, Act.SEE, Kind.LAYER, Layer.objects.get()) is said
        return said

    assert is_read()
    Person.objects.filter(pk=cast.ana.pk).update(is_active=False)
    assert not is_read()
    Person.objects.filter(pk=cast.ana.pk).update(is_active=True)
    Membership.objects.filter(person=cast.ana).update(left_at=timezone.now())
    assert not is_read()
    Membership.objects.filter(person=cast.ana).update(left_at=None)
    assert is_read()
    # So does whoever drew the chart.
    where = f"/programme/{cast.programme.code}/change/"
    assert at in leo.get(where).content.decode()
    Person.objects.filter(pk=cast.dora.pk).update(is_active=False)
    assert leo.get(at).status_code == 404
    assert at not in leo.get(where).content.decode()
    assert as_person(cast.ben).get(where).status_code == 404
    assert where not in as_person(cast.ben).get("/training/").content.decode()


@pytest.mark.parametrize("way", ["left", "taken back", "erased"])
def test_a_layer_is_taken_back_and_erased_without_the_chart(
    cast: Cast, as_person: Browser, chart: Chart, at: str, way: str
) -> None:
    _shown(chart)
    hers = _layer_of_anas(cast, as_person, at)
    if way == "left":
        Membership.objects.filter(person=cast.ana).update(left_at=timezone.now())
    elif way == "taken back":
        Chart.objects.update(shown_at=None)
    else:
        holdings.erase(cast.dora)
    ana, where = as_person(cast.ana), "/change/mine/"
    assert ana.get(at).status_code == 404
    assert where in ana.get("/training/").content.decode()
    page = words_of(ana.get(where))
    assert "elusive, Nobody has the time" in page
    assert "Nobody sees anybody teach" not in page
    for do in ("hide", "erase"):
        told = {"do": do, "layer": str(hers.code)}
        for who in (cast.ben, cast.leo, cast.eve):
            assert as_person(who).post(where, told).status_code == 404
            assert "Nobody has the time" not in words_of(as_person(who).get(where))
        assert ana.post(where, told | {"layer": "no"}).status_code == 404
        assert ana.post(where, told).status_code == 302
        assert not Layer.objects.exclude(shown_at=None).exists()
        assert Layer.objects.exists() is (do == "hide")
    assert where not in ana.get("/training/").content.decode()


def test_what_is_added_and_taken_away_again_locks_no_chart(
    cast: Cast, as_person: Browser, chart: Chart, at: str
) -> None:
    _shown(chart)
    ana = as_person(cast.ana)
    ana.post(at, {"layer": "mine", "do": "add", "place": "step", "words": "oops"})
    page = ana.post(at, {"layer": "mine", "do": "remove", "box": "1001"}, follow=True)
    assert "Nothing of yours lies over this chart now" in words_of(page)
    assert not Layer.objects.exists()
    told = {"do": "add", "place": "step", "words": "More"}
    assert as_person(cast.dora).post(at, told).status_code == 302


@pytest.mark.parametrize("answer", ["x" * 401, "\n".join(f"line {n}" for n in range(70))])
def test_answers_that_make_no_boxes_are_kept_and_said_to_be(
    cast: Cast, as_person: Browser, chart: Chart, at: str, answer: str
) -> None:
    dora, where = as_person(cast.dora), f"{at}interview/"
    before = _boxes(chart)
    told = {"q-step": answer, "do": "draw", "seen": hidden(dora.get(where), "seen")}
    page = dora.post(where, told)
    assert page.status_code == 422
    assert "Your answers are kept, and nothing is drawn yet" in words_of(page)
    assert "othing was changed" not in words_of(page)
    assert _boxes(chart) == before
    assert keeping.whole_of(keeping.words_of(chart)).answers["step"].split() == answer.split()
    # Shortened, it is no conflict with what was kept a moment ago.
    again = {"q-step": "Short \u2022\xa0", "do": "draw", "seen": hidden(page, "seen")}
    assert dora.post(where, again).status_code == 302
    assert "Short" in _boxes(chart)


def test_a_number_that_no_box_can_have_is_no_box(
    cast: Cast, as_person: Browser, chart: Chart, at: str
) -> None:
    dora, huge = as_person(cast.dora), "9" * 5000
    assert dora.post(at, {"do": "up", "box": huge}).status_code == 422
    for told in ({"do": f"unlink:{huge}", "box": "1"}, {"do": "nothing", "box": huge}):
        assert dora.post(at, told, follow=True).status_code == 200
    assert dora.get(f"{at}?open={huge}").status_code == 200


def test_two_presses_begin_one_version(cast: Cast, as_person: Browser, chart: Chart, at: str) -> None:
    leo, dora = as_person(cast.leo), as_person(cast.dora)
    for _press in range(2):
        leo.post(f"/programme/{cast.programme.code}/change/")
        dora.post(at, {"do": "next"})
    assert Chart.objects.filter(maker=cast.leo).count() == 1
    assert Chart.objects.filter(maker=cast.dora).count() == 2


def test_a_version_that_another_press_begins_in_the_same_moment_is_no_error(
    cast: Cast, as_person: Browser, chart: Chart, at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def begin(*_args: object, **_more: object) -> Chart:
        with transaction.atomic():
            return Chart.objects.create(
                programme=cast.programme, maker=cast.dora, number=1, layers_from=timezone.localdate()
            )

    monkeypatch.setattr(keeping, "begin", begin)
    answer = as_person(cast.dora).post(at, {"do": "next"})
    assert (answer.status_code, answer["Location"]) == (302, f"/programme/{cast.programme.code}/change/")


def test_the_files_are_what_the_page_shows(cast: Cast, as_person: Browser, chart: Chart, at: str) -> None:
    _shown(chart)
    ana = as_person(cast.ana)
    ana.post(at, {"layer": "mine", "do": "mark", "box": "1", "came": "unexpected"})
    svg = ana.get(f"{at}away/svg/?layer=mine")
    assert svg.content.decode() in ana.get(f"{at}?layer=mine").content.decode()
    assert "unexpected" not in ana.get(f"{at}away/svg/").content.decode()
    pdf = ana.get(f"{at}away/pdf/?layer=mine")
    assert pdf.content.startswith(b"%PDF-")
    assert "no-store" in pdf.headers["Cache-Control"]
    assert ana.get(f"{at}away/docx/").status_code == 404


def test_a_restore_brings_no_showing_back(cast: Cast, as_person: Browser, chart: Chart, at: str) -> None:
    _shown(chart)
    as_person(cast.ana).post(at, {"layer": "mine", "do": "mark", "box": "1", "came": str(Came.TRUE)})
    Layer.objects.update(shown_at=timezone.now())
    replaying.end_what_may_have_been_taken_back()
    assert as_person(cast.ana).get(at).status_code == 404
    assert Layer.objects.get().shown_at is None
    assert as_person(cast.dora).get(at).status_code == 200


def test_whoever_goes_takes_theirs_away_and_leaves_others_theirs(
    cast: Cast, as_person: Browser, chart: Chart, at: str
) -> None:
    _shown(chart)
    as_person(cast.ana).post(
        at, {"layer": "mine", "do": "mark", "box": "1", "came": "elusive", "note": "Too early"}
    )
    hers = b"".join(b"".join(one.pieces()) for one in holdings.files_of(cast.ana)).decode()
    assert "Nobody sees anybody teach: elusive, Too early" in hers
    doras = b"".join(b"".join(one.pieces()) for one in holdings.files_of(cast.dora)).decode()
    assert "for staff: Nobody sees anybody teach" in doras
    assert "Too early" not in doras
    # Out of the pair she takes her own words, and no longer Dora's.
    Membership.objects.filter(person=cast.ana).update(left_at=timezone.now())
    hers = b"".join(b"".join(one.pieces()) for one in holdings.files_of(cast.ana)).decode()
    assert "elusive, Too early" in hers
    assert "Nobody sees" not in hers
    Membership.objects.filter(person=cast.ana).update(left_at=None)
    assert not any(holdings.erase(cast.dora).values())
    assert not Chart.objects.exists()
    hers = b"".join(b"".join(one.pieces()) for one in holdings.files_of(cast.ana)).decode()
    assert "elusive, Too early" in hers
    assert "Nobody sees" not in hers
    assert not any(holdings.erase(cast.ana).values())


def test_a_chart_costs_the_same_however_many_say_what_came_of_it(
    cast: Cast,
    as_person: Browser,
    chart: Chart,
    at: str,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    _shown(chart)
    ana = as_person(cast.ana)
    for person in (cast.ana, cast.ben, cast.cleo, cast.dora, cast.leo):
        as_person(person).post(at, {"layer": "mine", "do": "mark", "box": "1", "came": "elusive"})
    Layer.objects.update(shown_at=timezone.now())
    with django_assert_max_num_queries(20):
        ana.get(at)
    SchoolRole.objects.filter(person=cast.leo).delete()
    assert as_person(cast.leo).get(at).status_code == 404


def test_the_made_school_has_one_to_look_at(cast: Cast, as_person: Browser) -> None:
    demo.draw(cast.programme, cast.dora)
    page = as_person(cast.ana).get(f"/change/{Chart.objects.get().code}/")
    assert "Say what came of it" in words_of(page)
    assert page.content.decode().count('class="t-head"') == len(demo.ARROWS)

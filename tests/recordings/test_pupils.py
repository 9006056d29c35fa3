"""A film is shown to a coach only while there is a yes for everybody who may be in shot."""

import re
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from sidebyside.consent import plans, register
from sidebyside.consent.models import Place, Pupil, SchoolClass
from sidebyside.people.models import Person
from sidebyside.programme.stages import reach
from sidebyside.recordings import filming, pupils, sharing
from sidebyside.recordings.access import films
from sidebyside.recordings.models import LessonClass, Part, Recording
from sidebyside.trust import doors
from sidebyside.trust.policy import Act, Kind
from tests.cast import Cast
from tests.consent.registered import add_pupil, all_say_yes, make_class, say
from tests.pages import heading, words_of
from tests.room.conftest import brought_film, offered_extract
from tests.room.conftest import share as share_at_once

As = Callable[[Person], Client]


@pytest.fixture
def film(cast: Cast) -> Recording:
    return filmed_here(brought_film(cast.strand))


def filmed_here(film: Recording) -> Recording:
    """A device filmed it, and knew when."""
    now = timezone.now()
    Recording.objects.filter(pk=film.pk).update(begins_at=now, parts_in_all=1)
    Part.objects.create(
        recording=film, number=1, starts_at=now, film_start_ms=0, duration_ms=film.duration_ms
    )
    return film


@pytest.fixture
def class_8b(cast: Cast) -> SchoolClass:
    return make_class(cast.school, "Ada Byron", "Bo Smith", teacher=cast.ana)


def ada(class_8b: SchoolClass) -> Pupil:
    return class_8b.places.order_by("pk")[0].pupil


def now(film: Recording) -> Recording:
    return films().get(pk=film.pk)


def coach_sees(cast: Cast, film: Recording) -> bool:
    return doors.may(cast.ben, Act.SEE, Kind.FILM, now(film))


def shared(cast: Cast, film: Recording, class_8b: SchoolClass, *, by_plan: bool = False) -> None:
    pupils.name(cast.strand, cast.ana, class_8b.code, by_plan=by_plan)
    sharing.share(now(film), cast.ana, whole=True)
    assert coach_sees(cast, film)


def test_without_a_register_nobody_is_asked_for_a_class(cast: Cast, as_person: As, film: Recording) -> None:
    sharing.share(now(film), cast.ana, whole=True)
    assert coach_sees(cast, film)
    assert 'id="class"' not in as_person(cast.ana).get(f"/cycle/{cast.strand.code}/film/").content.decode()


def test_with_one_the_owner_is_asked_before_sharing(
    cast: Cast, as_person: As, film: Recording, class_8b: SchoolClass
) -> None:
    ana, at = as_person(cast.ana), f"/cycle/{cast.strand.code}/film/"
    assert "Whose lesson is it?" in ana.get(at).content.decode()
    ana.post(f"{at}share/", {"what": "whole"})
    assert not now(film).shares.exists()
    ana.post(f"{at}class/", {"which": "nobody"})
    ana.post(f"{at}share/", {"what": "whole"})
    assert coach_sees(cast, film)


def test_another_schools_class_cannot_be_named(cast: Cast, as_person: As, film: Recording) -> None:
    other = make_class(cast.other_school, "Cy Hill")
    make_class(cast.school, "Ada Byron")
    as_person(cast.ana).post(f"/cycle/{cast.strand.code}/film/class/", {"which": str(other.code)})
    assert not LessonClass.objects.exists()


@pytest.mark.parametrize("answer", ["none", "no", "own no"])
def test_somebody_without_a_yes_keeps_it_with_its_owner(
    cast: Cast, as_person: As, film: Recording, class_8b: SchoolClass, answer: str
) -> None:
    all_say_yes(class_8b)
    pupil = add_pupil(class_8b, "Cy Jones")
    if answer == "no":
        say(pupil, False)
    if answer == "own no":
        say(pupil, True)
        register.opt_out(pupil, cast.ana, out=True)
    ana, at = as_person(cast.ana), f"/cycle/{cast.strand.code}/film/"
    ana.post(f"{at}class/", {"which": str(class_8b.code)})
    page = ana.get(at).content.decode()
    assert "It stays with you for now" in page
    # A token against forged forms is letters by chance.
    told = re.sub(r'value="[^"]*"', "", page.split('id="share"')[1].split("</section")[0])
    for word in ("Cy", "Jones", "guardian", "own no", "answer"):
        assert word not in told, word
    ana.post(f"{at}share/", {"what": "whole"})
    assert not coach_sees(cast, film)
    share_at_once(now(film))
    assert not coach_sees(cast, film), "a share that was there does not count either"


def test_it_can_be_shared_once_everybody_has_a_yes(
    cast: Cast, film: Recording, class_8b: SchoolClass
) -> None:
    say(ada(class_8b), True)
    pupils.name(cast.strand, cast.ana, class_8b.code, by_plan=False)
    with pytest.raises(sharing.CannotShare) as refused:
        sharing.share(now(film), cast.ana, whole=True)
    assert refused.value.why == "agreed"
    all_say_yes(class_8b)
    sharing.share(now(film), cast.ana, whole=True)
    assert coach_sees(cast, film)


def test_a_withdrawal_ends_the_share_at_once_and_for_good(
    cast: Cast, film: Recording, class_8b: SchoolClass
) -> None:
    all_say_yes(class_8b)
    shared(cast, film, class_8b)
    say(ada(class_8b), False)
    assert not coach_sees(cast, film)
    say(ada(class_8b), True)
    assert not coach_sees(cast, film), "only the owner shares it again"
    sharing.share(now(film), cast.ana, whole=True)
    assert coach_sees(cast, film)


@pytest.mark.parametrize("how", ["own no", "deleted"])
def test_so_does_a_pupils_own_no_and_leaving_the_register(
    cast: Cast, film: Recording, class_8b: SchoolClass, how: str
) -> None:
    all_say_yes(class_8b)
    shared(cast, film, class_8b)
    if how == "own no":
        register.opt_out(ada(class_8b), cast.ana, out=True)
    else:
        register.leave(ada(class_8b), class_8b, cast.ana)
    assert not coach_sees(cast, film)
    assert pupils.held_back(now(film)) == "agreed"


def test_playing_ends_with_it(cast: Cast, as_person: As, film: Recording, class_8b: SchoolClass) -> None:
    all_say_yes(class_8b)
    shared(cast, film, class_8b)
    ben, at = as_person(cast.ben), f"/film/{film.code}/film"
    assert ben.get(at).status_code == 200
    say(ada(class_8b), False)
    assert ben.get(at).status_code == 404
    assert as_person(cast.ana).get(at).status_code == 200


def test_extracts_end_with_it_too(cast: Cast, film: Recording, class_8b: SchoolClass) -> None:
    all_say_yes(class_8b)
    extract = offered_extract(film, 0, 1000)
    pupils.name(cast.strand, cast.ana, class_8b.code, by_plan=False)
    sharing.share(now(film), cast.ana, whole=False, chosen=[extract.code])
    say(ada(class_8b), False)
    assert not now(film).shares.filter(withdrawn_at=None).exists()


def test_the_owner_is_told_without_names(
    cast: Cast,
    as_person: As,
    film: Recording,
    class_8b: SchoolClass,
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:
    all_say_yes(class_8b)
    shared(cast, film, class_8b)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        say(ada(class_8b), False)
    for thread in threading.enumerate():
        if thread.name == "mail":
            thread.join()
    (letter,) = mail.outbox
    assert letter.to == [cast.ana.email]
    page = as_person(cast.ana).get(f"/cycle/{cast.strand.code}/film/").content.decode()
    told = page.split('id="share"')[1].split("</section")[0]
    assert "Its share ended by itself" in told
    for word in ("Ada", "Byron", "Beech"):
        assert word not in letter.subject + letter.body + told, word


def _plan(cast: Cast, class_8b: SchoolClass, made_at: object = None) -> None:
    """Ada sits in shot, Bo does not."""
    one, two = (place.pupil for place in class_8b.places.order_by("pk"))
    layout = plans.Layout(2, 2, camera_x_cm=40, camera_y_cm=-100, heading_deg=0, view_deg=20)
    plan = plans.save(class_8b, cast.ana, layout, {(0, 0): one, (0, 1): two})
    assert {seat.pupil_id: seat.in_shot for seat in plan.seats.all()} == {one.pk: True, two.pk: False}
    if made_at is not None:
        type(plan).objects.filter(pk=plan.pk).update(made_at=made_at)


def test_by_the_plan_only_those_in_shot_count(cast: Cast, film: Recording, class_8b: SchoolClass) -> None:
    _plan(cast, class_8b, timezone.now() - timedelta(days=1))
    say(ada(class_8b), True)
    shared(cast, film, class_8b, by_plan=True)
    # Bo was out of shot: his no changes nothing here.
    bo = class_8b.places.order_by("pk")[1].pupil
    say(bo, True)
    say(bo, False)
    assert coach_sees(cast, film)
    say(ada(class_8b), False)
    assert not coach_sees(cast, film)


def test_a_plan_made_after_the_film_says_nothing_of_it(
    cast: Cast, film: Recording, class_8b: SchoolClass
) -> None:
    _plan(cast, class_8b, timezone.now() + timedelta(minutes=1))
    say(ada(class_8b), True)
    pupils.name(cast.strand, cast.ana, class_8b.code, by_plan=True)
    assert pupils.held_back(now(film)) == "agreed"


def test_who_has_no_seat_may_have_been_anywhere(cast: Cast, film: Recording, class_8b: SchoolClass) -> None:
    _plan(cast, class_8b, timezone.now() - timedelta(days=1))
    say(ada(class_8b), True)
    add_pupil(class_8b, "Cy Jones")
    pupils.name(cast.strand, cast.ana, class_8b.code, by_plan=True)
    assert pupils.held_back(now(film)) == "agreed"


def test_the_plan_knows_one_camera(cast: Cast, film: Recording, class_8b: SchoolClass) -> None:
    _plan(cast, class_8b, timezone.now() - timedelta(days=1))
    say(ada(class_8b), True)
    pupils.name(cast.strand, cast.ana, class_8b.code, by_plan=True)
    Recording.objects.create(strand=cast.strand, owner=cast.ana, angle=1, state=Recording.State.READY)
    assert pupils.held_back(now(film)) == ""
    assert pupils.held_back(films().get(strand=cast.strand, angle=1)) == "agreed"


def test_nobody_to_be_recognised_is_the_owners_word_and_can_be_taken_back(
    cast: Cast, as_person: As, film: Recording, class_8b: SchoolClass
) -> None:
    ana, at = as_person(cast.ana), f"/cycle/{cast.strand.code}/film/"
    ana.post(f"{at}class/", {"which": str(class_8b.code)})
    ana.post(f"{at}covered/", {"covered": "yes"})
    ana.post(f"{at}share/", {"what": "whole"})
    assert coach_sees(cast, film)
    ana.post(f"{at}covered/")
    assert not coach_sees(cast, film)
    assert as_person(cast.ben).post(f"{at}covered/", {"covered": "yes"}).status_code == 404


def test_a_class_that_was_deleted_keeps_its_films_closed(
    cast: Cast, film: Recording, class_8b: SchoolClass
) -> None:
    all_say_yes(class_8b)
    shared(cast, film, class_8b)
    register.delete_class(class_8b, cast.nina)
    assert not coach_sees(cast, film)
    assert pupils.held_back(now(film)) == "class"


def test_who_left_the_class_before_the_lesson_is_not_in_its_film(
    cast: Cast, film: Recording, class_8b: SchoolClass
) -> None:
    say(ada(class_8b), True)
    pupils.name(cast.strand, cast.ana, class_8b.code, by_plan=False)
    bo = class_8b.places.filter(left_at=None).order_by("pk")[1]
    type(bo).objects.filter(pk=bo.pk).update(left_at=timezone.now() - timedelta(days=1))
    assert pupils.held_back(now(film)) == ""


def test_nobody_is_asked_to_share_what_cannot_be_shared(
    cast: Cast, film: Recording, class_8b: SchoolClass
) -> None:
    mine = [film.strand]
    assert sharing.waiting_to_be_shared(cast.ana, mine) == {film.strand_id}
    pupils.name(cast.strand, cast.ana, class_8b.code, by_plan=False)
    assert sharing.waiting_to_be_shared(cast.ana, mine) == set()
    all_say_yes(class_8b)
    assert sharing.waiting_to_be_shared(cast.ana, mine) == {film.strand_id}


def test_a_file_may_show_whoever_was_ever_in_the_class(cast: Cast, class_8b: SchoolClass) -> None:
    """Filmed on Monday; Ada, who has a no, moved on Wednesday; brought on Friday."""
    all_say_yes(class_8b)
    say(ada(class_8b), False)
    Place.objects.create(
        school_class=make_class(cast.school, name="9 Oak", teacher=cast.ana), pupil=ada(class_8b)
    )
    register.leave(ada(class_8b), class_8b, cast.ana)
    brought = brought_film(cast.strand)
    pupils.name(cast.strand, cast.ana, class_8b.code, by_plan=False)
    assert pupils.held_back(now(brought)) == "agreed"
    Recording.objects.filter(pk=brought.pk).update(begins_at=timezone.now())
    assert pupils.held_back(now(brought)) == "agreed", "the day of the lesson is only what was said"
    filmed_here(brought)
    assert pupils.held_back(now(brought)) == ""


def test_a_seating_plan_says_nothing_of_a_file(cast: Cast, class_8b: SchoolClass) -> None:
    """Nobody knows whether they sat by this one on the day of the film."""
    _plan(cast, class_8b, timezone.now() - timedelta(days=1))
    say(ada(class_8b), True)
    brought = brought_film(cast.strand)
    pupils.name(cast.strand, cast.ana, class_8b.code, by_plan=True)
    assert pupils.held_back(now(brought)) == "agreed"
    filmed_here(brought)
    assert pupils.held_back(now(brought)) == ""


def test_a_no_of_who_has_left_closes_a_file_at_once(cast: Cast, class_8b: SchoolClass) -> None:
    all_say_yes(class_8b)
    Place.objects.create(
        school_class=make_class(cast.school, name="9 Oak", teacher=cast.ana), pupil=ada(class_8b)
    )
    register.leave(ada(class_8b), class_8b, cast.ana)
    brought = brought_film(cast.strand)
    shared(cast, brought, class_8b)
    say(ada(class_8b), False)
    assert not now(brought).shares.filter(withdrawn_at=None).exists()


@pytest.mark.parametrize("how", ["filmed", "brought", "said"])
def test_a_class_made_anew_opens_no_film_of_the_one_before(
    cast: Cast, class_8b: SchoolClass, how: str
) -> None:
    say(ada(class_8b), False)
    make_class(cast.school, "Zed Hill", teacher=cast.ana, name="other")
    film = brought_film(cast.strand)
    if how == "filmed":
        filmed_here(film)
    if how == "said":
        lesson_at = timezone.now() - timedelta(days=2)
        Recording.objects.filter(pk=film.pk).update(begins_at=lesson_at, made_at=timezone.now())
    pupils.name(cast.strand, cast.ana, class_8b.code, by_plan=False)
    register.delete_class(class_8b, cast.nina)
    anew = make_class(cast.school, "New Kid", teacher=cast.ana)
    SchoolClass.objects.filter(pk=anew.pk).update(
        made_at=timezone.now() - timedelta(days=1) if how == "said" else timezone.now()
    )
    all_say_yes(anew)
    with pytest.raises(pupils.Settled):
        pupils.name(cast.strand, cast.ana, anew.code, by_plan=False)
    # Nor would it open anything, had it been named before the other was deleted.
    LessonClass.objects.filter(strand=cast.strand).update(school_class=anew)
    assert pupils.held_back(now(film)) == "agreed"
    with pytest.raises(sharing.CannotShare):
        sharing.share(now(film), cast.ana, whole=True)


def test_what_was_said_of_a_film_ends_when_more_of_it_comes(
    cast: Cast, film: Recording, class_8b: SchoolClass
) -> None:
    pupils.name(cast.strand, cast.ana, class_8b.code, by_plan=False)
    assert pupils.say_covered(now(film), cast.ana, covered=True)
    sharing.share(now(film), cast.ana, whole=True)
    assert coach_sees(cast, film)
    filming.take_up_again(now(film))
    assert now(film).covered_at is None
    assert not coach_sees(cast, film)


def test_it_is_said_only_of_a_film_that_can_be_watched_through(
    cast: Cast, as_person: As, film: Recording, class_8b: SchoolClass
) -> None:
    ana, at = as_person(cast.ana), f"/cycle/{cast.strand.code}/film/"
    pupils.name(cast.strand, cast.ana, class_8b.code, by_plan=False)
    watched = now(film)
    filming.take_up_again(now(film))
    answer = ana.post(f"{at}covered/", {"covered": "yes"}, follow=True)
    assert "The film is not ready yet." in answer.content.decode()
    assert now(film).covered_at is None
    Recording.objects.filter(pk=film.pk).update(state=Recording.State.READY)
    assert not pupils.say_covered(watched, cast.ana, covered=True), (
        "another film than the one that was watched"
    )
    assert pupils.say_covered(now(film), cast.ana, covered=True)


@pytest.mark.parametrize("how", ["took back", "never said yes", "own no"])
def test_after_a_no_the_owner_looks_at_a_covered_film_again(
    cast: Cast,
    film: Recording,
    class_8b: SchoolClass,
    how: str,
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:
    if how == "took back":
        say(ada(class_8b), True)
    pupils.name(cast.strand, cast.ana, class_8b.code, by_plan=False)
    pupils.say_covered(now(film), cast.ana, covered=True)
    sharing.share(now(film), cast.ana, whole=True)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        if how == "own no":
            register.opt_out(ada(class_8b), cast.ana, out=True)
        else:
            say(ada(class_8b), False)
            say(ada(class_8b), False)
    for thread in threading.enumerate():
        if thread.name == "mail":
            thread.join()
    (letter,) = mail.outbox
    assert letter.to == [cast.ana.email]
    assert letter.subject == "Please look at one of your films again"
    for word in ("Ada", "Byron", "Beech", "guardian"):
        assert word not in letter.subject + letter.body, word
    assert coach_sees(cast, film)


@pytest.mark.parametrize("to", ["nobody", "other class", "plan"])
def test_a_no_is_not_undone_by_naming_something_else(
    cast: Cast, as_person: As, film: Recording, class_8b: SchoolClass, to: str
) -> None:
    _plan(cast, class_8b, timezone.now() - timedelta(days=1))
    other = make_class(cast.school, "Cy Hill", name="9 Oak")
    all_say_yes(other)
    all_say_yes(class_8b)
    shared(cast, film, class_8b)
    # Out of shot by the plan; but that everybody sat by it was not said before the no.
    say(class_8b.places.order_by("pk")[1].pupil, False)
    ana, at = as_person(cast.ana), f"/cycle/{cast.strand.code}/film/"
    wanted = {"nobody": "nobody", "other class": str(other.code), "plan": str(class_8b.code)}[to]
    page = ana.post(f"{at}class/", {"which": wanted, "by_plan": "on" if to == "plan" else ""}, follow=True)
    assert "whoever keeps the register" in page.content.decode()
    ana.post(f"{at}share/", {"what": "whole"})
    assert not coach_sees(cast, film)
    assert pupils.held_back(now(film)) == "agreed"
    # Not by a detour either: hidden faces change nothing about who was there, nor does bringing the film anew.
    ana.post(f"{at}covered/", {"covered": "yes"})
    Recording.objects.update(state=Recording.State.DELETED)
    ana.post(f"{at}class/", {"which": wanted, "by_plan": "on" if to == "plan" else ""})
    named = LessonClass.objects.get()
    assert (named.school_class, named.by_plan) == (class_8b, False)


def test_a_class_that_left_the_register_is_not_exchanged_for_another(
    cast: Cast, film: Recording, class_8b: SchoolClass
) -> None:
    pupils.name(cast.strand, cast.ana, class_8b.code, by_plan=False)
    register.delete_class(class_8b, cast.nina)
    strand = now(film).strand
    with pytest.raises(pupils.Settled):
        pupils.name(strand, cast.ana, None, by_plan=False)
    assert pupils.held_back(now(film)) == "class"


def test_before_anything_is_held_the_class_changes_and_its_owner_reads_so(
    cast: Cast, as_person: As, film: Recording, class_8b: SchoolClass
) -> None:
    all_say_yes(class_8b)
    ana, at = as_person(cast.ana), f"/cycle/{cast.strand.code}/film/"
    ana.post(f"{at}class/", {"which": str(class_8b.code)})
    ana.post(f"{at}class/", {"which": "nobody"})
    assert LessonClass.objects.get().pupils == LessonClass.Pupils.NOBODY
    listed = ana.get("/watched/").content.decode()
    assert listed.count("You: said whose lesson it is") == 1
    assert listed.count("You: changed whose lesson it is") == 1


def test_both_are_told_that_the_film_rests_and_the_coach_never_why(
    cast: Cast, as_person: As, film: Recording, class_8b: SchoolClass
) -> None:
    for key in ("focus", "time", "film"):
        reach(cast.strand, key)
    all_say_yes(class_8b)
    shared(cast, film, class_8b)
    ana, ben, cycle = as_person(cast.ana), as_person(cast.ben), f"/cycle/{cast.strand.code}/"
    for at in ("/", cycle):
        assert heading(ben.get(at)) == heading(ana.get(at)) == "Watch and mark, each alone"
    say(ada(class_8b), False)
    by_refusal = {at: words_of(ben.get(at)) for at in ("/", cycle, f"{cycle}prepare/")}
    for at in by_refusal:
        assert heading(ben.get(at)) == "The film rests for now"
        assert "decides when you see" not in by_refusal[at]
        assert "has a yes" not in by_refusal[at]
    for at in ("/", cycle):
        assert heading(ana.get(at)) == "Your film rests with you for now"
    # The same words where the owner took it back: nothing to tell the two apart by.
    say(ada(class_8b), True)
    sharing.share(now(film), cast.ana, whole=True)
    sharing.withdraw(now(film), cast.ana)
    for at, words in by_refusal.items():
        # But for the clocks of the way to film.
        digits = re.compile(r"\d+")
        assert digits.sub("", words_of(ben.get(at))) == digits.sub("", words)
    assert heading(ana.get("/")) == "Watch and mark, each alone"

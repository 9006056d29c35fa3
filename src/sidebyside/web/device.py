"""What a person's own device holds: what waits there to be sent, and films that come to it from elsewhere.

The server does not know what lies on a device. These pages carry words and lessons; modules put in the rest.
"""

import time
from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from sidebyside.consent import policies
from sidebyside.people.models import Person
from sidebyside.people.requests import PersonRequest
from sidebyside.programme.models import Strand
from sidebyside.programme.when import day_and_time
from sidebyside.recordings import filming_key
from sidebyside.recordings.access import films
from sidebyside.recordings.handing_over import asked_to_film
from sidebyside.recordings.models import Recording
from sidebyside.trust.doors import may
from sidebyside.trust.policy import Act, Kind
from sidebyside.trust.words import Circle, who_can_see
from sidebyside.web.next_for_you import all_running, memberships_of, others, strands_in

# A lesson that began so long ago may still be going on.
LESSON_MAY_LAST = timedelta(hours=3)


@require_safe
def waiting(request: PersonRequest) -> HttpResponse:
    shown = {
        "lessons": _lessons(request.user),
        "words": waiting_words(),
        "corner": who_can_see(Circle.YOU),
    }
    return render(request, "web/waiting.html", shown)


@require_safe
def film_now(request: PersonRequest) -> HttpResponse:
    """From the app's icon to the filming page of the lesson that comes next for this person."""
    comes = _to_be_filmed(request.user)
    if comes:
        return redirect(filming_page(comes[0]))
    return render(request, "web/film_now.html", {"held": request.user.is_held})


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def take_in(request: HttpRequest) -> HttpResponse:
    """A film shared with the app. The service worker answers the phone's POST, which carries no token, and keeps the
    film on the device; where there is none, the POST comes here, is not read, and changes nothing."""
    if request.method == "POST":
        return render(request, "web/take_in_by_hand.html")
    if not isinstance(request.user, Person):
        return redirect_to_login(request.get_full_path())
    shown = {
        "lessons": _may_be_brought_to(request.user),
        "problem": _not_taken().get(request.GET.get("said", ""), ""),
        "words": take_in_words(),
        "corner": who_can_see(Circle.YOU),
    }
    return render(request, "web/take_in.html", shown)


def _may_be_brought_to(person: Person) -> list[dict[str, str]]:
    """This person's own lessons of running cycles, those without a film first, and the page that takes a file there."""
    own = [
        strand
        for strand in all_running(memberships_of(person))
        if strand.cycle.is_running
        and strand.coachee.pk == person.pk
        and may(person, Act.BRING, Kind.FILM, strand)
    ]
    there = {film.strand_id: film for film in films().filter(strand__in=own, angle=0)} if own else {}
    lessons = []
    for strand in sorted(own, key=lambda strand: strand.pk in there):
        film, words = there.get(strand.pk), lesson_in_words(person, strand)
        if film is None or _comes_as_a_file(film):
            at = reverse("recordings:film", args=[strand.code])
        else:
            at = reverse("recordings:second", args=[strand.code])
            words = _("%(lesson)s, as another film of it") % {"lesson": words}
        lessons.append({"code": str(strand.code), "words": words, "at": at})
    return lessons


def _comes_as_a_file(film: Recording) -> bool:
    """One that was begun and may go on from the same file."""
    return film.state == Recording.State.SENDING and not film.parts.exists()


def filming_page(strand: Strand) -> str:
    return reverse("recordings:record", args=[strand.code])


def lesson_in_words(person: Person, strand: Strand) -> str:
    """Times and names only: what the lesson is about stays inside its cycle."""
    names = others(strand.cycle.partnership, person)
    words = _("Cycle %(number)s with %(names)s") % {"number": strand.cycle.number, "names": names}
    if strand.lesson_at is None:
        return words
    return _("%(cycle)s: the lesson %(when)s") % {"cycle": words, "when": day_and_time(strand.lesson_at)}


def passes(person: Person, running: list[Strand]) -> dict[str, Any]:
    """What lets this device film the lessons that come next also without a network: no name and no words in it."""
    comes = to_be_filmed(person, running)
    key = filming_key.public_key_in_words() if comes else ""
    lessons = [
        {
            "strand": str(strand.code),
            "words": _pass_in_words(person, strand),
            "key": key,
            "keyId": filming_key.KEY_ID,
        }
        for strand in comes
    ]
    return {"now": time.time_ns() // 1_000_000, "lessons": lessons}


def _pass_in_words(person: Person, strand: Strand) -> str:
    """With its date: it is read on another day than it was written."""
    mine = strand.coachee.pk == person.pk
    if strand.lesson_at is None:
        return _("Film your lesson") if mine else _("Film a colleague’s lesson")
    at = date_format(timezone.localtime(strand.lesson_at), "l j F, H:i")
    words = _("Film your lesson of %(at)s") if mine else _("Film a colleague’s lesson of %(at)s")
    return words % {"at": at}


def _lessons(person: Person) -> dict[str, dict[str, str]]:
    """By the code of its strand: what a page calls a lesson, whose it is, and where its film is brought."""
    found = {}
    for one in memberships_of(person):
        for strand in strands_in(one.partnership.cycles.all(), person):
            opens = may(person, Act.BRING, Kind.FILM, strand)
            found[str(strand.code)] = {
                "words": lesson_in_words(person, strand),
                "coachee": strand.coachee.name,
                "film": reverse("recordings:film", args=[strand.code]) if opens else "",
                "record": filming_page(strand) if opens else "",
            }
    return found


def _to_be_filmed(person: Person) -> list[Strand]:
    return to_be_filmed(person, all_running(memberships_of(person)))


def to_be_filmed(person: Person, strands: list[Strand]) -> list[Strand]:
    """Of these strands: lessons of this person's, or handed to them, that have no film yet; the next one first."""
    if person.is_held:
        return []
    running = [strand for strand in strands if strand.cycle.is_running]
    own = [strand for strand in running if strand.coachee.pk == person.pk]
    if not running:
        return []
    handed = asked_to_film(person, running)
    theirs = [strand for strand in own if may(person, Act.BRING, Kind.FILM, strand)]
    theirs += [strand for strand in running if strand.pk in handed]
    ready = {school for school in {one.coachee.school_id for one in theirs} if policies.may_film(school)}
    theirs = [strand for strand in theirs if strand.coachee.school_id in ready]
    filmed = _filmed(theirs)
    over = (timezone.now() - LESSON_MAY_LAST).timestamp()
    # Those to come in their order, then those without a time, then those gone by, the last of them first.
    return sorted(
        (strand for strand in theirs if strand.pk not in filmed), key=lambda strand: _turn(strand, over)
    )


def _filmed(strands: list[Strand]) -> set[int]:
    if not strands:
        return set()
    there = films().filter(strand__in=strands, angle=0).exclude(state=Recording.State.SENDING)
    return set(there.values_list("strand_id", flat=True))


def _turn(strand: Strand, over: float) -> tuple[int, float]:
    if strand.lesson_at is None:
        return (1, 0.0)
    at = strand.lesson_at.timestamp()
    return (0, at) if at >= over else (2, -at)


def _not_taken() -> dict[str, str]:
    """What the worker says when it could not keep a film, by the word that it puts into the address."""
    instead = _(
        "Choose the film on the page of its lesson instead: then it is sent straight from where it lies."
    )
    return {
        "nothing": _("No film came with that. Share the film itself from your gallery."),
        "no-room": _("This device has no room to keep the film a second time.") + " " + instead,
        "too-many": _("Several shared films wait here already. Send those first."),
        "not-kept": _("This device could not keep the film.") + " " + instead,
    }


def take_in_words() -> dict[str, str]:
    """What ``shared-films.js`` says."""
    return {
        "which": _("Which lesson is it of?"),
        "send": _("Send it"),
        "goOn": _("Go on sending"),
        "drop": _("Let it go"),
        "dropSure": _("Yes, take it off this device"),
        "keep": _("Keep it"),
        "gone": _("The copy is gone from this device. The film in your gallery is as it was."),
    }


def waiting_words() -> dict[str, Any]:
    """What ``waiting-list.js`` says."""
    return {
        "film": _("A film"),
        "talk": _("A recorded talk"),
        "shared": _("A film shared with the app"),
        "voice": _("A voice note"),
        "words": _("What you wrote"),
        "none": _("Nothing waits on this device"),
        "noneText": _("All that you filmed, recorded or wrote here has arrived."),
        "one": _("One thing waits on this device"),
        "more": _("{n} things wait on this device"),
        "arrived": _("{arrived} of {size} have arrived."),
        "size": _("{size}."),
        "since": _("Here since {when}."),
        "why": {
            "": _("It is sent by itself while a page of Sidebyside is open and the network is there."),
            "offline": _("The network is away. It goes on by itself when it is back."),
            "recording": _("It is being recorded just now."),
            "late": _(
                "It came too late: the talk was closed without it. Open the talk to see what can be done."
            ),
            "choose": _("Say which lesson it is of, then it is sent."),
            "open": _("It is sent from the page of its lesson."),
            "cut": _("Filming was interrupted. Go on, or say that this is all of it."),
            "parked": _("{name} took the filming back: ask {name}. The film is safe here meanwhile."),
            "refused": _("The server does not take it just now. It is safe here meanwhile."),
            "words": _("It is sent when the page that you wrote it on is open."),
            "voice": _("Open the page that you spoke it on: it lies there, to be sent."),
        },
        "sendNow": _("Send now"),
        "sending": _("Sending …"),
        "choose": _("Choose the lesson"),
        "goOnSending": _("Go on sending"),
        "goOn": _("Go on, or end it"),
        "openPage": _("Open its page"),
        "save": _("Save it as a file"),
        "notOpened": _("It could not be opened here. Load the page again, then save it."),
        "drop": _("Delete this copy"),
        "dropSure": _(
            "It cannot be brought back: nothing else has what was not sent. Delete it all the same?"
        ),
        "dropYes": _("Delete it for good"),
        "dropNo": _("Keep it"),
        "dropped": _("The copy on this device is deleted."),
        "elsewhere": _(
            "Nothing was deleted: another tab has it open. Let it go there, or close that tab and try again."
        ),
    }

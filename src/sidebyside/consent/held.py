"""All that is held about one pupil, gathered for them or for one guardian: as lines to read and as data.

Nobody else's: no other pupil, no other guardian's answer, nothing from inside a film and nothing of a pair.
"""

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from django.utils import timezone

from sidebyside.consent import filmed, notices
from sidebyside.consent.links import day_in
from sidebyside.consent.models import Answer, Guardian, Link, Place, Pupil, Seat
from sidebyside.consent.notices.held import HELD, HeldWords

NAME = "all-that-is-held.zip"
VERSION = 1


@dataclass(frozen=True)
class Held:
    """``guardian`` is whose page it is, None for the pupil's own. ``is_whole``: on paper, with names in full."""

    pupil: Pupil
    guardian: Guardian | None
    is_whole: bool
    at: datetime
    answers: list[Answer]
    links: list[Link]
    places: list[Place]
    seats: list[Seat]
    films: list[filmed.Filmed]

    @property
    def own_no(self) -> datetime | None:
        return self.pupil.opted_out_at if self.guardian is None else None


def of(pupil: Pupil, guardian: Guardian | None, *, is_whole: bool) -> Held:
    """Asks a number of questions that does not grow with answers, classes, plans or films."""
    answers = Answer.objects.filter(guardian__pupil=pupil)
    links = Link.objects.filter(guardian__pupil=pupil)
    if guardian is not None:
        answers, links = answers.filter(guardian=guardian), links.filter(guardian=guardian)
    return Held(
        pupil,
        guardian,
        is_whole,
        timezone.now(),
        list(answers.order_by("at", "pk")),
        list(links.order_by("made_at", "pk")),
        list(Place.objects.filter(pupil=pupil).select_related("school_class").order_by("pk")),
        list(
            Seat.objects.filter(pupil=pupil)
            .select_related("plan__school_class")
            .order_by("plan__made_at", "pk")
        ),
        filmed.of(pupil),
    )


@dataclass(frozen=True)
class Told:
    """In one language, ready for a page: headings, each with its lines."""

    spoken: notices.Language
    words: HeldWords
    sections: list[tuple[str, list[str]]]


def told(held: Held, language: str) -> Told:
    spoken = notices.language(language if language in HELD else "en")
    words, zone = HELD[spoken.code], ZoneInfo(held.pupil.school.zone)

    def safe(value: object) -> str:
        # Names and dates of another direction keep their own order within the sentence.
        return f"\u2068{value}\u2069" if spoken.right_to_left else str(value)

    def day(at: datetime | date) -> str:
        return safe(day_in(spoken, timezone.localdate(at, timezone=zone) if isinstance(at, datetime) else at))

    fill = {"child": safe(held.pupil.short_name), "school": safe(held.pupil.school.name), "day": day(held.at)}
    words = replace(words, **{name: getattr(words, name).format(**fill) for name in ("title", "begins")})
    sections = [
        (words.names, _names(held, words)),
        (words.answers, [_answer(one, words, day) for one in held.answers]),
        (words.links, [words.link.format(day=day(one.made_at)) for one in held.links]),
        (words.classes, [_place(one, words, day, safe) for one in held.places]),
        (words.seats, [_seat(one, words, day, safe) for one in held.seats]),
        (words.films, [_film(one, words, day, safe) for one in held.films]),
    ]
    if held.own_no is not None:
        sections.insert(2, (words.own, [words.own_no.format(day=day(held.own_no))]))
    return Told(spoken, words, [(heading, lines or [words.nothing]) for heading, lines in sections])


_Day = Callable[[datetime | date], str]
_Safe = Callable[[object], str]


def _names(held: Held, words: HeldWords) -> list[str]:
    if not held.is_whole:
        return [words.not_in_full]
    lines = [held.pupil.name]
    if held.guardian is not None:
        lines += [one for one in (held.guardian.name, held.guardian.email) if one]
        lines.append(held.guardian.get_language_display())
    return lines


def _answer(one: Answer, words: HeldWords, day: _Day) -> str:
    said = [words.yes if one.coaching else words.no]
    said += [words.also_study] if one.study else []
    said += [words.also_example] if one.exemplar else []
    how = words.on_paper if one.how == Answer.How.PAPER else words.by_link
    versions = words.versions.format(notice=one.notice, policy=one.policy)
    return " · ".join([day(one.at), ", ".join(said), how, versions])


def _place(one: Place, words: HeldWords, day: _Day, safe: _Safe) -> str:
    name = safe(one.school_class.name)
    return f"{name}, {words.until.format(day=day(one.left_at))}" if one.left_at else name


def _seat(one: Seat, words: HeldWords, day: _Day, safe: _Safe) -> str:
    where = words.seat.format(row=one.row + 1, seat=one.column + 1)
    shot = words.in_shot if one.in_shot else words.out_of_shot
    return " · ".join(
        [safe(one.plan.school_class.name), words.since.format(day=day(one.plan.made_at)), where, shot]
    )


def _film(one: filmed.Filmed, words: HeldWords, day: _Day, safe: _Safe) -> str:
    when = words.lesson.format(day=day(one.day)) if one.day else words.brought.format(day=day(one.came))
    parts = [when, safe(one.school_class)]
    if one.deleted_on:
        return " · ".join([*parts, words.deleted.format(day=day(one.deleted_on))])
    parts.append(words.shared if one.is_shared else words.not_shared)
    if one.has_faces_hidden:
        parts.append(words.hidden)
    if one.last_day:
        parts.append(words.kept_until.format(day=day(one.last_day)))
    return " · ".join(parts)


def as_data(held: Held) -> dict[str, Any]:
    """For other programs; its form changes with VERSION only. Times in UTC, days on the school's own clock."""
    pupil, guardian = held.pupil, held.guardian
    names: dict[str, Any] = {"child": pupil.name if held.is_whole else pupil.short_name}
    if held.is_whole and guardian is not None:
        names |= {"guardian": guardian.name, "e-mail": guardian.email, "language": guardian.language}
    return {
        "version": VERSION,
        "at": held.at.isoformat(),
        "school": pupil.school.name,
        "names": names,
        "answers": [
            {
                **{
                    name: getattr(one, name)
                    for name in ("coaching", "study", "exemplar", "how", "notice", "policy")
                },
                "at": one.at.isoformat(),
            }
            for one in held.answers
        ],
        "own_no": held.own_no.isoformat() if held.own_no else None,
        "links": [
            {"made": one.made_at.isoformat(), "answer_until": one.answer_until.isoformat()}
            for one in held.links
        ],
        "classes": [
            {"name": one.school_class.name, "left": one.left_at.isoformat() if one.left_at else None}
            for one in held.places
        ],
        "seats": [
            {
                "class": one.plan.school_class.name,
                "from": one.plan.made_at.isoformat(),
                "row": one.row + 1,
                "seat": one.column + 1,
                "in_shot": one.in_shot,
            }
            for one in held.seats
        ],
        "films": [_film_as_data(one) for one in held.films],
    }


def _film_as_data(one: filmed.Filmed) -> dict[str, Any]:
    days = {"lesson": one.day, "came": one.came, "kept_until": one.last_day, "deleted": one.deleted_on}
    said: dict[str, Any] = {name: day.isoformat() if day else None for name, day in days.items()}
    return said | {"class": one.school_class, "shared": one.is_shared, "faces_hidden": one.has_faces_hidden}


def as_zip(held: Held, language: str) -> bytes:
    """A page to read and the same as data. Made when it is asked for: no copy stays."""
    page = render_to_string("consent/held_file.html", {"told": told(held, language)})
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("index.html", page)
        zipped.writestr("held.json", json.dumps(as_data(held), ensure_ascii=False, indent=1))
    return made.getvalue()

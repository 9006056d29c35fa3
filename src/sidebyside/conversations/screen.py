"""What was on screen during a talk: taken from the player's reports, and told again as stretches of film."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from sidebyside.conversations import clock
from sidebyside.conversations.models import Conversation, StimulusEvent
from sidebyside.core.talk import stimulus
from sidebyside.people.models import Person
from sidebyside.recordings.access import angles_of
from sidebyside.recordings.lesson import MOST_ANGLES
from sidebyside.recordings.models import Recording
from sidebyside.trust import doors
from sidebyside.trust.policy import Act, Kind

MOST_AT_ONCE = 200
MOST_IN_A_TALK = 20_000
LATE_ARRIVALS = timedelta(days=7)
MOST_ANGLE = MOST_ANGLES - 1
LONGEST_FILM_MS = 12 * 3600 * 1000
# A player's clock may run a little past the end that was measured, a device's a little before ours.
SLACK_MS = 5_000


class NotAReport(ValueError):
    """What came is no report of a player at all."""


@dataclass(frozen=True)
class Report:
    """One thing the player did, as the browser tells it; ``code`` is the browser's own."""

    code: uuid.UUID
    screen: uuid.UUID
    film: uuid.UUID
    deed: StimulusEvent.Deed
    at_ms: int
    film_ms: int
    rate_percent: int
    angle: int = 0


def read_reports(told: object) -> list[Report]:
    """Raises NotAReport."""
    events = told.get("events") if isinstance(told, dict) else None
    if not isinstance(events, list) or len(events) > MOST_AT_ONCE:
        raise NotAReport
    return [_read(event) for event in events]


def _read(event: object) -> Report:
    if not isinstance(event, dict):
        raise NotAReport
    try:
        return Report(
            code=uuid.UUID(event["code"]),
            screen=uuid.UUID(event["screen"]),
            film=uuid.UUID(event["film"]),
            deed=StimulusEvent.Deed(event["deed"]),
            at_ms=_whole(event["at_ms"], clock.LONGEST_MS),
            film_ms=_whole(event["film_ms"], LONGEST_FILM_MS),
            rate_percent=_whole(event["rate_percent"], 400),
            angle=_whole(event.get("angle", 0), MOST_ANGLE),
        )
    except (KeyError, ValueError, TypeError, AttributeError):
        raise NotAReport from None


def _whole(value: Any, most: int) -> int:
    if type(value) is not int or not 0 <= value <= most:
        raise ValueError
    return value


def is_taken(conversation: Conversation) -> bool:
    """Whether reports still count: while the talk is open, and a week after for what a device held back."""
    if conversation.opened_at is None:
        return False
    return conversation.ended_at is None or timezone.now() - conversation.ended_at < LATE_ARRIVALS


def keep(conversation: Conversation, reports: list[Report]) -> int:
    """Keep what belongs to this strand's films and lies within its times; a report that comes again is not kept
    again. Returns how many were new.
    """
    films = {film.code: film for film in Recording.objects.filter(**_films_of(conversation))}
    last_ms = clock.ends_ms(conversation) + SLACK_MS
    rows = [
        StimulusEvent(
            code=report.code,
            conversation=conversation,
            recording=films[report.film],
            deed=report.deed,
            at_ms=report.at_ms,
            film_ms=report.film_ms,
            rate_percent=report.rate_percent,
            angle=report.angle,
            screen=report.screen,
        )
        for report in reports
        if report.at_ms <= last_ms and report.film in films and _is_in(films[report.film], report.film_ms)
    ]
    before = conversation.stimuli.count()
    if before + len(rows) <= MOST_IN_A_TALK:
        StimulusEvent.objects.bulk_create(rows, ignore_conflicts=True)
    return conversation.stimuli.count() - before


def _films_of(conversation: Conversation) -> dict[str, Any]:
    return {"strand": conversation.strand, "sort": Recording.Sort.LESSON}


def _is_in(film: Recording, film_ms: int) -> bool:
    return not film.duration_ms or film_ms <= film.duration_ms + SLACK_MS


def watched(conversation: Conversation) -> list[stimulus.Stretch]:
    """What was watched when, in order, each player by itself; ``at_ms`` since the meeting was opened."""
    players: dict[tuple[uuid.UUID | None, int], list[StimulusEvent]] = {}
    lengths: dict[int, int] = {}
    for event in conversation.stimuli.select_related("recording"):
        players.setdefault((event.screen, event.recording_id), []).append(event)
        lengths[event.recording_id] = event.recording.duration_ms
    found = [
        stretch
        for (_screen, film), events in players.items()
        for stretch in stimulus.stretches(
            [_as_event(event) for event in events], lengths[film] or None, clock.ends_ms(conversation)
        )
    ]
    return sorted(stimulus.worth_telling(stimulus.joined(found)), key=lambda stretch: stretch.at_ms)


def _as_event(event: StimulusEvent) -> stimulus.Event:
    deed = stimulus.Deed(event.deed)
    return stimulus.Event(event.at_ms, deed, event.film_ms, event.rate_percent, event.angle)


def angle_names(
    person: Person, conversation: Conversation, watched: Iterable[stimulus.Stretch]
) -> dict[int, str]:
    """How the map calls the further films that were shown, by their angle: the names that their owner gave them for
    who may watch them now, numbers for everybody else. The first, which nearly always is it, is not named.
    """
    shown = {stretch.angle for stretch in watched} - {0}
    names = {angle: _("film %(number)s") % {"number": angle + 1} for angle in shown}
    for film in angles_of(conversation.strand) if shown else []:
        if film.angle in shown and film.called and doors.may(person, Act.SEE, Kind.FILM, film):
            names[film.angle] = film.called
    return names

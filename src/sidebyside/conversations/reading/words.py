"""Sentences of the reading, made from data by plain rules."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sidebyside.core.talk.codes import Level
from sidebyside.core.talk.reading import FAIRLY_SURE, SURE
from sidebyside.core.talk.shapes import Reading


def level(found: Level) -> str:
    return {
        Level.EMERGING: _("Emerging: one asks, the other tells"),
        Level.DEVELOPING: _("Developing: reasons and learning come in"),
        Level.REFINING: _("Refining: looking closely and questioning"),
        Level.CO_CONSTRUCTIVE: _("Building together"),
    }[found]


def level_short(found: Level) -> str:
    return {
        Level.EMERGING: _("emerging"),
        Level.DEVELOPING: _("developing"),
        Level.REFINING: _("refining"),
        Level.CO_CONSTRUCTIVE: _("building together"),
    }[found]


def heading(reading: Reading, built_at_ms: int | None) -> str:
    """The whole talk in a sentence, as its level is. ``built_at_ms``: where they began to build together."""
    assert reading.level is not None
    if reading.level is Level.CO_CONSTRUCTIVE and built_at_ms is not None:
        return _("You started building together around minute %(n)d") % {"n": _minute(built_at_ms)}
    return {
        Level.EMERGING: _("You went back to the lesson, one asking and one telling"),
        Level.DEVELOPING: _("You gave reasons and came to what pupils learnt"),
        Level.REFINING: _("You looked closely and questioned what seemed sure"),
        Level.CO_CONSTRUCTIVE: _("You built ideas together"),
    }[reading.level]


def _minute(at_ms: int) -> int:
    return max(1, round(at_ms / 60_000))


def passage_beside(found: Level, passages: int, first_at_ms: int | None) -> str:
    """How passages of building together go with a level of the whole talk below that; empty where nothing clashes."""
    if not passages or found is Level.CO_CONSTRUCTIVE:
        return ""
    told = {"n": passages, "level": level_short(found)}
    if first_at_ms is None:
        return (
            ngettext(
                "In one passage you built on each other’s turns; taken as a whole, the talk is %(level)s.",
                "In %(n)d passages you built on each other’s turns; taken as a whole, the talk is %(level)s.",
                passages,
            )
            % told
        )
    return ngettext(
        "Around minute %(at)d you built on each other’s turns; taken as a whole, the talk is %(level)s.",
        "In %(n)d passages, the first around minute %(at)d, you built on each other’s turns; "
        "taken as a whole, the talk is %(level)s.",
        passages,
    ) % (told | {"at": _minute(first_at_ms)})


def not_read(state: str) -> str:
    return {
        "none": _("There is nothing written down to read yet"),
        "growing": _("Your talk is being written down"),
        "empty": _("There is nothing left to read in this talk"),
        "blind": _("The reading comes back when you have compared"),
        "waiting": _("Your talk is being looked at"),
        "one voice": _("A reading needs the words of two"),
        "too short": _("This talk is too short for a reading"),
        "coding": _("A few more turns with a code, and there is a reading"),
    }[state]


def sureness(words: str) -> str:
    return {
        "fairly sure": _("Fairly sure"),
        "a first impression": _("A first impression"),
        "not sure": _("Not sure"),
        "cannot say": _("Cannot say"),
    }.get(words, words)


def how_sure(p: float) -> str:
    if p >= SURE:
        return _("fairly sure")
    return _("a first impression") if p >= FAIRLY_SURE else _("not sure")


def for_scripts() -> dict[str, str]:
    return {
        "film": _("On screen: {at} of the film."),
        "none": _("No film was on screen here."),
        "silent": _("There is no sound to hear here."),
    }

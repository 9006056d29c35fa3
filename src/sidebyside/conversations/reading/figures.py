"""Figures in words, each with its base. They are the pair's, about their talk, and rate nobody."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sidebyside.conversations.codes.dimensions import CHOICES, D
from sidebyside.core.talk.codes import Role, Scale, Stimulus
from sidebyside.core.talk.shapes import Indicators, Share

type Say = Callable[[Indicators], str]
# From which spread on the scales are said to be spread widely, or hardly at all; our own convention.
WIDE, NARROW = 0.75, 0.35


@dataclass(frozen=True)
class Figure:
    """``key`` names it as ``core.talk`` does. ``earlier``: the same of the pair's talks before, the newest first."""

    key: str
    label: str
    now: str
    earlier: tuple[str, ...] = ()


def of(share: Share | None) -> str:
    """ "6 of 10"; nothing where there is no base."""
    return (
        _("%(of)d of %(base)d") % {"of": round(share.of), "base": round(share.base)}
        if share and share.base
        else ""
    )


def percent(share: Share | None) -> str:
    return _("%(n)d %%") % {"n": round(100 * (share.value or 0))} if share and share.base else ""


def length(seconds: float | None) -> str:
    if seconds is None:
        return ""
    minutes, rest = divmod(round(seconds), 60)
    return _("%(m)d min %(s)d s") % {"m": minutes, "s": rest} if minutes else _("%(s)d s") % {"s": rest}


def against(share: Share) -> str:
    return (
        _("%(of)d to %(base)d") % {"of": round(share.of), "base": round(share.base)}
        if share.of or share.base
        else ""
    )


def figures(now: Indicators, earlier: list[Indicators], names: dict[str, str]) -> list[Figure]:
    """``names`` of the roles. What cannot be said of this talk is left out."""
    made = [
        Figure(key, label, say(now), tuple(say(one) or "–" for one in earlier))
        for key, label, say in _figures(names)
    ]
    return [one for one in made if one.now]


def _figures(names: dict[str, str]) -> list[tuple[str, str, Say]]:
    coachee, coach = names[Role.COACHEE], names[Role.COACH]
    told: list[tuple[str, str, Say]] = [
        ("talk_share", _("%(name)s spoke") % {"name": coachee}, _talk_share),
        ("turns", _("Turns"), lambda one: str(sum(one.turns.values()))),
        ("median_turn", _("A usual turn of %(name)s") % {"name": coachee}, _median(Role.COACHEE)),
        ("median_turn", _("A usual turn of %(name)s") % {"name": coach}, _median(Role.COACH)),
        ("initiation_share", _("Subjects that %(name)s opened") % {"name": coachee}, _opened),
        ("open_question_share", _("Open questions"), lambda one: of(one.open_question_share)),
        (
            "question_to_evaluation",
            _("Questions to judgements"),
            lambda one: against(one.question_to_evaluation),
        ),
        ("challenge_rate", _("Turns that challenge"), lambda one: of(one.challenge_rate)),
        ("chains", _("What answered a challenge"), _chains),
        (
            "stimulus_share",
            _("Turns that rest on the film"),
            lambda one: of(one.stimulus_share.get(Stimulus.VIDEO.value)),
        ),
        ("video_seconds", _("Film watched in the talk"), _film),
        ("scale_spread", _("From moment to principle"), _spread),
        ("scale_moves", _("Changes of scale within a subject"), lambda one: of(one.scale_moves)),
        ("future_share", _("Turns about what comes next"), lambda one: of(one.future_share)),
        ("co_construction", _("Built together"), _built),
        ("we_you", _("“We” to “you”, %(name)s") % {"name": coachee}, _we(Role.COACHEE)),
        ("we_you", _("“We” to “you”, %(name)s") % {"name": coach}, _we(Role.COACH)),
        ("silence", _("Silence"), lambda one: length(one.silence_seconds.of) if one.silence_seconds else ""),
        ("wait", _("Wait after a question"), _wait),
    ]
    return told


def _talk_share(one: Indicators) -> str:
    if one.talk_share_seconds:
        return percent(one.talk_share_seconds.get(Role.COACHEE.value))
    words = percent(one.talk_share_words.get(Role.COACHEE.value))
    return _("%(share)s of the words") % {"share": words} if words else ""


def _on_film(one: Indicators) -> str:
    return of(one.stimulus_share.get(Stimulus.VIDEO.value))


def _median(role: Role) -> Say:
    def say(one: Indicators) -> str:
        found = one.median_turn_words.get(role.value)
        return ngettext("%(n)d word", "%(n)d words", round(found)) % {"n": round(found)} if found else ""

    return say


def _opened(one: Indicators) -> str:
    base = sum(round(share.of) for share in one.initiation_share.values())
    found = one.initiation_share.get(Role.COACHEE.value)
    return _("%(of)d of %(base)d") % {"of": round(found.of) if found else 0, "base": base} if base else ""


def _chains(one: Indicators) -> str:
    if not one.chains:
        return ""
    words = {
        "acceptance": _("taken on"),
        "defence": _("defended"),
        "dissonance": _("a clash seen"),
        "": _("nothing of these"),
    }
    counts: dict[str, int] = {}
    for chain in one.chains:
        word = chain.function.value if chain.function else ""
        counts[word] = counts.get(word, 0) + 1
    return ", ".join(f"{counts[word]} {said}" for word, said in words.items() if word in counts)


def _film(one: Indicators) -> str:
    told = length(one.video_seconds)
    if not told or not one.video_replays:
        return told
    again = ngettext("%(n)d replay", "%(n)d replays", one.video_replays) % {"n": one.video_replays}
    return f"{told}, {again}"


def _spread(one: Indicators) -> str:
    if one.scale_spread is None:
        return ""
    if one.scale_spread >= WIDE:
        return _("over all scales")
    return _("over some scales") if one.scale_spread >= NARROW else _("mostly on one scale")


def _built(one: Indicators) -> str:
    if not one.co_construction_share.base:
        return ""
    times = ngettext("%(n)d time", "%(n)d times", one.co_construction_spans) % {
        "n": one.co_construction_spans
    }
    return _("%(times)s, %(turns)s turns") % {"times": times, "turns": of(one.co_construction_share)}


def _we(role: Role) -> Say:
    return lambda one: against(one.we_you[role.value]) if role.value in one.we_you else ""


def _wait(one: Indicators) -> str:
    if one.wait_after_questions_seconds is None:
        return ""
    seconds = _("%(s).1f s") % {"s": one.wait_after_questions_seconds}
    return _("%(seconds)s in the middle, of %(n)d questions") % {"seconds": seconds, "n": one.waits}


@dataclass(frozen=True)
class ToneRow:
    """How warm one of the two spoke of one scale: positive less negative turns, and of how many."""

    name: str
    about: str
    balance: str


def tones(now: Indicators, names: dict[str, str]) -> list[ToneRow]:
    labels = {choice.value: str(choice.label) for choice in CHOICES[D.SCALE]}
    return [
        ToneRow(names[role], labels[target.value], _tone(share))
        for role in (Role.COACHEE.value, Role.COACH.value)
        for target in Scale
        if (share := now.tone_balance.get(role, {}).get(target.value)) is not None
    ]


def _tone(share: Share) -> str:
    turns = ngettext("%(n)d turn", "%(n)d turns", round(share.base)) % {"n": round(share.base)}
    balance = round(share.of)
    if balance == 0:
        return _("even, %(turns)s") % {"turns": turns}
    return (_("warmer by %(n)d, %(turns)s") if balance > 0 else _("more doubting by %(n)d, %(turns)s")) % {
        "n": abs(balance),
        "turns": turns,
    }

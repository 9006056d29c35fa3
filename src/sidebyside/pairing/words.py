"""Kinds, weights and refusals in words. Reasons speak of what people show, and of nothing else."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from sidebyside.core.matching import TWO_SIDED, Kind, Preview, Reason

WEIGHT_NAMES = {
    "wishes": gettext_lazy("Wishes that both have"),
    "focus": gettext_lazy("Shared or matching focus and interests"),
    "rank": gettext_lazy("Near in rank"),
    "experience": gettext_lazy("Length of career"),
    "subject": gettext_lazy("Subject"),
    "place": gettext_lazy("Phase and site"),
    "free": gettext_lazy("Free periods in common"),
    "together": gettext_lazy("Worked together before"),
}
WEIGHT_NOTES = {
    "wishes": gettext_lazy(
        "Weighs in a round only. It moves no preview, so that no preview can tell a wish."
    ),
    "focus": gettext_lazy("One’s focus can be the other’s interest."),
    "rank": gettext_lazy("Where one was much senior, the junior one held back challenges."),
    "experience": gettext_lazy("Long careers and short ones prompt different things."),
    "subject": gettext_lazy("Another subject brings fresh eyes."),
    "place": gettext_lazy("The same place is easier to reach."),
    "free": gettext_lazy("Time is what pairs lack most."),
    "together": gettext_lazy("A new partner, or one that is known."),
}
_ONE_SIDED = (
    gettext_lazy("not at all"),
    gettext_lazy("a little"),
    gettext_lazy("some"),
    gettext_lazy("much"),
    gettext_lazy("most"),
)


def step_words(name: str, value: int) -> str:
    """What a slider's place means."""
    if name not in TWO_SIDED:
        return str(_ONE_SIDED[value])
    if not value:
        return str(_ONE_SIDED[0])
    side = {
        "experience": (_("alike"), _("different")),
        "subject": (_("the same"), _("different")),
        "place": (_("the same"), _("different")),
        "together": (_("again"), _("new")),
    }[name][value > 0]
    return _("%(side)s: %(how)s") % {"side": side, "how": _ONE_SIDED[abs(value)]}


def reason_words(reason: Reason, names: Mapping[str, str]) -> str:
    words = _(", ").join(reason.words)
    if reason.kind is Kind.COMPLEMENTARY:
        wants, knows, *met = reason.words
        return _("%(knows)s is interested in what %(wants)s wants to work on: %(words)s") % {
            "knows": names[knows],
            "wants": names[wants],
            "words": _(", ").join(met),
        }
    if reason.kind in {Kind.FREE, Kind.FEW_FREE}:
        return ngettext("%(n)d free period in common", "%(n)d free periods in common", reason.count) % {
            "n": reason.count
        }
    plain = {
        Kind.SAME_FOCUS: _("The same focus: %(words)s"),
        Kind.SAME_INTEREST: _("Interested in the same: %(words)s"),
        Kind.NEAR_RANK: _("Near each other in rank"),
        Kind.FAR_RANK: _("Far apart in rank"),
        Kind.LIKE_EXPERIENCE: _("Careers of like length"),
        Kind.UNLIKE_EXPERIENCE: _("A long career beside a short one"),
        Kind.SAME_SUBJECT: _("The same subject"),
        Kind.OTHER_SUBJECT: _("Different subjects"),
        Kind.SAME_PHASE: _("The same phase"),
        Kind.OTHER_PHASE: _("Different phases"),
        Kind.SAME_SITE: _("At the same site"),
        Kind.OTHER_SITE: _("At different sites"),
        Kind.AGAIN: _("They have worked together before"),
        Kind.NEW: _("They have not worked together before"),
    }
    return plain[reason.kind] % {"words": words} if reason.words else plain[reason.kind]


def preview_lines(shown: Preview) -> list[tuple[str, int]]:
    """Of so many twos, how many … ."""
    said: Sequence[tuple[Kind, str]] = (
        (Kind.SAME_FOCUS, _("share a focus")),
        (Kind.COMPLEMENTARY, _("have a focus that meets an interest")),
        (Kind.NEAR_RANK, _("are near in rank")),
        (Kind.FAR_RANK, _("are far apart in rank")),
        (Kind.UNLIKE_EXPERIENCE, _("put a long career beside a short one")),
        (Kind.OTHER_SUBJECT, _("cross subjects")),
        (Kind.SAME_PHASE, _("share a phase")),
        (Kind.SAME_SITE, _("share a site")),
        (Kind.FREE, _("have two or more free periods in common")),
        (Kind.NEW, _("are new to each other")),
    )
    return [(words, shown.sums[kind]) for kind, words in said if kind in shown.sums]


def why_no_round(word: str) -> str:
    return {
        "not open": _("The group is not open yet. Open it, so that people can join."),
        "one is open": _("A round is open. Send its proposals, or keep them back, and then ask for another."),
        "enough for now": _(
            "There were four rounds in four weeks, which is the most: more would wear out what people wrote in "
            "private. You can propose a pair by hand."
        ),
        "roles stay": _(
            "Roles stay in this programme, so who coaches is not left to chance. Propose the pairs by hand."
        ),
        "too few": _("A round needs two people without a partner. Ask more to join."),
    }[word]


def why_no_pair(word: str) -> str:
    return {
        "has a partner": _("One of you has a partner in this programme by now. Nothing has changed."),
        "roles stay": _(
            "Roles stay in this programme: your co-ordinator says who coaches. Ask them to propose you two."
        ),
        "same person twice": _("That is you. Choose a colleague."),
    }.get(word, _("That pair is not possible in this programme. Ask your co-ordinator."))

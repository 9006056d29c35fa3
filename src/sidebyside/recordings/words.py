"""Sentences about films: sizes, times and what went wrong."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sidebyside.core.media.errors import SENTENCES, Code

MB = 1000 * 1000
GB = 1000 * MB


def size_in_words(size: int) -> str:
    """As a phone or computer shows it: 840 MB, 1.2 GB."""
    if size >= GB:
        return _("%(number)s GB") % {"number": f"{size / GB:.1f}".removesuffix(".0")}
    return _("%(number)s MB") % {"number": max(1, round(size / MB))}


def seconds_in_words(seconds: int) -> str:
    if seconds < 60:
        return ngettext("%(n)d second", "%(n)d seconds", seconds) % {"n": seconds}
    minutes = round(seconds / 60)
    return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}


def problem_in_words(problem: str) -> str:
    """Why a film could not be prepared, and what to do next; the film itself is still there."""
    ours = {
        "no_room": _(
            "There was no room left on the server for the finished film. Tell the person who runs it, then try again."
        ),
        "broken": _("What was stored of this film has been damaged. Delete it and bring the film once more."),
        "worker_lost": _(
            "Getting this film ready stopped the server's work more than once. Bring it in another form."
        ),
    }
    if problem in ours:
        return ours[problem]
    try:
        return _(SENTENCES[Code(problem)])
    except ValueError:
        return _(
            "Something went wrong on the server while this film was prepared. Nothing is lost. Try again."
        )


def clock_words(ms: int) -> str:
    """A place in a film: 18:02, or 1:02:03 from an hour on."""
    minutes, seconds = divmod(ms // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def why_not_shared(why: str) -> str:
    """What must come first, for a word of ``sharing.what_comes_first``."""
    return {
        "rest": _("This cycle is at rest. Nothing is shared until it goes on."),
        "alone": _("There is nobody in this cycle to share the film with now."),
        "check": _(
            "Before a first share, each of you confirms that the other account is really your partner’s."
        ),
        "film": _("The film can be shared as soon as it can be watched."),
        "none": _("Tick at least one extract, or share the whole film."),
    }[why]


def phase_in_words(phase: str) -> str:
    return {
        "looking": _("Looking at the file"),
        "film": _("Making the film playable everywhere"),
        "pictures": _("Making the small pictures"),
        "peaks": _("Drawing the sound wave"),
    }.get(phase, _("Waiting for its turn"))

"""Sentences of the coding page, and what its script says."""

from django.utils.translation import gettext as _


def clash(name: str, words: str) -> str:
    if not words:
        return _("%(name)s has just taken this code away. Choose again if you like.") % {"name": name}
    return _("%(name)s has just coded this: %(words)s. Yours was not put over it. Choose again if you like.") % {
        "name": name, "words": words,
    }  # fmt: skip


def no_value() -> str:
    return _("That is no choice here. Reload the page and choose again.")


def for_scripts() -> dict[str, str]:
    return {
        "saved": _("Saved: {name}: {words}."),
        "taken": _("Taken away: {name}."),
        "undone": _("Undone."),
        "cannot": _("cannot say"),
        "open": _("not coded yet"),
        "waits": _("No network. {n} choices wait on this device and are sent later."),
        "sent": _("All your choices have been sent."),
        "gone": _("This talk is not open to you any more. Nothing was saved."),
        "because": _("Signs of it:"),
        "fits": _("Enter takes it"),
        "nothing": _("no suggestion"),
        "turn": _("Turn {n} of {all}"),
        "far": _("{n} of {all} turns coded"),
        "stays": _("That was not saved. Reload the page to see how things stand."),
        "phase": _("You both code alone from now on, or together again. Reload to see who switched."),
        "asked": _("Your partner proposes to delete something of this talk. Reload to see it."),
        "suggested": _("There are suggestions now. Reload to see them."),
        "other": _("Your partner has coded something. Reload to see it."),
    }

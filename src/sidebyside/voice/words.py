"""What the recorder says, for its script, and why a note has no words."""

from django.utils.translation import gettext as _


def for_script(sent: str = "") -> dict[str, str]:
    """``sent``: what is said of a note that has arrived, where others may hear it."""
    return {
        "start": _("Speak"),
        "stop": _("Stop"),
        "running": _("Recording. Speak, then press Stop; five minutes at most."),
        "over": _("Five minutes are full. What you said is kept; press Speak to go on in another note."),
        "sending": _("Sending…"),
        "sent": sent or _("Your voice note is kept, for you alone."),
        "unsent": _("Not sent yet. Press “Send again” once you are connected."),
        "signedOut": _(
            "Not sent yet: you are signed out. Sign in again in another tab, then press “Send again”."
        ),
        "gone": _(
            "Not sent: what this belongs to is not there for you any more. Save it as a file, or let it go."
        ),
        "wait": _(
            "Not sent yet: too many or too large just now. Wait a little and press “Send again”, or save it "
            "as a file."
        ),
        "fault": _(
            "Not sent yet: the server could not keep it, and the fault is not yours. Press “Send again” in a "
            "few minutes, or save it as a file."
        ),
        "onDevice": _(
            "It stays on this device, for you alone, also when you close the page. If you do not come back within a "
            "year, it may go."
        ),
        "inPage": _("This device cannot keep it: leave the page open."),
        "left": _(
            "A voice note of {when} is not sent yet. It is on this device, for you alone: send it, or let it go."
        ),
        "first": _("Your voice note is not sent yet. Send it or let it go first; then keep the page."),
        "dropped": _("Let go. Nothing of it was kept."),
        "erased": _("The voice note is erased."),
        "notThere": _("This voice note is not here for you any more. Load the page again."),
        "notErased": _("It could not be erased just now. Try again in a moment."),
        "notHere": _("This browser cannot record here. Write instead; nothing else is different."),
        "refused": _(
            "The browser may not use the microphone. Allow it beside the address of this page, or write instead."
        ),
        "none": _("No microphone was found. Plug one in and press Speak again, or write instead."),
        "busy": _("Another app holds the microphone. Close it and press Speak again, or write instead."),
        "cannot": _(
            "This browser could not begin to record; the microphone is off again. Write instead, or take "
            "another browser."
        ),
        "empty": _("Nothing was heard. Press Speak to begin again."),
    }


def why_not(problem: str) -> str:
    """Why there are no words of what was said, and what to do next."""
    known = {
        "silent": _("Cannot tell what was said: the sound is silent. See whether the microphone was muted."),
        "no_voice": _("Cannot tell what was said: no voice was heard in it."),
        "unclear": _(
            "Cannot tell what was said: most of it could not be understood. Type it yourself, or speak again, nearer "
            "to the microphone."
        ),
        "other_language": _(
            "Cannot tell what was said: another language seems to be spoken. Choose it on this note’s page."
        ),
        "no_model": _(
            "This server has no speech model yet. Whoever keeps the server adds one with “./sidebyside models add "
            "speech”. Until then you can type what was said."
        ),
        "no_language": _(
            "The speech model on this server does not know this language. Choose another, or type it yourself."
        ),
        "broken": _(
            "This sound could not be opened here, so nothing was written. You can type what was said."
        ),
    }
    return known.get(
        problem, _("Something went wrong on this server, and nothing was written. Try again, or type it.")
    )

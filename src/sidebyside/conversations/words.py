"""Sentences of the talk: what cannot be done now and why, and what the page's scripts say."""

from django.utils.translation import gettext as _


def not_now(word: str) -> str:
    return {
        "wrong code": _("These digits are not the ones on the screen. Look again and type all six."),
        "code over": _(
            "No screen waits with a code just now. Ask your partner to press “I am here”, or “New code”, "
            "then type the six digits that show."
        ),
        "not open": _("The talk is not open now. Reload the page to see how things stand."),
        "not both want it": _("The recorder runs only while both of you want it."),
        "recording elsewhere": _(
            "Your talk is being recorded in another tab or on another device. Stop it there, or with the button here."
        ),
        "strange microphones": _("The recorder could not be started. Reload the page and try again."),
        "enough tracks": _("This talk has been recorded in many pieces. No more can be added."),
        "too late": _("This talk has ended. What was kept is below."),
        "still recording": _("Stop the recording first."),
        "not silenced": _(
            "Nobody knows where in the sound a withheld passage was said. Delete the sound as well, or first "
            "bring the passage back."
        ),
        "being silenced": _(
            "The sound is still being made without what is withheld. Delete the words when that is done, "
            "or delete all of it."
        ),
    }[word]


def wrong_partner() -> str:
    return _(
        "That e-mail and password do not go together, or belong to somebody who is not in this talk. Try again."
    )


def needs_code(name: str) -> str:
    return _("%(name)s’s sign-in asks for a code as well: type the one that their app shows now.") % {
        "name": name
    }


def needs_own_device(name: str) -> str:
    return _(
        "%(name)s’s sign-in asks for more than a password, and that works on an own device only. Type the six "
        "digits there: then you are both in."
    ) % {"name": name}


def choose_recording() -> str:
    return _("Say whether you want the talk recorded: yes or no.")


def for_scripts() -> dict[str, str]:
    """What the talk's modules say, translated here because they load no catalogue."""
    return {
        "start": _("Record our talk"),
        "stop": _("Stop recording"),
        "starting": _("Starting …"),
        "running": _("Recording. Stop with T, with this button, or from your partner’s phone."),
        "stopped": _("The recording has stopped. What was recorded is kept."),
        "stoppedByOther": _("The recording was stopped from another device. What was recorded is kept."),
        "letOut": _(
            "The recording has stopped: this page is signed out, or the talk is not open to you any more. "
            "What was recorded stays on this device, and is sent when you sign in here again."
        ),
        "sending": _("{left} still to send."),
        "sendingStays": _("{left} still to send. It is kept on this device until all has arrived."),
        "sent": _("All of it has arrived."),
        "refused": _(
            "The browser may not use the microphone. Allow it beside the address, then press “Choose microphone” again."
        ),
        "none": _("No microphone was found. Plug one in, then press “Choose microphone” again."),
        "busy": _("Another program holds the microphone. Close it, then press “Choose microphone” again."),
        "unplugged": _(
            "The microphone went away. What was recorded is kept. Choose one, then start again if you like."
        ),
        "oneUnplugged": _("One microphone went away; the other goes on. What was recorded is kept."),
        "otherTab": _(
            "Your talk is being recorded in another tab of this browser. Go on there, or stop it there first."
        ),
        "notHere": _("This browser cannot record. Use a recent one, at an address that begins with https."),
        "offlineStart": _("The recorder needs the network to start. Once it runs, it goes on without."),
        "full": _(
            "This device is full: new sound is held in this page only. Leave it open until all of it has arrived."
        ),
        "leave": _("The recorder runs."),
        "microphone": _("Microphone {number}"),
        "noSecond": _("none"),
        "minutes": _("{n} min"),
        "lost": _(
            "Part of an earlier recording could not be sent, and cannot be any more. "
            "That part stays on this device for a month, sealed."
        ),
        "courier": _("A recording of your talk is being sent from this device: {left} left."),
        "whatWaits": _("See what waits on this device"),
        "courierDone": _("The recording of your talk has arrived."),
        "notSent": _("That did not reach the server. Nothing is lost. Try again in a moment."),
        "notTaken": _("That could not be done. Reload the page to see how things stand now."),
        "changed": _("Something changed in your talk."),
        "show": _("Show it"),
    }

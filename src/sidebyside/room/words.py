"""What the room's scripts say, translated here because they load no catalogue. ``{name}`` is filled in by them."""

from django.utils.translation import gettext as _

from sidebyside.room.models import Moment


def room_words() -> dict[str, str]:
    return {
        **_player(),
        **_marks(),
        **_keeping(),
        **{f"sort.{value}": str(label) for value, label in Moment.Sort.choices},
    }


def _player() -> dict[str, str]:
    return {
        "play": _("Play"),
        "pause": _("Pause"),
        "again": _("Again from {at}"),
        "muteOn": _("Sound off"),
        "muteOff": _("Sound on"),
        "playing": _("Playing from {at}"),
        "paused": _("Paused at {at}"),
        "speed": _("Speed {rate}"),
        "at": _("{at} of {length}"),
        "piece": _("extract {number} of {count}"),
        "resumed": _("Starts where you stopped: {at}"),
        "ended": _("The film has ended."),
        "stopped": _(
            "The film stopped. The network may be away. Your words are safe; try again in a moment."
        ),
        "gone": _("This film is no longer open to you. What you wrote about it is still yours."),
        "signedOut": _("You are signed out. Sign in again to watch on; your words are safe."),
        "unplayable": _(
            "This browser could not play the film. Your words are safe. Try again, or another browser."
        ),
        "angleNow": _("{name}"),
        "angleNotHere": _("{name} has nothing at {at}."),
        "angleOut": _("{name} has nothing more here. {film} goes on."),
        "angleLost": _("{name} cannot be played now. {film} goes on."),
        "angleBy": _("{name} begins {seconds} s into the first film."),
        "angleBefore": _("{name} begins {seconds} s before the first film."),
        "wide": _("Large"),
        "narrow": _("Back to the page"),
    }


def _marks() -> dict[str, str]:
    return {
        "marked": _("Marked {at}"),
        "stretch": _("Marked {at}"),
        "inSet": _("Begins at {at}. Press O where it ends."),
        "noIn": _("Press I first, where it begins."),
        "outBeforeIn": _("That lies before the beginning. Play on, then press O."),
        "undone": _("Undone: {what}"),
        "nothingToUndo": _("Nothing to undo in this film."),
        "putAway": _("Put away: {at}"),
        "broughtBack": _("Back again: {at}"),
        "undo": _("Undo"),
        "own": _("you"),
        "both": _("you both marked this"),
        "extractMade": _("Picked for the meeting: {at}"),
        "extractThere": _("This stretch is picked already."),
        "extractGone": _("No longer picked: {at}"),
        "extractPlaying": _("Extract {number} of {count}: {at}"),
        "noExtract": _("No extracts yet. Mark a stretch, then press E."),
        "nothingMarked": _("Mark something first: press M while the film plays."),
        "momentsNone": _("Nothing marked yet"),
        "momentsOne": _("1 moment"),
        "momentsMany": _("{count} moments"),
        "lineUpSaid": _("This note belongs here, at {at}"),
        "noteWord": _("Add a word"),
        "noteChange": _("Change"),
        "soundMade": _("The sound was made at {at}. Make it again if the film may not have heard it."),
        "soundNot": _("This device could not make the sound. Turn its sound on, and try again."),
    }


def _keeping() -> dict[str, str]:
    return {
        "saving": _("Saving …"),
        "saved": _("Saved"),
        "kept": _("Kept on this device. It goes out when the network is back."),
        "keptSignIn": _("Kept on this device. Sign in again and it goes out by itself."),
        "keptTab": _("Kept in this tab only. Keep it open until the network is back."),
        "refused": _(
            "This could not be saved: it is no longer open to you. Your words stand here; copy what you need."
        ),
        "clash": _("You changed this on another device too. Both texts are here; nothing is lost."),
        "clashThere": _("Saved there"),
        "clashHere": _("Typed here"),
        "clashKeepHere": _("Keep what I typed here"),
        "clashKeepThere": _("Keep the saved one"),
        "clashKeepBoth": _("Keep both, one below the other"),
    }

"""Sentences of the written talk: what cannot be done now and why, what went wrong, and what the page's script says."""

from django.utils.translation import gettext as _

from sidebyside.core.exchange import ExchangeError
from sidebyside.core.exchange.errors import SENTENCES as ERRORS
from sidebyside.core.exchange.notes import AND_MORE, Note
from sidebyside.core.exchange.notes import SENTENCES as MENDED
from sidebyside.core.exchange.places import PLACES, Place
from sidebyside.core.listening.heard import SENTENCES, Reason
from sidebyside.recordings.words import problem_in_words


def cannot(word: str) -> str:
    return (_cannot_correct() | _cannot_begin())[word]


def _cannot_correct() -> dict[str, str]:
    return {
        "gap": _("This passage is withheld or was taken out. It cannot be changed."),
        "gone": _("This is not there any more. Reload the page to see how things stand."),
        "growing": _("Your talk is still being written down. Correct it when that is done."),
        "no words": _("Write at least one word. To take a turn away, press “Take this turn away”."),
        "too long": _("This is longer than one turn can be. Split it first."),
        "too many": _("That is more than can be done at once. Do it in smaller pieces."),
        "no such word": _("Choose a word inside the turn: the second part begins with it."),
        "last turn": _("There is no turn below this one."),
        "no such voice": _("Choose one of the voices."),
        "two voices": _("Two people speak here. Give both turns to the same voice first, then join them."),
        "not two voices": _("Voices can be swapped where there are two. Say instead whose each of them is."),
        "nothing to undo": _("You have changed nothing that can be undone."),
        "bring back first": _(
            "Your last change was to a passage that you have withheld since. Bring the passage back first, then undo."
        ),
        "cannot be undone": _("This cannot be undone: its words were taken out since."),
        "changed since": _("Your partner has changed the same since. Correct it by hand instead."),
        "changed meanwhile": _(
            "It was changed while you read it. Look at what changed, then sign it off as it stands now."
        ),
        "nothing written": _("There is nothing to sign off yet."),
        "nothing withheld": _("Nothing is withheld here."),
        "not yours to bring back": _("Only whoever withheld a passage brings it back."),
        "too late to bring back": _(
            "You both signed it off without this passage more than seven days ago. Its words are gone."
        ),
        "no name": _("Write the name as it stands in the text, and the name to show instead."),
    }


def _cannot_begin() -> dict[str, str]:
    return {
        "refused": _(
            "One of you does not want this talk worked on. Nothing new is made of it while that stands."
        ),
        "nothing to hear": _("There is no sound of this talk here yet. Bring a transcript, or type it."),
        "no such language": _("Choose one of the languages."),
        "there already": _("It is written down already. Reload the page to see it."),
        "voice is out": _("You have taken your voice out of this talk. That cannot be taken back any more."),
        "voice is held": _("You have taken your voice out of this talk. Leave it in first."),
        "nobody to say yes": _("Somebody is let in by all who talk, and there is nobody beside you here."),
        "two schools": _("You are of two schools, and what you say stays with you two: nobody sits in."),
        "no such colleague": _(
            "No colleague with this e-mail has an account at your school. Look at the address again."
        ),
        "your partner says": _("Whoever you talk with says whether they come in."),
        "no file": _("Choose a transcript of at most 20 MB. Sound and films are not brought here."),
        "not talked": _("You have not met here yet. After your talk this page is for writing it down."),
    }


def problem(word: str) -> str:
    """Why a talk could not be written down."""
    known = {
        "no_model": _(
            "There is no speech model on this server. Whoever keeps the server can add one with "
            "“./sidebyside models add speech”. Until then bring a transcript, or type it."
        ),
        "sound_gone": _("The sound of this talk is not here any more. Bring a transcript, or type it."),
        "no_language": _("The speech model on this server does not know this language."),
        "unexpected": _(
            "Something went wrong on this server. Nothing that was heard so far is lost. Try again."
        ),
        "worker_lost": _(
            "This server stopped in the middle of it more than once. Nothing that was heard so far is lost."
        ),
    }
    return known[word] if word in known else problem_in_words(word)


def unreadable(error: ExchangeError) -> str:
    """What is wrong with a transcript, and where."""
    return _at(error.place, 1, ERRORS[error.code])


def mended(note: Note) -> str:
    """What was mended in a transcript, where first, and how often."""
    return _at(note.place, note.count, MENDED[note.mend])


def _at(place: Place | None, count: int, sentence: str) -> str:
    if place is None:
        return _(sentence)
    where = _(PLACES[place.unit]).format(number=place.number)
    if count > 1:
        where = _(AND_MORE).format(place=where, number=count - 1)
    return f"{where}: {_(sentence)}"


def quality(word: str) -> str:
    """What the hearing says of the sound, where it says anything."""
    reasons = {reason.value.replace(" ", "_"): reason for reason in Reason}
    return _(SENTENCES[reasons[word]]) if word in reasons else ""


def for_scripts() -> dict[str, str]:
    return {
        "changed": _("Something changed here."),
        "gone": _(
            "That did not reach the server. Your words are kept on this device. Try again in a moment."
        ),
        "refused": _("That could not be done. Reload the page to see how things stand now."),
        "saved": _("Saved."),
        "noSound": _("There is no sound to this place."),
        "word": _("Word {number} of {count}: {word}"),
        "removed": _("Your sign-offs are gone: it has changed. Sign it off again when it is right."),
    }

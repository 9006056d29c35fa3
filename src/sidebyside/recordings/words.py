"""Sentences about films: sizes, times and what went wrong."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sidebyside.core.media.errors import SENTENCES, Code
from sidebyside.recordings.models import Recording

MB = 1000 * 1000
GB = 1000 * MB


def size_in_words(size: int) -> str:
    """As a phone or computer shows it: 840 MB, 1.2 GB."""
    if size >= GB:
        return _("%(number)s GB") % {"number": f"{size / GB:.1f}".removesuffix(".0")}
    return _("%(number)s MB") % {"number": max(1, round(size / MB))}


def name_of(recording: Recording) -> str:
    """What its owner calls it, or else its number among the films of the lesson. Only for who may see the film."""
    number = {"number": recording.angle + 1}
    if recording.called:
        return recording.called
    if recording.width_px == 0 and recording.angle > 0:
        return _("Microphone %(number)s") % number
    return _("Film %(number)s") % number


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
        "long": _(
            "Only clips of two minutes at most are shared in this programme. Choose extracts of what works."
        ),
        "long extract": _(
            "One of these extracts is longer than two minutes. Make it shorter, or choose others."
        ),
        "alone": _("There is nobody in this cycle to share the film with now."),
        "check": _(
            "Before a first share, each of you confirms that the other account is really your partner’s."
        ),
        "class": _(
            "Say first whose lesson this is: then it can be looked up whether everybody in it may be filmed."
        ),
        "agreed": _(
            "It stays with you for now: not everybody who may be in shot has a yes. Nothing is wrong with your "
            "film, and you can watch and mark it. It can be shared as soon as that has changed, or once nobody "
            "can be recognised in it."
        ),
        "school": _(
            "Your coach works at another school, and guardians have said yes to colleagues at yours. It can be shared "
            "once no pupil can be recognised in it: hide the faces, or say that none can be seen."
        ),
        "blurring": _(
            "Faces are being hidden in this film, or you have not looked through the blurred film yet. Do that first."
        ),
        "film": _("The film can be shared as soon as it can be watched."),
        "first": _("Share the whole film first; this one is shown beside it."),
        "none": _("Tick at least one extract, or share the whole film."),
    }[why]


def class_is_settled() -> str:
    return _(
        "The class of this lesson stays as it was said, because not everybody in it may be filmed. If it was another "
        "class, say so below: whoever keeps the register at your school confirms it. Nothing is wrong with asking, "
        "and the film stays with you meanwhile."
    )


def phase_in_words(phase: str) -> str:
    return {
        "looking": _("Looking at the file"),
        "film": _("Making the film playable everywhere"),
        "pictures": _("Making the small pictures"),
        "peaks": _("Drawing the sound wave"),
    }.get(phase, _("Waiting for its turn"))


def sound_in_words(word: str) -> tuple[str, str]:
    """Whether the sound is good enough to work with, why not, and what to do: for a word of core.listening."""
    closer = _("Next time, stand the device closer to where you speak, or put a microphone there.")
    return {
        "good": (_("The sound is good."), ""),
        "far": (_("The voices sound far away: the room is heard more than they are."), closer),
        "faint": (_("The sound is very quiet."), closer),
        "clipped": (
            _("The sound is too loud in places and breaks up."),
            _(
                "Next time, move the device a little away from whoever is loudest, or turn the microphone down."
            ),
        ),
        "humming": (
            _("There is a steady hum under the voices."),
            _("Next time, move the device away from a projector, a fan or a mains cable."),
        ),
        "noisy": (
            _("There is a lot of noise beside the voices."),
            _("Next time, shut the windows and doors, or bring the microphone closer to the voices."),
        ),
        "patchy": (
            _("The sound is gone in places."),
            _(
                "Next time, look whether another app or a call uses the microphone, and whether its cable sits well."
            ),
        ),
        "silent": (
            _("There is sound in this film, but nothing can be heard."),
            _(
                "Look which microphone was chosen, and whether it was muted. Make a dummy run before you film again."
            ),
        ),
        "none": (
            _("This film has no sound."),
            _("Let the browser use the microphone, and make a dummy run before you film again."),
        ),
    }.get(word, ("", ""))


def lined_up_in_words(how: str) -> str:
    """Where a further film lies beside the first one: for a value of ``Recording.LinedUp``."""
    return {
        "": _("It is compared with the first film by its sound. That takes a while."),
        "sound": _("Lined up with the first film by its sound."),
        "hand": _("Lined up with the first film by hand."),
        "not-found": _("Its sound was not found in the first film. Line it up by hand where you watch."),
    }.get(how, "")


def deed_in_words(act: str) -> str:
    """What was done with a film: for an act of ``trust.Deed``. Never which words or pictures it was about."""
    return {
        "began": _("a film was begun"),
        "shared": _("shared it"),
        "withdrew": _("took it back"),
        "deleted": _("deleted it, with its key"),
        "gave up": _("gave up what had arrived"),
        "became the film": _("a further film took the place of the one that was deleted"),
        "lined up": _("lined up a further film"),
        "kept longer": _("a later last day"),
        "kept shorter": _("a sooner last day"),
        "named the class": _("said whose lesson it is"),
        "changed the class": _("changed whose lesson it is"),
        "asked for another class": _("said that another class was in it, and asked for that to be confirmed"),
        "took another class back": _("took back that another class was in it"),
        "confirmed another class": _("confirmed that another class was in it"),
        "did not confirm another class": _("did not confirm that another class was in it"),
        "covered": _("said that no pupil can be recognised in it"),
        "uncovered": _("took back that no pupil can be recognised in it"),
        "opened for safeguarding": _(
            "asked for it to be opened for safeguarding, and so did the other of the two"
        ),
        "looked at for safeguarding": _("looked at it for safeguarding"),
        "ended for safeguarding": _("ended what was open for safeguarding"),
        "hides faces": _("had faces hidden in it"),
        "looked through": _("said that nobody can be recognised in the blurred film"),
        "shows the original": _("went back to the film as it was filmed"),
        "destroyed the original": _("destroyed the original"),
        "asked for a second look": _("asked a colleague for a second look at the blurred film"),
        "took the second look back": _("took back that a colleague looks through the blurred film"),
        "marked somebody": _("marked a stretch in which somebody can be recognised"),
        "looked at a mark": _("looked at a marked stretch and said that nobody can be recognised there"),
        "second look done": _("has looked through all of the blurred film"),
        "unshared for a pupil": _("its share ended, because somebody in shot is not to be filmed any more"),
    }.get(act, _("something was changed"))

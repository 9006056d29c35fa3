"""What filming in the browser says: on its own page, and on every page while a film waits on the device."""

from django.utils.translation import gettext as _


def record_words(coachee: str = "", *, rehearsal: bool = False) -> dict[str, str]:
    """What the filming page's modules say. ``coachee``: a name where somebody films for them, else nothing."""
    return _headings(coachee, rehearsal=rehearsal) | _troubles() | _notes() | _about()


def _headings(coachee: str, *, rehearsal: bool) -> dict[str, str]:
    if rehearsal:
        look = _("Make a dummy run")
    elif coachee:
        look = _("Film %(name)s’s lesson") % {"name": coachee}
    else:
        look = _("Film your lesson")
    return {
        "heading.look": look,
        "heading.filming": _("Filming"),
        "heading.paused": _("Paused"),
        "heading.lost": _("Filming has stopped by itself"),
        "heading.stopped": _("Stopped. It is on its way"),
        "heading.safe": _("Your dummy run is here") if rehearsal else _("Safe: you can put the device away"),
        "heading.cut": _("Filming was interrupted here"),
        "heading.gone": _("This film was deleted while you filmed"),
    }


def _troubles() -> dict[str, str]:
    return {
        "plainHttp": _(
            "Browsers give a camera only to pages whose address begins with https. Tell the person who runs this "
            "server; until then, film with the device’s own camera and bring the file."
        ),
        "notHere": _(
            "This browser cannot film. Use a recent one, or film with the device’s own camera and bring the file."
        ),
        "refused": _(
            "The browser may not use the camera and the microphone. Allow both beside the address of this page, "
            "then try again."
        ),
        "none": _(
            "No camera or no microphone was found. Plug one in, or choose another below, then try again."
        ),
        "taken": _("Another app holds the camera or the microphone. Close it, then try again."),
        "failed": _("The camera could not be opened. Close other apps that may use it, then try again."),
        "littleRoom": _(
            "Less than 2 GB are free on this device, and a lesson needs as much. Delete something here, old films say, "
            "or film with another device. Then reload this page."
        ),
        "otherTab": _("You are filming in another tab of this browser. Go on there, or stop it there first."),
        "cameraLost": _(
            "The camera went away: another app took it, or its permission was taken back. "
            "What was filmed until then is kept. Press “Go on filming” and the rest joins it."
        ),
        "microphoneLost": _(
            "The microphone went away. What was kept until then is safe. Press “Go on filming” and the rest joins it."
        ),
        "recorderBroke": _(
            "This browser’s recorder stopped. What was filmed until then is kept. "
            "Press “Go on filming” and the rest joins it."
        ),
        "noRoomLeft": _(
            "This device is full and what was filmed could not be sent quickly enough, so filming has stopped. "
            "Everything until now is kept. Leave this page open until it has been sent."
        ),
        "deleted": _("This film was deleted on another page, and its copy here with it."),
        "deletedWhile": _(
            "This film was deleted on another device, so filming has stopped. Nothing of it is left on this one."
        ),
        "nothingCame": _("That was too short: nothing was filmed. Start again when you are ready."),
    }


def _notes() -> dict[str, str]:
    """What somebody should know, while filming goes on."""
    return {
        "pictureTaken": _(
            "Something else holds the camera just now, a call say. Filming goes on; "
            "the picture is missing until it ends."
        ),
        "soundTaken": _(
            "Something else holds the microphone just now, a call say. Filming goes on; "
            "the sound is missing until it ends."
        ),
        "pictureBack": _("The picture is back; {time} of it are missing."),
        "soundBack": _("The sound is back; {time} of it are missing."),
        "otherMicrophone": _(
            "The microphone was unplugged. Filming goes on with another one: see that it hears."
        ),
        "noMicrophone": _(
            "The microphone was unplugged and there is no other. The picture goes on, without sound."
        ),
        "wasHidden": _(
            "This page was hidden for {time}. Filming went on; "
            "keep the page in front, for some devices rest what is hidden."
        ),
        "deviceFull": _(
            "This device is full. What is filmed now is held in this page and sent from here: "
            "leave it open until all is safe."
        ),
        "mayDarken": _(
            "This device saves its battery and may darken by itself, which ends filming. "
            "Plug it in, or touch it now and then."
        ),
        "lowBattery": _("The battery is at {percent} %. Plug the device in if you can."),
        "turn": _("Turn the device sideways: more of the room fits."),
    }


def _about() -> dict[str, str]:
    return {
        "camera": _("Camera {number}"),
        "microphone": _("Microphone {number}"),
        "noPicture": _("No picture: this device only listens"),
        "room": _("There is room for {time} of film here, at least."),
        "cut": _("{size} of it are kept on this device, sealed. Is the lesson still going on?"),
        "gone": _(
            "You deleted it on another page or device, so filming has stopped here. {size} of it still lie on this "
            "device, sealed. Keep them as a new film that only you can see, or let them go as well."
        ),
        "length": _("{time} filmed."),
        "sentSoFar": _("{sent} have arrived already. It goes on by itself."),
        "stillToSend": _("{left} still to send, {time}."),
        "almost": _("All of it has been sent. The server says so in a moment."),
    }


def courier_words() -> dict[str, str]:
    """What ``film-courier.js`` says, on every page of somebody who is signed in."""
    return {
        "waits": _("A film is being sent from this device: {left} left, {time}."),
        "otherTabSends": _("A film is being sent from another tab: {left} left."),
        "openLeft": _("Filming was interrupted on this device: {left} are still to be sent."),
        "openAll": _("Filming was interrupted on this device. What was filmed until then has arrived."),
        "almost": _("All of a film has been sent from this device. The server says so in a moment."),
        "goneHere": _(
            "A film was deleted while this device filmed it. Say whether what lies here is kept or goes, too."
        ),
        "allSafe": _("What was filmed on this device has arrived and is safe."),
        "about": _("about {time}"),
        "soon": _("as soon as it can go"),
        "seconds": _("{n} seconds"),
        "minute": _("1 minute"),
        "minutes": _("{n} minutes"),
        "hours": _("{n} hours"),
        "networkAway": _("The network is away. It goes on by itself when it is back; the film is kept here."),
        "signedOut": _("You are signed out. Sign in on this device and it goes on; the film is kept here."),
        "mayNot": _(
            "The server does not let this film in from here any more: the filming was taken back, say, or the cycle "
            "has ended for you. It stays on this device, sealed."
        ),
        "refused": _("The server does not take this film just now. It stays on this device, sealed."),
        "serverFull": _(
            "There is no room left on the server just now. The film is kept here and goes on by itself. "
            "Tell the person who runs it."
        ),
        "proxy": _(
            "Something between you and the server refuses pieces of a film as too large. Nothing is lost. "
            "Tell the person who looks after the school’s network that uploads to this server need "
            "1 MB at a time, at least."
        ),
        "later": _("The server did not take it just now. It tries again by itself; the film is kept here."),
    }

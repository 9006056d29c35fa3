"""What is behind an opening: what a partner would be shown of it, and nothing that was made before the switch."""

from datetime import datetime

from django.db.models import F

from sidebyside.conversations.models import Conversation, Track
from sidebyside.conversations.written import silence
from sidebyside.conversations.written.access import conversation_of, transcript_of
from sidebyside.conversations.written.turns import Said, pseudonyms_of, said_in, voice_name
from sidebyside.programme.models import Strand
from sidebyside.recordings import pupils
from sidebyside.recordings.access import angles_of, best_film, film_of
from sidebyside.recordings.models import Recording
from sidebyside.safeguarding.models import Opening

LESSON, TALK = Opening.What.LESSON, Opening.What.TALK


def thing_of(opening: Opening) -> Recording | Conversation | None:
    """The film or the talk that is there now and may be opened. Asks no right."""
    if opening.what == LESSON:
        film = film_of(opening.strand)
        return film if film is not None and _may_be_shown(film, opening) else None
    talk = conversation_of(opening.strand)
    return talk if talk is not None and _is_newer([talk.opened_at], opening) else None


def has_it(opening: Opening) -> bool:
    """Whether what both asked for is still what is there: a film that was deleted, or brought anew, is not."""
    found = thing_of(opening)
    return found is not None and found.code == opening.thing


def recordings_of(opening: Opening) -> list[Recording]:
    """What is played: the film and its angles that were there when it was opened, or the sound of the talk."""
    found = thing_of(opening)
    if found is None or found.code != opening.thing:
        return []
    if isinstance(found, Conversation):
        return [track.recording for track in tracks_of(found) if track.recording is not None]
    beside = [one for one in angles_of(opening.strand) if _was_there(one, opening)]
    return [found, *(one for one in beside if _may_be_shown(one, opening))]


def tracks_of(talk: Conversation) -> list[Track]:
    """As its partners hear it: nothing while a voice or a passage is still to be taken out."""
    if silence.is_held(talk.pk):
        return []
    heard = talk.tracks.filter(recording__state=Recording.State.READY, silence_made=F("silence_wanted"))
    return list(heard.select_related("recording").order_by("starts_ms", "number"))


def words_of(opening: Opening) -> list[tuple[str, Said]]:
    """Who said what, with gaps where something is withheld or taken out, and names as the pair shows them."""
    transcript = transcript_of(opening.strand)
    if transcript is None:
        return []
    pseudonyms = pseudonyms_of(transcript)
    return [
        (voice_name(one.voice, pseudonyms) if one.voice is not None else "", one)
        for one in said_in(transcript)
    ]


def _may_be_shown(film: Recording, opening: Opening) -> bool:
    """What could be shown to a partner: not while faces are being hidden, nor with a pupil in it who has no yes."""
    if film.blur_waits or best_film(film) is None or pupils.held_back(film):
        return False
    return _is_newer([film.made_at, film.begins_at, *_filmed_at(film)], opening)


def _filmed_at(film: Recording) -> list[datetime]:
    return list(film.parts.values_list("starts_at", flat=True))


def _was_there(film: Recording, opening: Opening) -> bool:
    return opening.opened_at is not None and film.made_at <= opening.opened_at


def _is_newer(dates: list[datetime | None], opening: Opening) -> bool:
    """Every sign of when it was made says: after the switch."""
    return all(at > opening.period.on_at for at in dates if at is not None)


def lesson_is_newer(strand: Strand, since: datetime) -> bool:
    """From stages and dates alone: whether this lesson could be asked for at all."""
    return strand.lesson_at is None or strand.lesson_at > since

"""What a talk of Ana's and Ben's holds in every scene: sound, written words, codes, somebody who is asked to listen."""

import json
from typing import TYPE_CHECKING

from django.utils import timezone

from sidebyside.conversations.models import (
    Conversation,
    ListenerIn,
    Pseudonym,
    TalkNote,
    Track,
    Transcript,
    Voice,
    Voices,
)
from sidebyside.recordings.models import Recording, Rendition
from sidebyside.trust import keystore
from tests.access.coded import coded
from tests.room.conftest import FILM_MS, kept

if TYPE_CHECKING:
    from tests.access.scenes import Scene


def hold_talk(scene: "Scene") -> None:
    """A talk that has begun and been ended before; whether the meeting is open is the state's to say."""
    cast = scene.cast
    talk = Conversation.objects.create(strand=cast.strand)
    note = TalkNote.objects.create(conversation=talk, author=cast.ben, words="Quilltalknote")
    sound = Recording.objects.create(
        strand=cast.strand, sort=Recording.Sort.TALK, state=Recording.State.READY, duration_ms=FILM_MS
    )
    keystore.make(f"recording:{sound.code}")
    kept(sound, Rendition.Role.FILM, b"Quilltrack", "audio/mp4")
    track = Track.objects.create(
        conversation=talk, by=cast.ana, recording=sound, number=0, stopped_at=timezone.now()
    )
    scene.places["track of ana"] = {"code": cast.strand.code, "track": track.code}
    _written_down(scene, talk, track)
    scene.places["note of a talk"] = {"code": cast.strand.code, "note": note.code}
    scene.places["track"] = {"code": sound.code, "role": "film"}
    scene.places["track seen"] = {"code": sound.code}


def _written_down(scene: "Scene", talk: Conversation, track: Track) -> None:
    cast = scene.cast
    written = Transcript.objects.create(conversation=talk, source="brought", state="ready", made_by=cast.ana)
    voice = Voice.objects.create(
        transcript=written, number=1, person=cast.ana, role="coachee", label="Quillvoice"
    )
    words = {"voice": voice, "track": track, "words": '[[0, 500, "Quillsaid", 0.9]]'}
    turn = written.turns.create(order=10, start_ms=0, end_ms=500, text="Quillsaid", **words)
    withheld = {"withheld_by": cast.ana, "withheld_at": timezone.now()}
    kept_back = written.turns.create(order=20, start_ms=500, end_ms=900, text="Quillwithheld", **withheld)
    name = Pseudonym.objects.create(
        transcript=written, by=cast.ana, name="Quillname", pseudonym="Quillpseudonym"
    )
    before = json.dumps({name: {str(turn.code): {"text": "Quillbefore"}} for name in ("before", "after")})
    written.edits.create(by=cast.ana, kind="text", turn_code=turn.code, states=before)
    # What a worker leaves behind that died half-way.
    written.pieces.create(track=track, number=0, start_ms=0, end_ms=900, words='["Quillpiece"]')
    Voices.objects.create(transcript=written, speakers='["Quillpiece"]')
    at = {"code": cast.strand.code}
    scene.places["written turn"] = at | {"turn": turn.code}
    scene.places["withheld turn"] = at | {"turn": kept_back.code}
    scene.places["written name"] = at | {"name": name.code}
    asked = ListenerIn.objects.create(strand=cast.strand, person=cast.nina, asked_by=cast.ana)
    scene.places["listener"] = at | {"listener": asked.code}
    scene.places["written file"] = at | {"kind": "json"}
    scene.places |= coded(cast, written, turn.code)

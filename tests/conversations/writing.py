"""A talk that was written down, as a file from a call brings it."""

from collections.abc import Iterable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sidebyside.conversations.models import Conversation, Transcript, WrittenTurn
from tests.cast import Cast

TALK = [
    ("Ben", 0, 4_000, "So what did you notice about Kofi?"),
    ("Ana", 4_500, 9_000, "I asked Kofi, and I answered for him before he could think."),
    ("Ben", 9_200, 9_800, "Mm, yeah."),
    ("Ana", 10_000, 14_000, "Kofi's hand was up the whole time."),
    ("Ben", 14_500, 19_000, "What would happen if you counted to five?"),
    ("Ana", 19_500, 23_000, "They would have to think, and so would I."),
]


def clock(ms: int) -> str:
    return f"{ms // 3_600_000:02}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02}.{ms % 1000:03}"


def as_vtt(turns: Iterable[tuple[str, int, int, str]] = TALK) -> bytes:
    cues = [f"{clock(start)} --> {clock(end)}\n<v {who}>{words}</v>\n" for who, start, end, words in turns]
    return "\n".join(["WEBVTT\n", *cues]).encode()


def at(cast: Cast, what: str = "") -> str:
    return f"/cycle/{cast.strand.code}/talk/written/{what}"


def bring(client: Client, cast: Cast, body: bytes | None = None, name: str = "call.vtt") -> Any:
    file = SimpleUploadedFile(name, as_vtt() if body is None else body)
    return client.post(at(cast, "bring/"), {"file": file})


def brought(client: Client, cast: Cast, body: bytes | None = None) -> Transcript:
    assert bring(client, cast, body).status_code == 302
    return written(cast)


def written(cast: Cast) -> Transcript:
    found = Transcript.objects.select_related("conversation").get(conversation__strand=cast.strand)
    found.conversation.strand = cast.strand
    return found


def turns(cast: Cast) -> list[WrittenTurn]:
    return list(written(cast).turns.all())


def texts(cast: Cast) -> list[str]:
    return [turn.text for turn in turns(cast)]


def press(client: Client, cast: Cast, turn: WrittenTurn, do: str, **more: Any) -> Any:
    """A button of the turn's form, with the words as they stand there."""
    told = {"revision": turn.revision, "text": turn.text, "do": do} | more
    return client.post(at(cast, f"turns/{turn.code}/"), told)


def page(client: Client, cast: Cast) -> str:
    answer = client.get(at(cast))
    assert answer.status_code == 200
    return str(answer.content.decode())


def ended(talk: Conversation) -> Conversation:
    from django.utils import timezone

    talk.ended_at = timezone.now()
    talk.save(update_fields=["ended_at"])
    return talk

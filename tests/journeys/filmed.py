"""Run inside a school's environment: which frames of a film the server holds, in its parts and in what it made of them.

``python -m tests.journeys.filmed <strand's code>`` prints one line of JSON; frames are the numbers that they carry.
"""

import io
import json
import os
import sys
from typing import Any

import av
import django

from tests.journeys.devices import number_in


def frames_of(film: bytes) -> list[int | None]:
    with av.open(io.BytesIO(film)) as container:
        if not container.streams.video:
            return []
        return [number_in(frame.to_ndarray(format="gray")) for frame in container.decode(video=0)]


def filmed(strand: str) -> list[dict[str, Any]]:
    from sidebyside.core.media.parts import OpenedPart
    from sidebyside.recordings import filming_key, renditions, store
    from sidebyside.recordings.models import Recording, Rendition

    told = []
    for film in Recording.objects.filter(strand__code=strand).order_by("made_at"):
        parts = []
        for part in film.parts.filter(rendition__isnull=False):
            with store.read(renditions.place(part.rendition)) as sealed:
                opened = OpenedPart(
                    sealed, filming_key.private_key(), part.sealed_as or film.code, part.number
                )
                plain = opened.read_at(0, opened.size)
            parts.append(
                {
                    "number": part.number,
                    "frames": frames_of(plain),
                    "whole": opened.is_whole,
                    "starts_ms": round(part.starts_at.timestamp() * 1000),
                    "pauses": part.pauses,
                }
            )
        made = {}
        for role in (Rendition.Role.INDEXED, Rendition.Role.FILM):
            row = film.renditions.filter(role=role, published_at__isnull=False).first()
            if row is not None:
                with store.read(renditions.place(row)) as reader:
                    made[str(role)] = frames_of(reader.read_at(0, reader.size))
        told.append(
            {
                "film": str(film.code),
                "owner": film.owner.email if film.owner else "",
                "state": film.state,
                "problem": film.problem,
                "angle": film.angle,
                "sort": film.sort,
                "duration_ms": film.duration_ms,
                "parts": parts,
                "made": made,
            }
        )
    return told


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "sidebyside.web.settings.serve"
    django.setup()
    print(json.dumps(filmed(sys.argv[1])))

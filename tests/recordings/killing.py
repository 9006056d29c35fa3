"""A process that looks for faces, hides them or destroys the original, and is killed at a point: nothing cleans up.

`python -m tests.recordings.killing WHAT POINT` on a database of its own. It first says, as one line of JSON, what
can be read and what the page tells; then it goes on with the work that is owed, to its point. WHAT is look, make,
original, delete or nothing; POINT is empty where it is to come through, or "wait:NAME" to stand still there until the
file `go` lies in the data folder.
"""

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

django.setup()

from django.test import Client  # noqa: E402

from sidebyside.jobs import Owed, run_here  # noqa: E402
from sidebyside.people.models import Person  # noqa: E402
from sidebyside.recordings import access, deleting, renditions, store  # noqa: E402
from sidebyside.recordings.blurring import choosing, looking, making, original  # noqa: E402
from sidebyside.recordings.blurring.models import FaceStretch, FaceTrack  # noqa: E402
from sidebyside.recordings.models import Recording, Share  # noqa: E402
from sidebyside.trust import keystore, wiping  # noqa: E402
from tests.pages import heading, words_of  # noqa: E402

POINTS: dict[str, tuple[Any, str, bool]] = {
    # name: whose, which function, and whether the kill comes after it instead of before
    "before a minute is kept": (looking, "_keep", False),
    "after a minute is kept": (looking, "_keep", True),
    "before the tracks": (looking, "_finish", False),
    "before a file is begun": (renditions, "begin", False),
    "before the film is hidden": (making, "hide", False),
    "before a file is published": (renditions, "publish", False),
    "after the film is published": (making, "hide", True),
    "before it is shown": (making.Bench, "show", False),
    "before the key": (keystore, "destroy", False),
    "after the key": (wiping, "fold_in", False),
    "before the files": (store, "delete_all", False),
}


def kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def stand_still() -> None:
    folder = Path(os.environ["SIDEBYSIDE_DATA"])
    (folder / "stands").touch()
    deadline = time.monotonic() + 60
    while not (folder / "go").exists():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def set_up(point: str) -> None:
    if not point:
        return
    happens: Callable[[], None] = stand_still if point.startswith("wait:") else kill
    whose, name, is_after = POINTS[point.removeprefix("wait:")]
    really = getattr(whose, name)

    def instead(*arguments: Any, **more: Any) -> Any:
        if not is_after:
            happens()
        answer = really(*arguments, **more)
        if is_after:
            happens()
        return answer

    setattr(whose, name, instead)


def browser(name: str) -> Client:
    client = Client()
    client.force_login(Person.objects.get(name=name), backend="sidebyside.people.backends.EmailBackend")
    return client


def told() -> dict[str, Any]:
    film = Recording.objects.defer(*access.WORDS).get()
    ana, ben = browser("Ana"), browser("Ben")
    page = ana.get(f"/cycle/{film.strand.code}/film/{film.code}/faces/")
    answer: Any = ana.get(f"/film/{film.code}/film")
    return {
        "ben": [ben.get(f"/film/{film.code}/{what}").status_code for what in ("film", "poster", "original")],
        "ana": len(b"".join(answer.streaming_content)) if answer.status_code == 200 else answer.status_code,
        "original": ana.get(f"/film/{film.code}/original").status_code,
        "heading": heading(page) if page.status_code == 200 else page.status_code,
        "words": words_of(page) if page.status_code == 200 else "",
        "shows blurred": film.shows_blurred,
        "shares": Share.objects.filter(withdrawn_at=None).count(),
        "minutes": list(FaceStretch.objects.values_list("pk", flat=True)),
        "tracks": FaceTrack.objects.count(),
        "films made": list(
            film.renditions.filter(role="film", blurred=True, published_at__isnull=False).values_list(
                "name", flat=True
            )
        ),
        "files": len(store.names(film.code)) + len(store.names(film.blurred_code)),
        "rows": film.renditions.count(),
        "keys gone": keystore.is_destroyed(f"recording:{film.code}"),
    }


def run(kind: str, owed_now: Any) -> None:
    for owed in list(owed_now()):
        run_here(kind, Owed(owed.code, owed.attempt))


def work(what: str) -> None:
    film = access.recordings().get()
    assert film.owner is not None
    if what == "look":
        looking.ask(film)
        run(looking.LOOK_FOR_FACES, looking.owed_now)
    elif what == "make":
        making.begin(film, film.owner, "block")
        run(making.MAKE_BLURRED, making.owed_now)
    elif what == "original":
        choosing.looked_through(film, film.owner)
        if film.original_gone_at is None:
            original.destroy_original(access.recordings().get(), film.owner)
        run(original.FINISH_ORIGINAL, original._owed_now)
    elif what == "delete":
        deleting.delete_film(film, film.owner)


if __name__ == "__main__":
    set_up(sys.argv[2])
    print(json.dumps(told()), flush=True)
    work(sys.argv[1])
    print(json.dumps(told()), flush=True)

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.db.models import F

from sidebyside.jobs import Kind, Owed, Queue, StepFailed, register, report
from tests.jobs.pantry import SECRET
from tests.jobs.pantry.models import Jar, Visit


def register_kinds() -> None:
    for name, queue in (("bottle", Queue.QUICK), ("preserve", Queue.FILMS)):
        register(_kind(name, queue))


def _kind(name: str, queue: Queue) -> Kind:
    def owed() -> Iterator[Owed]:
        for code, attempt in Jar.objects.filter(kind=name, state="owed").values_list("code", "attempt"):
            yield Owed(str(code), attempt)

    return Kind(name, queue, (wash, fill), owed, failed, raise_attempt)


def failed(owed: Owed, word: str) -> None:
    jar = Jar.objects.get(code=owed.code)
    if jar.recipe == "cannot_say":
        raise RuntimeError(SECRET)
    Jar.objects.filter(code=owed.code, attempt=owed.attempt, state="owed").update(state="failed", word=word)


def raise_attempt(owed: Owed) -> Owed | None:
    rows = Jar.objects.filter(code=owed.code, attempt=owed.attempt, state="owed")
    return Owed(owed.code, owed.attempt + 1) if rows.update(attempt=F("attempt") + 1) else None


def wash(code: str, attempt: int) -> None:
    _visit(code, attempt, "wash")
    if Jar.objects.get(code=code).recipe == "waits_washing":
        _wait_at_the_gate()
    report("bottle", code, attempt, 0.5, "washing")


def fill(code: str, attempt: int) -> None:
    """Writes aside under its attempt and a random name, publishes in one conditional UPDATE."""
    _visit(code, attempt, "fill")
    _behave(Jar.objects.get(code=code).recipe, code, attempt)
    name = f"{attempt}-{uuid4().hex}"
    Jar.objects.filter(code=code, attempt=attempt, state="owed").update(
        state="ready", filled_with=name, fillings=F("fillings") + 1
    )


def _visit(code: str, attempt: int, step: str) -> None:
    Visit.objects.create(code=code, attempt=attempt, step=step, pid=os.getpid())


def _behave(recipe: str, code: str, attempt: int) -> None:
    if recipe == "kills":
        os.kill(os.getpid(), signal.SIGKILL)
    elif recipe == "fails" or (recipe == "fails_first" and attempt == 1) or recipe == "cannot_say":
        raise StepFailed("no_lid")
    elif recipe == "breaks" or (
        recipe == "breaks_twice" and Visit.objects.filter(code=code, step="fill").count() < 3
    ):
        raise RuntimeError(SECRET)
    elif recipe == "waits":
        _wait_at_the_gate()


def _wait_at_the_gate() -> None:
    gate = Path(settings.SIDEBYSIDE["DATA"]) / "gate"
    while not gate.exists():
        time.sleep(0.02)

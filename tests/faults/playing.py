"""Plays one scene again and again, each time with the ground gone one step later. Run as a program of its own.

``python -m tests.faults.playing SCENE kill=MOST full=MOST`` prints one line of JSON for each: how many steps there
were, and what went wrong; of more than MOST steps, that many are tried, evenly. The folder is SIDEBYSIDE_DATA, with
empty tables in it (``playing tables`` makes them). Every act is a process of its own, forked so that nothing is
imported twice, and so is every look at what it left: nothing but the disk connects them.
"""

import json
import os
import shutil
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import IO

import django
from django.urls import get_resolver

from tests.faults import stepping

MOST_STEPS = 400


def play(scene: str, how: str, most: int) -> dict[str, object]:
    from tests.faults import scenes

    data, kept = Path(os.environ["SIDEBYSIDE_DATA"]), Path(f"{os.environ['SIDEBYSIDE_DATA']}-before")
    chosen = scenes.SCENES[scene]
    if kept.exists():
        shutil.rmtree(data)
        shutil.copytree(kept, data)
    else:
        in_a_process(chosen.before)
        shutil.copytree(data, kept)
    total = int(in_a_process(lambda: counted(chosen.act), says=True)[1])
    assert 0 < total < MOST_STEPS, total
    tried = sorted(
        {round(number * (total - 1) / max(1, min(most, total) - 1)) for number in range(min(most, total))}
    )
    wrong = []
    for at in tried:
        shutil.rmtree(data)
        shutil.copytree(kept, data)
        ended, told = in_a_process(lambda at=at: struck(chosen.act, how, at), says=True)
        if (how == "kill") != (ended == -signal.SIGKILL) or (how == "full" and ended):
            wrong.append(f"{at}: ended with {ended}: {told[-2000:]}")
            continue
        ended, said = in_a_process(lambda told=told: chosen.after(told), says=True)
        if ended:
            wrong.append(f"{at}: {said[-3000:]}")
    return {"steps": total, "tried": len(tried), "wrong": wrong}


def counted(act: Callable[[], str]) -> str:
    stepping.arm("", -1)
    act()
    stepping.disarm()
    for line in stepping.seen:
        print(line, file=sys.stderr)
    return str(len(stepping.seen))


def struck(act: Callable[[], str], how: str, at: int) -> str:
    stepping.arm(how, at)
    try:
        return act()
    finally:
        stepping.disarm()


def in_a_process(act: Callable[[], object], *, says: bool = False) -> tuple[int, str]:
    """How a forked process that does ``act`` ended (as subprocess says it), and what it returned, or its traceback."""
    (ended,) = in_processes([act])
    if not says and ended[0]:
        raise RuntimeError(ended[1])
    return ended


def in_processes(acts: list[Callable[[], object]]) -> list[tuple[int, str]]:
    """The same for several at once."""
    with ExitStack() as stack:
        files = [stack.enter_context(tempfile.TemporaryFile()) for _act in acts]
        numbers = [begin(act, told) for act, told in zip(acts, files, strict=True)]
        ended = []
        for number, told in zip(numbers, files, strict=True):
            _pid, status = os.waitpid(number, 0)
            told.seek(0)
            ended.append((os.waitstatus_to_exitcode(status), told.read().decode()))
    return ended


def begin(act: Callable[[], object], told: IO[bytes]) -> int:
    number = os.fork()
    if number == 0:
        code = 1
        try:
            said = str(act() or "")
            code = 0
        except BaseException:
            said = traceback.format_exc()
        with suppress(BaseException):
            stepping.disarm()
            stepping.room_again()
            os.pwrite(told.fileno(), said.encode(), 0)
        os._exit(code)
    return number


def race(name: str, times: int) -> dict[str, object]:
    """Two acts in the same moment, in processes of their own, some times over."""
    from tests.faults import scenes

    data, kept = Path(os.environ["SIDEBYSIDE_DATA"]), Path(f"{os.environ['SIDEBYSIDE_DATA']}-before")
    chosen = scenes.RACES[name]
    in_a_process(chosen.before)
    shutil.copytree(data, kept)
    wrong = []
    for _time in range(times):
        shutil.rmtree(data)
        shutil.copytree(kept, data)
        ended = [*in_processes(list(chosen.acts)), in_a_process(lambda: chosen.after(""), says=True)]
        wrong += [said[-3000:] for code, said in ended if code]
    return {"how": "race", "steps": times, "tried": times, "wrong": wrong}


if __name__ == "__main__":
    stepping.watch(os.environ["SIDEBYSIDE_DATA"])
    django.setup()
    if sys.argv[1] == "tables":
        from tests.faults import scenes

        in_a_process(scenes.tables)
        sys.exit()
    # Once, and not in each process.
    get_resolver()._populate()
    for way in sys.argv[2:]:
        name, _equals, number = way.partition("=")
        told = race(sys.argv[1], int(number)) if name == "race" else play(sys.argv[1], name, int(number))
        print(json.dumps({"how": name} | told), flush=True)

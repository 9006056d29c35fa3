"""A child that has been taken over: after the lock it tries what a hostile film might make it try.

Run by test_sandbox in place of the real child, through the same door (`child.enter`).
"""

import ctypes
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable

from sidebyside.core.media.child import Work, enter
from sidebyside.core.media.wire import ChildEnd, Say

LIBC = ctypes.CDLL(None, use_errno=True)


def refused(attempt: Callable[[], object]) -> str:
    try:
        attempt()
    except (OSError, ImportError) as error:
        return f"refused: {type(error).__name__}"
    return "done"


def call(name: str, *arguments: object) -> Callable[[], object]:
    """Past Python, straight to the kernel, as injected code would."""

    def attempt() -> object:
        result = getattr(LIBC, name)(*arguments)
        if result < 0:
            raise OSError(ctypes.get_errno(), name)
        return result

    return attempt


def escape(end: ChildEnd, job: dict[str, object]) -> dict[str, object]:
    path, port, parent = str(job["path"]), int(str(job["port"])), int(str(job["parent"]))
    attempts: dict[str, Callable[[], object]] = {
        "read a file": lambda: os.open(path, os.O_RDONLY),
        "read a file by libc": call("open", path.encode(), 0),
        "write a file": lambda: os.open(path + ".new", os.O_CREAT | os.O_WRONLY),
        "list a folder": lambda: os.listdir("/"),
        "look at a file": lambda: os.stat(path),
        "connect": lambda: socket.socket().connect(("127.0.0.1", port)),
        "make a socket": call("socket", socket.AF_INET, socket.SOCK_STREAM, 0),
        "make a pipe": lambda: os.pipe(),
        "start a program": lambda: subprocess.run(["/bin/true"], check=False),
        "become a program": lambda: os.execv("/bin/true", ["true"]),
        "fork": os.fork,
        "stop its parent": lambda: os.kill(parent, 9),
        "trace its parent": call("ptrace", 16, parent, 0, 0),
        "raise its limits": call("prlimit", 0, 7, ctypes.create_string_buffer(b"\xff" * 16, 16), None),
        "map memory in a file": call("memfd_create", b"x", 0),
        "remove a file": lambda: os.unlink(path),
    }
    return {name: refused(attempt) for name, attempt in attempts.items()}


def know(end: ChildEnd, job: dict[str, object]) -> dict[str, object]:
    return {"environment": sorted(os.environ), "arguments": sys.argv[1:-1], "folder": "unknown"}


def threads_still_work(end: ChildEnd, job: dict[str, object]) -> dict[str, object]:
    heard: list[int] = []
    threads = [threading.Thread(target=heard.append, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"threads": len(heard)}


def take_memory(end: ChildEnd, job: dict[str, object]) -> dict[str, object]:
    held = [bytearray(50 * 1024**2) for _ in range(200)]
    return {"taken": sum(map(len, held))}


def take_time(end: ChildEnd, job: dict[str, object]) -> dict[str, object]:
    while True:
        pass


def say_nothing(end: ChildEnd, job: dict[str, object]) -> dict[str, object]:
    time.sleep(600)
    return {}


def chatter(end: ChildEnd, job: dict[str, object]) -> dict[str, object]:
    while True:
        end.read(0, 10)


def crash(end: ChildEnd, job: dict[str, object]) -> dict[str, object]:
    ctypes.string_at(0)
    return {}


def talk_nonsense(end: ChildEnd, job: dict[str, object]) -> dict[str, object]:
    end.say(Say.JOB, b"what?")
    return {}


def swamp(end: ChildEnd, job: dict[str, object]) -> dict[str, object]:
    os.write(int(sys.argv[2]), b"\x05\xff\xff\xff\xff")
    time.sleep(600)
    return {}


def fail(end: ChildEnd, job: dict[str, object]) -> dict[str, object]:
    raise RuntimeError("a word from inside the film")


JOBS: dict[str, Work] = {
    work.__name__: work
    for work in (
        escape,
        know,
        threads_still_work,
        take_memory,
        take_time,
        say_nothing,
        chatter,
        crash,
        talk_nonsense,
        swamp,
        fail,
    )
}

if __name__ == "__main__":
    enter(sys.argv[1:], JOBS.__getitem__)

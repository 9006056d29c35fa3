"""The processes of one server: a front, the pages, the films, a worker; each starts again when it dies."""

import asyncio
import contextlib
import ctypes
import os
import resource
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
ROOT = SOURCE.parent
PAGES_SOCKET = "pages.sock"
FILMS_SOCKET = "films.sock"
STEADY_AFTER_S = 20.0
LONGEST_PAUSE_S = 10.0
# Longer than gunicorn's own patience with answers that have begun.
STOP_WITHIN_S = 12.0


@dataclass(frozen=True)
class Child:
    name: str
    command: list[str]
    descriptors: tuple[int, ...] = ()
    # Starts only when the pages answer, so that on two cores they answer sooner.
    waits: bool = False


@dataclass
class Server:
    """``run`` is the folder that the children start in and keep their sockets in.

    Sockets go by their short names in it, because a socket's path may be no longer than 107 bytes.
    """

    run: Path
    environment: dict[str, str]
    children: list[Child]
    processes: dict[str, asyncio.subprocess.Process] = field(default_factory=dict)
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    ready: asyncio.Event = field(default_factory=asyncio.Event)

    async def serve(self, when_ready: Callable[[], None]) -> None:
        """Until SIGTERM or SIGINT; a second signal ends everything at once."""
        os.chdir(self.run)
        no_core_files()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.told)
        keeping = [asyncio.create_task(self.keep(child)) for child in self.children]
        saying = asyncio.create_task(self.announce(when_ready))
        await self.stopping.wait()
        saying.cancel()
        await self.end()
        for task in keeping:
            task.cancel()
        await asyncio.gather(*keeping, saying, return_exceptions=True)

    def told(self) -> None:
        if self.stopping.is_set():
            self.signal_all(signal.SIGKILL)
        self.stopping.set()

    async def announce(self, when_ready: Callable[[], None]) -> None:
        while not (await answers(PAGES_SOCKET) and await answers(FILMS_SOCKET)):
            await asyncio.sleep(0.05)
        self.ready.set()
        when_ready()

    async def keep(self, child: Child) -> None:
        loop = asyncio.get_running_loop()
        pause = 0.2
        if child.waits:
            await self.ready.wait()
        while not self.stopping.is_set():
            started = loop.time()
            process = await self.start(child)
            code = await process.wait()
            # Workers of a gunicorn that was killed would go on holding its socket.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            if self.stopping.is_set():
                return
            pause = 0.2 if loop.time() - started > STEADY_AFTER_S else min(pause * 2, LONGEST_PAUSE_S)
            say(f"{child.name} stopped ({ending(code)}); it starts again in {pause:.1f} s.")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.stopping.wait(), pause)

    async def start(self, child: Child) -> asyncio.subprocess.Process:
        process = await asyncio.create_subprocess_exec(
            *child.command,
            cwd=self.run,
            env=self.environment,
            stdin=asyncio.subprocess.DEVNULL,
            pass_fds=child.descriptors,
            start_new_session=True,
            preexec_fn=dies_with(os.getpid()),
        )
        self.processes[child.name] = process
        return process

    async def end(self) -> None:
        self.signal_all(signal.SIGTERM)
        waiting = [asyncio.create_task(process.wait()) for process in self.processes.values()]
        _, late = await asyncio.wait(waiting, timeout=STOP_WITHIN_S)
        if late:
            self.signal_all(signal.SIGKILL)
            await asyncio.wait(late)

    def signal_all(self, number: signal.Signals) -> None:
        for process in self.processes.values():
            if process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    # A stop goes to the head of a group, which ends its own; a kill goes to all of it.
                    (os.killpg if number == signal.SIGKILL else os.kill)(process.pid, number)


def no_core_files() -> None:
    """For this process and all that it starts: what it has in memory, keys too, is never written to a disk
    when it breaks."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def dies_with(parent: int) -> Callable[[], None] | None:
    """For between fork and exec: asks Linux to stop this child when its parent is gone, even by ``kill -9``."""
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl

    def ask() -> None:
        prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG
        if os.getppid() != parent:
            os._exit(1)

    return ask


async def answers(name: str) -> bool:
    """Whether the process behind a socket has come so far that it answers a request with anything."""
    loop = asyncio.get_running_loop()
    with contextlib.suppress(OSError, TimeoutError), socket.socket(socket.AF_UNIX) as sock:
        sock.setblocking(False)
        async with asyncio.timeout(30):
            await loop.sock_connect(sock, name)
            await loop.sock_sendall(sock, b"GET /static/web/icon.svg HTTP/1.0\r\nHost: localhost\r\n\r\n")
            return bool(await loop.sock_recv(sock, 16))
    return False


def ending(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"code {code}"


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def front(listeners: list[socket.socket], *options: str) -> Child:
    descriptors = tuple(listener.fileno() for listener in listeners)
    command = [sys.executable, "-m", "sidebyside.web.front", "--pages", PAGES_SOCKET, "--films", FILMS_SOCKET]
    for descriptor in descriptors:
        command += ["--fd", str(descriptor)]
    return Child("The front", [*command, *options], descriptors)


def gunicorn(name: str, bind: str, workers: int, threads: int, *options: str) -> Child:
    command = [sys.executable, "-m", "gunicorn", "--bind", f"unix:{bind}", "--worker-class", "gthread"]
    command += ["--workers", str(workers), "--threads", str(threads), "--umask", "0o077"]
    # Its control socket would lie in the home folder; nothing here uses it.
    command += ["--logger-class", "sidebyside.web.gunicorn_log.ScrubbedLogger"]
    command += ["--no-control-socket", "--log-level", "warning", "--preload", *options]
    command.append("sidebyside.web.wsgi:application")
    return Child(name, command)


def pages() -> Child:
    return gunicorn(
        "The pages process", PAGES_SOCKET, min(2, os.cpu_count() or 1), 4, "--graceful-timeout", "8"
    )


def films() -> Child:
    """Many threads, because each slow upload and each paused player holds one for as long as it lasts."""
    return gunicorn("The films process", FILMS_SOCKET, 2, 96, "--graceful-timeout", "5", "--timeout", "120")


def worker(*options: str) -> Child:
    return Child("The worker", [sys.executable, "-m", "django", "worker", *options], waits=True)


def children_environment(settings: str, folder: Path, **more: str) -> dict[str, str]:
    return os.environ | {
        "PYTHONPATH": str(SOURCE),
        "PYTHONUNBUFFERED": "1",
        "DJANGO_SETTINGS_MODULE": settings,
        "SIDEBYSIDE_DATA": str(folder),
        **more,
    }


def run_folder(folder: Path) -> Path:
    run = folder / "run"
    run.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in (PAGES_SOCKET, FILMS_SOCKET):
        (run / name).unlink(missing_ok=True)
    return run


class Busy(Exception):
    """The address is in use."""


def listen(hosts: list[str], port: int) -> list[socket.socket]:
    """One listening socket for each host, all on one port; 0 takes any free one. Raises ``Busy``, OSError."""
    listeners: list[socket.socket] = []
    try:
        for host in hosts:
            family = socket.AF_INET6 if ":" in host else socket.AF_INET
            try:
                listener = socket.create_server((host, port), family=family, backlog=512)
            except OSError as error:
                if listeners and family == socket.AF_INET6 and error.errno not in {98, 48}:
                    continue  # A machine without IPv6 is well served by the rest.
                raise
            listeners.append(listener)
            port = listener.getsockname()[1]
    except OSError as error:
        for listener in listeners:
            listener.close()
        if error.errno in {98, 48}:  # EADDRINUSE, here and on macOS
            raise Busy from None
        raise
    return listeners

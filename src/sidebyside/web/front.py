"""The one public port: hands films and uploads to their own process, everything else to the pages.

Slow clients wait here, in one thread that holds half a MiB for each at most, and not in a thread of the application.
Bytes go straight from socket to socket: a side that does not read stops the side that writes. Every
request is parsed once (h11) and written anew with one framing, on an upstream connection of its own,
so two parsers never have to agree where a request ends.
"""

import argparse
import asyncio
import contextlib
import ipaddress
import resource
import signal
import socket
import struct
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from http import HTTPStatus

import h11

PIECE = 512 * 1024
LARGEST_HEAD = 32 * 1024
# What gunicorn takes at most, less what is added here.
LARGEST_TARGET = 4000
LARGEST_LINE = 8000
MOST_LINES = 90
FILM_PATHS = (b"/film/", b"/upload/", b"/voice/")
PEER = b"sidebyside-peer"
# RFC 9110, 7.6.1: these belong to one connection and are never handed on.
OF_ONE_CONNECTION = {
    *(b"connection", b"keep-alive", b"proxy-connection", b"proxy-authenticate", b"proxy-authorization"),
    *(b"te", b"trailer", b"transfer-encoding", b"upgrade", b"expect", b"http2-settings"),
}
FORWARDED = (b"forwarded", b"x-forwarded-", b"x-real-ip", b"via")

Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True)
class Limits:
    """Seconds, but for ``connections``."""

    idle: float = 75
    head: float = 15
    stalled: float = 120
    answer: float = 300
    restarting: float = 2
    linger: float = 5
    stopping: float = 4
    connections: int = 2000


@dataclass(frozen=True)
class Route:
    """Where requests go, and whose word about forwarding counts (``None``: hand it on to be judged)."""

    pages: str
    films: str
    proxies: frozenset[str] | None = frozenset()
    limits: Limits = field(default_factory=Limits)

    def socket_for(self, target: bytes) -> str:
        return self.films if target.startswith(FILM_PATHS) else self.pages


class Refused(Exception):
    """A request that is answered here: status and one plain sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


class Gone(Exception):
    """The other side has left in the middle."""


class Unwanted(Exception):
    """The application reads no more of a body."""


class Wire:
    """One socket and what h11 knows of it. Nothing is kept beyond one piece and one head."""

    def __init__(self, sock: socket.socket, role: type[h11.CLIENT] | type[h11.SERVER]) -> None:
        sock.setblocking(False)
        self.sock = sock
        self.http = h11.Connection(role, max_incomplete_event_size=LARGEST_HEAD)
        self.loop = asyncio.get_running_loop()

    async def event(self, seconds: float) -> h11.Event | type[h11.PAUSED]:
        while True:
            event = self.http.next_event()
            if isinstance(event, h11.Event) or event is h11.PAUSED:
                return event
            try:
                async with asyncio.timeout(seconds):
                    piece = await self.loop.sock_recv(self.sock, PIECE)
            except TimeoutError:
                raise
            except OSError as error:
                raise Gone from error
            self.http.receive_data(piece)

    async def send(self, event: h11.Event, seconds: float) -> None:
        """``seconds`` is how long the other side may take to read one piece."""
        piece = self.http.send(event)
        if piece:
            await self.write(piece, seconds)

    async def write(self, piece: bytes | memoryview, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self.loop.sock_sendall(self.sock, piece)
        except TimeoutError:
            raise
        except OSError as error:
            raise Gone from error

    async def fill(self, room: memoryview, seconds: float) -> int:
        """Bytes that h11 need not see, because their number is known; how many came."""
        try:
            async with asyncio.timeout(seconds):
                count = await self.loop.sock_recv_into(self.sock, room)
        except TimeoutError:
            raise
        except OSError as error:
            raise Gone from error
        if not count:
            raise Gone
        return count

    def begin_anew(self) -> None:
        """For the next request, which may have come already: h11 did not see the end of this one's body."""
        come = self.http.trailing_data[0]
        self.http = h11.Connection(self.http.our_role, max_incomplete_event_size=LARGEST_HEAD)
        if come:
            self.http.receive_data(come)

    async def readable(self) -> None:
        ready = asyncio.Event()
        self.loop.add_reader(self.sock, ready.set)
        try:
            await ready.wait()
        finally:
            self.loop.remove_reader(self.sock)

    async def left(self) -> None:
        """Returns when more bytes have come, raises ``Gone`` when the other side has closed.

        Only peeks: a byte read here would be lost when this wait is cancelled.
        """
        while True:
            await self.readable()
            with contextlib.suppress(BlockingIOError):
                if not self.sock.recv(1, socket.MSG_PEEK):
                    raise Gone
                return

    def reset(self) -> None:
        """Closes so that the other side cannot take a cut answer for a whole one."""
        with contextlib.suppress(OSError):
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()

    async def part(self, seconds: float) -> None:
        """Closes after the other side has had the time to read the answer, whatever it still sends."""
        with contextlib.suppress(OSError, TimeoutError):
            self.sock.shutdown(socket.SHUT_WR)
            async with asyncio.timeout(seconds):
                while await self.loop.sock_recv(self.sock, PIECE):
                    pass
        self.sock.close()


@contextlib.asynccontextmanager
async def upstream(path: str, limits: Limits) -> AsyncIterator[Wire]:
    """A new connection; while the process behind is starting, tries again for a moment."""
    loop = asyncio.get_running_loop()
    patience = loop.time() + limits.restarting
    while True:
        sock = socket.socket(socket.AF_UNIX)
        sock.setblocking(False)
        # A whole piece finds room at once: waiting for it in turns costs more than the bytes do.
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2 * PIECE)
        try:
            await loop.sock_connect(sock, path)
            break
        except OSError:
            sock.close()
            if loop.time() > patience:
                raise Refused(502, STARTING) from None
            await asyncio.sleep(0.1)
        except asyncio.CancelledError:
            sock.close()
            raise
    try:
        yield Wire(sock, h11.CLIENT)
    finally:
        sock.close()


STARTING = "Sidebyside is just starting again. Wait a moment, then load this page once more."
TOO_LONG = "Sidebyside took too long to answer. Load this page once more; nothing you saved is lost."
TOO_MUCH = (
    "This browser sent more with its request than Sidebyside takes. Clear its cookies, then try once more."
)
VERSIONS = (b"1.0", b"1.1")
NOT_UNDERSTOOD = "This request could not be read. Go back and try once more."


def checked(request: h11.Request) -> None:
    names = [name for name, _ in request.headers]
    if request.http_version not in VERSIONS:
        # The parser takes any two figures.
        raise Refused(400, NOT_UNDERSTOOD)
    if b"host" not in names:
        # HTTP/1.0 needs none; what is behind does.
        raise Refused(400, NOT_UNDERSTOOD)
    longest = max(len(name) + len(value) for name, value in request.headers)
    if len(request.target) > LARGEST_TARGET or longest > LARGEST_LINE or len(names) > MOST_LINES:
        raise Refused(431, TOO_MUCH)
    if not request.target.startswith(b"/"):
        raise Refused(400, NOT_UNDERSTOOD)
    if b"transfer-encoding" in names:
        if b"content-length" in names:
            raise Refused(400, NOT_UNDERSTOOD)
        raise Refused(411, "Say how long the upload is: it came without a Content-Length.")


def handed_on(headers: Iterable[tuple[bytes, bytes]]) -> Headers:
    """Without what belongs to one connection, or is named so that CGI would confuse it with another."""
    headers = list(headers)
    named = {
        word.strip().lower() for name, value in headers if name == b"connection" for word in value.split(b",")
    }
    return [
        (name, value)
        for name, value in headers
        if name not in OF_ONE_CONNECTION
        and name not in named - {b"host", b"content-length"}
        and b"_" not in name
    ]


def request_headers(headers: Iterable[tuple[bytes, bytes]], peer: str, route: Route) -> Headers:
    """What the application gets: the true peer in a header of ours that nobody outside can send."""
    kept = [(name, value) for name, value in handed_on(headers) if name != PEER]
    if route.proxies is not None:
        if peer in route.proxies:
            peer = seen_by_proxy(kept) or peer
            kept = [
                pair for pair in kept if not pair[0].startswith(FORWARDED) or pair[0] == b"x-forwarded-proto"
            ]
        else:
            kept = [pair for pair in kept if not pair[0].startswith(FORWARDED)]
    return [*kept, (PEER, peer.encode()), (b"connection", b"close")]


def seen_by_proxy(headers: Headers) -> str:
    """The last address in X-Forwarded-For: the only one that our own proxy wrote."""
    chain = b",".join(value for name, value in headers if name == b"x-forwarded-for")
    try:
        return str(ipaddress.ip_address(chain.split(b",")[-1].strip().decode("ascii", "replace")))
    except ValueError:
        return ""


class Exchange:
    """One request of one client and its answer."""

    def __init__(self, client: Wire, request: h11.Request, peer: str, route: Route) -> None:
        self.client = client
        self.request = request
        self.peer = peer
        self.route = route
        self.limits = route.limits
        self.body_is_read = False

    async def run(self) -> None:
        checked(self.request)
        may_repeat = self.request.method in {b"GET", b"HEAD"} and not self.body_bytes()
        loop = asyncio.get_running_loop()
        patience = loop.time() + self.limits.restarting
        while True:
            try:
                return await self.attempt()
            except Refused as refused:
                if refused.status != 502 or not may_repeat or loop.time() > patience:
                    raise
            await asyncio.sleep(0.1)

    def body_bytes(self) -> int:
        """h11 has looked: there is one length, and it is digits."""
        return next((int(value) for name, value in self.request.headers if name == b"content-length"), 0)

    async def attempt(self) -> None:
        async with upstream(self.route.socket_for(self.request.target), self.limits) as behind:
            await self.send_head(behind)
            sending = asyncio.create_task(self.pass_body(behind))
            receiving = asyncio.create_task(self.pass_answer(behind))
            try:
                await asyncio.wait({sending, receiving}, return_when=asyncio.FIRST_COMPLETED)
                if not receiving.done():
                    sending.result()
                await receiving
            finally:
                sending.cancel()
                receiving.cancel()
                await asyncio.gather(sending, receiving, return_exceptions=True)

    async def send_head(self, behind: Wire) -> None:
        headers = request_headers(self.request.headers, self.peer, self.route)
        head = h11.Request(method=self.request.method, target=self.request.target, headers=headers)
        try:
            await behind.send(head, self.limits.stalled)
        except (Gone, TimeoutError):
            raise Refused(502, STARTING) from None
        if self.client.http.they_are_waiting_for_100_continue:
            await self.client.send(
                h11.InformationalResponse(status_code=100, headers=[]), self.limits.stalled
            )

    async def pass_body(self, behind: Wire) -> None:
        """Client to application; then waits, so that a client who leaves is noticed at once."""
        try:
            await self.pour(behind)
        except Unwanted:
            return  # The application wants no more; its answer is what counts now.
        self.body_is_read = True
        await self.client.left()

    async def pour(self, behind: Wire) -> None:
        """As many bytes as the head says, through one room. h11 would copy each of them three times."""
        left = self.body_bytes()
        # What came together with the head lies in h11.
        while left and self.client.http.trailing_data[0]:
            event = self.client.http.next_event()
            if not isinstance(event, h11.Data):
                break
            left -= len(event.data)
            await self.hand(behind, memoryview(event.data))
        room = memoryview(bytearray(min(left, PIECE)))
        while left:
            try:
                count = await self.client.fill(room[:left], self.limits.stalled)
            except TimeoutError:
                raise Gone from None
            left -= count
            await self.hand(behind, room[:count])

    async def hand(self, behind: Wire, piece: memoryview) -> None:
        try:
            await behind.write(piece, self.limits.stalled)
        except (Gone, TimeoutError):
            raise Unwanted from None

    async def to_client(self, event: h11.Event) -> None:
        try:
            await self.client.send(event, self.limits.stalled)
        except TimeoutError:
            raise Gone from None

    async def pass_answer(self, behind: Wire) -> None:
        head = await self.head_of(behind)
        headers = [pair for pair in handed_on(head.headers) if pair[0] != b"server"]
        if not self.body_is_read:
            headers.append((b"connection", b"close"))
        await self.to_client(h11.Response(status_code=head.status_code, reason=head.reason, headers=headers))
        while True:
            try:
                event = await behind.event(self.limits.answer)
            except (TimeoutError, h11.RemoteProtocolError):
                raise Gone from None
            if not isinstance(event, h11.Data | h11.EndOfMessage):
                raise Gone
            await self.to_client(event if isinstance(event, h11.Data) else h11.EndOfMessage())
            if isinstance(event, h11.EndOfMessage):
                return

    async def head_of(self, behind: Wire) -> h11.Response:
        while True:
            try:
                event = await behind.event(self.limits.answer)
            except TimeoutError:
                raise Refused(504, TOO_LONG) from None
            except (Gone, h11.RemoteProtocolError):
                raise Refused(502, STARTING) from None
            if isinstance(event, h11.Response):
                return event
            if not isinstance(event, h11.InformationalResponse):
                raise Refused(502, STARTING)
            if event.status_code > 101 and self.request.http_version == b"1.1":
                hints = h11.InformationalResponse(
                    status_code=event.status_code, headers=handed_on(event.headers)
                )
                await self.to_client(hints)


class Front:
    def __init__(self, route: Route) -> None:
        self.route = route
        self.limits = route.limits
        self.clients: set[asyncio.Task[None]] = set()
        self.busy = 0
        self.stopping = False

    async def accept(self, listener: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        listener.setblocking(False)
        while True:
            while len(self.clients) >= self.limits.connections:
                await asyncio.wait(self.clients, return_when=asyncio.FIRST_COMPLETED)
            try:
                sock, address = await loop.sock_accept(listener)
            except OSError:
                await asyncio.sleep(0.1)  # No file descriptor is free; one soon is.
                continue
            peer = address[0].partition("%")[0].removeprefix("::ffff:") if address else ""
            task = asyncio.create_task(self.serve(sock, peer))
            self.clients.add(task)
            task.add_done_callback(self.clients.discard)

    async def serve(self, sock: socket.socket, peer: str) -> None:
        """All the requests of one client, one after the other."""
        client = Wire(sock, h11.SERVER)
        with contextlib.suppress(OSError):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            while await self.one_request(client, peer) and not self.stopping:
                client.begin_anew()
            await client.part(self.limits.linger)
        except (Gone, OSError, TimeoutError, h11.LocalProtocolError):
            client.reset()
        finally:
            sock.close()

    async def one_request(self, client: Wire, peer: str) -> bool:
        """Whether this client may send another one."""
        method = b"GET"
        try:
            request = await self.next_request(client)
            if request is None:
                return False
            method = request.method
            exchange = Exchange(client, request, peer, self.route)
            self.busy += 1
            try:
                await exchange.run()
            finally:
                self.busy -= 1
        except Refused as refused:
            if client.http.our_state not in {h11.IDLE, h11.SEND_RESPONSE}:
                raise Gone from None
            await self.refuse(client, method, refused)
            return False
        return exchange.body_is_read and client.http.our_state is h11.DONE

    async def next_request(self, client: Wire) -> h11.Request | None:
        try:
            if not client.http.trailing_data[0]:
                async with asyncio.timeout(self.limits.idle):
                    await client.readable()
            async with asyncio.timeout(self.limits.head):
                event = await client.event(self.limits.head)
        except TimeoutError:
            return None
        except h11.RemoteProtocolError as error:
            raise Refused(error.error_status_hint, NOT_UNDERSTOOD) from None
        return event if isinstance(event, h11.Request) else None

    async def refuse(self, client: Wire, method: bytes, refused: Refused) -> None:
        body = PAGE.format(sentence=refused.sentence).encode()
        headers = [
            (b"content-type", b"text/html; charset=utf-8"),
            (b"content-length", str(len(body)).encode()),
            (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'"),
            (b"x-content-type-options", b"nosniff"),
            (b"referrer-policy", b"same-origin"),
            (b"cache-control", b"no-store"),
            (b"connection", b"close"),
        ]
        if refused.status in {502, 504}:
            headers.append((b"retry-after", b"2"))
        reason = HTTPStatus(refused.status).phrase.encode()
        head = h11.Response(status_code=refused.status, reason=reason, headers=headers)
        await client.send(head, self.limits.stalled)
        if method != b"HEAD":
            await client.send(h11.Data(data=body), self.limits.stalled)
        await client.send(h11.EndOfMessage(), self.limits.stalled)

    async def run(self, listeners: list[socket.socket]) -> None:
        """Serves until cancelled, then lets what has begun come to its end for a few seconds."""
        accepting = [asyncio.create_task(self.accept(listener)) for listener in listeners]
        try:
            await asyncio.gather(*accepting)
        finally:
            self.stopping = True
            for task in accepting:
                task.cancel()
            for listener in listeners:
                listener.close()
            deadline = asyncio.get_running_loop().time() + self.limits.stopping
            while self.busy and asyncio.get_running_loop().time() < deadline:
                await asyncio.sleep(0.05)
            for task in list(self.clients):
                task.cancel()
            await asyncio.gather(*self.clients, return_exceptions=True)


PAGE = (
    "<!doctype html><html lang=en-gb><meta charset=utf-8>"
    "<meta name=viewport content='width=device-width'><title>One moment</title><p>{sentence}</p></html>"
)


async def until_stopped(front: Front, listeners: list[socket.socket]) -> None:
    running = asyncio.create_task(front.run(listeners))
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, running.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await running


def main() -> None:
    parser = argparse.ArgumentParser(prog="front", description=__doc__)
    parser.add_argument("--fd", type=int, action="append", required=True, help="a listening socket")
    parser.add_argument("--pages", required=True, help="unix socket of the pages")
    parser.add_argument("--films", required=True, help="unix socket of films and uploads")
    parser.add_argument("--proxies", default="", help="addresses whose X-Forwarded headers count")
    parser.add_argument("--judge", action="store_true", help="hand forwarding headers on to be refused")
    given = parser.parse_args()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 8192)), hard))
    proxies = frozenset(word.strip() for word in given.proxies.split(",") if word.strip())
    route = Route(given.pages, given.films, None if given.judge else proxies)
    listeners = [socket.socket(fileno=fd) for fd in given.fd]
    asyncio.run(until_stopped(Front(route), listeners))


if __name__ == "__main__":
    main()

"""The tus 1.0 server: creation, creation-defer-length, expiration, termination, checksum.

Who asks is looked up on every request, and again while bytes come in. Answers carry a plain sentence.
"""

import binascii
import re
import uuid
from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Concatenate

from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.urls import reverse
from django.utils import timezone
from django.utils.http import http_date
from django.utils.translation import gettext as _

from sidebyside.people.models import Person
from sidebyside.people.requests import PersonRequest
from sidebyside.programme.models import Strand
from sidebyside.programme.standing import strands
from sidebyside.recordings import filming, live, parts, sorts, store, straight, uploads
from sidebyside.recordings.access import recordings, upload_for
from sidebyside.recordings.deleting import give_up
from sidebyside.recordings.models import Recording, Upload
from sidebyside.recordings.sorts import Refused
from sidebyside.recordings.standing import FILMS
from sidebyside.trust import doors
from sidebyside.trust.keystore import KeyGone
from sidebyside.trust.policy import Act, Kind

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-defer-length,expiration,termination,checksum"
BODY_TYPE = "application/offset+octet-stream"
# A sender that says nothing for so long is gone: what it holds is let go, so that it can come back.
SILENT_S = 15.0
_NUMBER = re.compile(r"[0-9]{1,15}")

type View[**P] = Callable[Concatenate[PersonRequest, P], HttpResponse]


def answer(status: int, sentence: str = "", **headers: str) -> HttpResponse:
    response = HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")
    response.headers["Tus-Resumable"] = VERSION
    response.headers["Cache-Control"] = "no-store"
    for name, value in headers.items():
        response.headers[name.replace("_", "-")] = value
    return response


def tus[**P](*methods: str) -> Callable[[View[P]], Callable[Concatenate[HttpRequest, P], HttpResponse]]:
    """What holds for every request: the version, a signed-in person, and refusals as a status and a sentence."""

    def decorate(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        @wraps(view)
        def checked(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            # Only a POST may stand for another method: it has passed the check of its token.
            if request.method == "POST" and "X-HTTP-Method-Override" in request.headers:
                request.method = request.headers["X-HTTP-Method-Override"].upper()
            if request.method == "OPTIONS":
                return _offers()
            if request.method not in methods:
                return answer(405, Allow=", ".join((*methods, "OPTIONS")))
            if request.headers.get("Tus-Resumable") != VERSION:
                return answer(412, _("This server speaks tus 1.0.0."), Tus_Version=VERSION)
            if not isinstance(request.user, Person):
                return _signed_out()
            try:
                return view(request, *args, **kwargs)  # type: ignore[arg-type]
            except Refused as refused:
                return answer(refused.status, refused.sentence)

        return login_not_required(checked)  # type: ignore[return-value]

    return decorate


def _signed_out() -> HttpResponse:
    return answer(401, _("You are signed out. Sign in and it goes on."), WWW_Authenticate="Session")


def _offers() -> HttpResponse:
    return answer(
        204,
        Tus_Version=VERSION,
        Tus_Extension=EXTENSIONS,
        Tus_Max_Size=str(uploads.largest()),
        Tus_Checksum_Algorithm=",".join(uploads.CHECKSUMS),
    )


@tus("POST")
def create(request: PersonRequest) -> HttpResponse:
    metadata = _metadata(request)
    sort = sorts.named(metadata.get("sort", Recording.Sort.LESSON))
    if sort is None:
        raise Refused(400, _("What is being sent has no place here."))
    strand = _strand(metadata)
    # Before anything is said of the upload itself: a stranger's is refused like one to a cycle that is not there.
    doors.check(request.user, Act.BRING, sort.kind, strand)
    try:
        if "film" in metadata:
            upload = filming.begin_part(request.user, strand, metadata)
        else:
            upload = uploads.begin(request.user, strand, sort, _length(request), metadata)
    except Refused as refused:
        return answer(refused.status, refused.sentence, Tus_Max_Size=str(uploads.largest()))
    return answer(
        201,
        Location=reverse("recordings:upload", args=[upload.code]),
        Upload_Offset=str(upload.offset),
        Upload_Expires=http_date(upload.ends_at.timestamp()),
    )


@tus("HEAD", "PATCH", "DELETE")
def upload(request: PersonRequest, code: uuid.UUID) -> HttpResponse:
    found = upload_for(request.user, code)
    if request.method == "HEAD" and found.finished_at is None and found.is_whole:
        _finish_late(found)
    if (
        found.finished_at is None
        and found.ends_at <= timezone.now()
        and not parts.is_filmed_here(found.recording)
    ):
        return answer(410, _("This upload was left too long. Choose the film again to start anew."))
    if request.method == "PATCH":
        return _patch(request, found)
    if request.method == "DELETE":
        return _terminate(request.user, found)
    return answer(200, **_standing(found))


def _finish_late(found: Upload) -> None:
    """The server was killed between the last byte and saying so; the sender would wait for ever at 100 %."""
    try:
        uploads.finish_as_it_is(found)
        found.refresh_from_db(fields=["finished_at"])
    except (store.Busy, store.Away, uploads.Overtaken):
        # Somebody else is just doing it, or it is done when the store answers again.
        return
    except (store.Missing, KeyGone, Upload.DoesNotExist):
        doors.nothing_here()


def _standing(found: Upload) -> dict[str, str]:
    headers = {"Upload_Offset": str(found.offset)}
    if found.length is None:
        headers["Upload_Defer_Length"] = "1"
    else:
        headers["Upload_Length"] = str(found.length)
    if found.finished_at is None:
        headers["Upload_Expires"] = http_date(found.ends_at.timestamp())
    return headers


def _terminate(person: Person, found: Upload) -> HttpResponse:
    if found.recording.sort in FILMS:
        # Whoever films for somebody else only writes.
        doors.check(person, Act.DELETE, Kind.FILM, found.recording)
    if found.finished_at is not None:
        return answer(409, _("This film has arrived. Delete it on its page."))
    give_up(found)
    return answer(204)


def _patch(request: PersonRequest, found: Upload) -> HttpResponse:
    filming.go_on_with(found)
    if found.finished_at is not None:
        return _elsewhere(found)
    body = _body(request, found)
    allowed = live.StillAllowed(request, lambda person: _may_bring(person, found))
    try:
        with _impatient(request):
            offset = uploads.take_in(found, body, allowed)
    except uploads.WrongOffset:
        # What is stored was read just before the refusal.
        return _elsewhere(found)
    except uploads.WrongChecksum:
        response = answer(
            460, _("This part arrived damaged. It is sent again."), Upload_Offset=str(body.offset)
        )
        response.reason_phrase = "Checksum Mismatch"
        return response
    except (store.Busy, uploads.Overtaken):
        return answer(423, _("This film is being sent from another place at this moment."))
    except store.Away:
        return answer(503, uploads.store_away(), Upload_Offset=str(found.offset), Retry_After="5")
    except store.Full:
        return answer(507, uploads.no_room(), Upload_Offset=str(found.offset))
    except uploads.CutOff:
        return answer(400, _("The connection was cut. What had arrived is kept."))
    except live.SignedOut:
        return _signed_out()
    except (live.LetOut, store.Missing, KeyGone, Upload.DoesNotExist):
        # Deleted or given up in another tab while this was on its way.
        doors.nothing_here()
    return answer(204, Upload_Offset=str(offset), Upload_Expires=http_date(found.ends_at.timestamp()))


def _elsewhere(found: Upload) -> HttpResponse:
    return answer(409, _("It goes on from another place."), Upload_Offset=str(found.offset))


def _may_bring(person: Person, found: Upload) -> bool:
    recording = recordings().filter(pk=found.recording_id).first()
    return person.pk == found.by_id and recording is not None and sorts.may(person, Act.BRING, recording)


def _body(request: HttpRequest, found: Upload) -> uploads.Body:
    if request.content_type != BODY_TYPE:
        raise Refused(415, _("Bytes of a film come as %(type)s.") % {"type": BODY_TYPE})
    # Without a length a chunked body would read as nothing at all, and nobody would notice.
    length = _number(request.headers.get("Content-Length"))
    if length is None or "Transfer-Encoding" in request.headers:
        raise Refused(411, _("Say how many bytes are coming."))
    offset = _number(request.headers.get("Upload-Offset"))
    if offset is None:
        raise Refused(400, _("Say where these bytes begin."))
    _learn_length(request, found)
    end = offset + length
    if end > (uploads.largest() if found.length is None else found.length):
        raise Refused(413, uploads.too_large())
    chunk = sorts.of(found.recording).chunk_bytes
    if offset == found.offset and length < chunk and end != found.length:
        raise Refused(400, _("Send at least %(n)d bytes at a time, or all the rest.") % {"n": chunk})
    return uploads.Body(offset, length, _reader(request), _checksum(request))


def _learn_length(request: HttpRequest, found: Upload) -> None:
    """A talk's recorder knows its length only at the end, and says it with its last bytes."""
    said = _number(request.headers.get("Upload-Length"))
    if said is None:
        return
    # A tab that held its end in memory may have been killed after it had said how long that is: then it is shorter.
    is_filmed = parts.is_filmed_here(found.recording)
    if found.length is not None and found.length != said and not is_filmed:
        raise Refused(400, _("The length of an upload cannot change."))
    if said < found.offset:
        raise Refused(400, _("More than that has arrived already."))
    if said > uploads.largest():
        raise Refused(413, uploads.too_large())
    unknown = Q() if is_filmed else Q(length__isnull=True)
    Upload.objects.filter(unknown, pk=found.pk, finished_at__isnull=True).update(length=said)
    found.length = said


def _checksum(request: HttpRequest) -> tuple[str, bytes] | None:
    header = request.headers.get("Upload-Checksum")
    if header is None:
        return None
    try:
        return uploads.parsed_checksum(header)
    except ValueError:
        raise Refused(400, _("This checksum cannot be read here.")) from None


def _reader(request: HttpRequest) -> straight.Read:
    straight_on = straight.reader_of(request, uploads.READ_BYTES)

    def read(size: int) -> bytes | memoryview:
        try:
            return straight_on(size)
        except UnreadablePostError:
            raise uploads.CutOff from None

    return read


@contextmanager
def _impatient(request: HttpRequest) -> Iterator[None]:
    """A vanished sender must not hold its upload, nor a thread, until the network gives up on it."""
    connection = request.META.get("gunicorn.socket")
    if connection is None:
        yield
        return
    before = connection.gettimeout()
    connection.settimeout(SILENT_S)
    try:
        yield
    finally:
        connection.settimeout(before)


def _number(header: str | None) -> int | None:
    return int(header) if header is not None and _NUMBER.fullmatch(header) else None


def _length(request: HttpRequest) -> int | None:
    if request.headers.get("Upload-Defer-Length") == "1":
        return None
    length = _number(request.headers.get("Upload-Length"))
    if length is None:
        raise Refused(400, _("Say how long the file is."))
    return length


def _metadata(request: HttpRequest) -> dict[str, str]:
    """tus metadata: ``key base64, key base64``. Longer or stranger ones than ours are refused unread."""
    header = request.headers.get("Upload-Metadata", "")
    found: dict[str, str] = {}
    try:
        for pair in filter(None, (part.strip() for part in header[:8000].split(","))):
            key, _space, value = pair.partition(" ")
            found[key] = b64decode(value, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        raise Refused(400, _("What came with the film cannot be read.")) from None
    return found


def _strand(metadata: dict[str, str]) -> Strand:
    try:
        code = uuid.UUID(metadata.get("strand", ""))
    except ValueError:
        doors.nothing_here()
    strand = strands().filter(code=code).first()
    if strand is None:
        doors.nothing_here()
    return strand

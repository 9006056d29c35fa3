"""Files that pages take, held in memory: not a byte of them touches the disk."""

from typing import Any, override

from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest

from sidebyside.core.exchange import LIMIT_BYTES
from sidebyside.events.pictures import MOST_BYTES as PICTURE_BYTES
from sidebyside.people.requests import ROOM_FOR_THE_FORM_BYTES
from sidebyside.shelf.files import MOST_BYTES

# Pages that take a larger file than others, by the names of their routes, in bytes.
LARGER = {
    "conversations:bring": LIMIT_BYTES + ROOM_FOR_THE_FORM_BYTES,
    "events:poster": PICTURE_BYTES + ROOM_FOR_THE_FORM_BYTES,
    "shelf:shelf": MOST_BYTES + ROOM_FOR_THE_FORM_BYTES,
    "shelf:item": MOST_BYTES + ROOM_FOR_THE_FORM_BYTES,
}


class LittleFiles(MemoryFileUploadHandler):
    """Takes what is no larger than FILE_UPLOAD_MAX_MEMORY_SIZE, and on some pages more from who is signed in.

    Anything larger is read past, and is then not among the request's files.
    """

    @override
    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, Any],
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        super().handle_raw_input(input_data, META, content_length, boundary, encoding)
        self.activated = self.activated or content_length <= _most(self.request)


def _most(request: HttpRequest | None) -> int:
    match = getattr(request, "resolver_match", None)
    if match is None or request is None or not request.user.is_authenticated:
        return 0
    return LARGER.get(match.view_name, 0)

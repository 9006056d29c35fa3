"""The parts of a film that was filmed in the browser: what has come of each, and whether all of it has."""

from sidebyside.recordings.models import Part, Recording, Upload

MOST_PARTS = 200


def is_filmed_here(recording: Recording) -> bool:
    return Part.objects.filter(recording=recording).exists()


def upload_of(part: Part) -> Upload | None:
    """None once what was sent has gone: the finished film has taken its place."""
    return Upload.objects.filter(rendition=part.rendition_id).first() if part.rendition_id else None


def has_come(part: Part) -> bool:
    """The device has said that this was all of the part, and all of it is on the disk."""
    upload = upload_of(part)
    return upload is None or (upload.finished_at is not None and upload.length is not None)


def all_have_come(recording: Recording) -> bool:
    """Every part that the device speaks of, and every one that has begun; never true before it has said how many there
    are."""
    if recording.parts_in_all is None:
        return False
    come = {part.number: has_come(part) for part in Part.objects.filter(recording=recording)}
    return all(come.values()) and come.keys() >= set(range(1, recording.parts_in_all + 1))

import uuid


def as_code(text: str) -> uuid.UUID | None:
    """A public id as a page sent it; None where it is none."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None

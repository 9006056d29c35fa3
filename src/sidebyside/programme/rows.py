"""A few rows of words on one form (criteria, questions, next steps)."""

from collections.abc import Callable, Mapping, Sequence

from sidebyside.trust.sealed import SealedModel


def set_rows[R: SealedModel](
    existing: Sequence[R], wanted: Sequence[Mapping[str, str]], make: Callable[[], R]
) -> None:
    """Save the form's rows over the rows it was made from, place by place.

    A row keeps its identity, so that what is said about it elsewhere stays with it; an emptied row goes.
    """
    position = 0
    for index, words in enumerate(wanted):
        row = existing[index] if index < len(existing) else None
        if not any(words.values()):
            if row is not None:
                row.delete()
            continue
        row = row or make()
        for column, value in {"position": position, **words}.items():
            setattr(row, column, value)
        row.save()
        position += 1
    for row in existing[len(wanted) :]:
        row.delete()

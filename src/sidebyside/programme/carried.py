"""What a cycle has without anybody having begun it: carried over from the one before, or come of that by itself."""

from django.db.models import Model, Q

from sidebyside.programme.models import StrandStep

NOTHING = Q(pk__in=[])
_by_itself: dict[type[Model], Q] = {StrandStep: Q(key__in=["aim", "time"])}


def comes_by_itself(model: type[Model], rows: Q) -> None:
    """A room above says which of its rows at a strand nobody has made or answered."""
    _by_itself[model] = rows


def by_itself(model: type[Model]) -> Q:
    return _by_itself.get(model, NOTHING)

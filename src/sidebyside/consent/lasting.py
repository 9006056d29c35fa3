"""How long films live at most at a school. The room above that keeps them says so; this room knows nothing of films."""

from collections.abc import Callable

from sidebyside.people.models import School

_limits: list[Callable[[School], int]] = []


def declare(longest: Callable[[School], int]) -> None:
    if longest not in _limits:
        _limits.append(longest)


def longest_months(school: School) -> int:
    """As the school's limit stands now."""
    (longest,) = _limits
    return longest(school)

"""From turns as they may be read to what core.talk describes: no names, no gaps."""

from collections.abc import Iterable, Sequence

from sidebyside.conversations.models import Voice
from sidebyside.conversations.written import laughter
from sidebyside.conversations.written.turns import Said
from sidebyside.core.talk.codes import Role
from sidebyside.core.talk.shapes import Spoken


def counted(said: Iterable[Said]) -> list[Said]:
    """What belongs to a gap is in no code, no figure and no reading."""
    return [one for one in said if not one.is_gap]


def spoken(said: Sequence[Said]) -> list[Spoken]:
    """One turn each, in order. Which part somebody has is told, never who they are."""
    roles = _roles(said)
    numbers: dict[int | None, int] = {}
    return [
        Spoken(
            laughter.without(one.text),
            numbers.setdefault(one.row.voice_id, len(numbers)),
            roles.get(one.row.voice_id),
            (place, place),
            one.row.start_ms,
            one.row.end_ms,
            one.row.is_backchannel,
        )
        for place, one in enumerate(said)
    ]


def _roles(said: Sequence[Said]) -> dict[int | None, Role | None]:
    """A trio has two coaches; the second voice that coaches is told apart from the first."""
    roles: dict[int | None, Role | None] = {}
    coaches: list[int | None] = []
    for one in said:
        voice = one.row.voice_id
        if voice in roles:
            continue
        if one.role == Voice.Role.COACH:
            person = one.voice.person_id if one.voice is not None else None
            if person not in coaches:
                coaches.append(person)
            roles[voice] = Role.COACH if coaches.index(person) == 0 else Role.COACH2
        else:
            roles[voice] = Role.COACHEE if one.role == Voice.Role.COACHEE else None
    return roles

"""The one function that says who can see a page, in words that are true of how this server is run."""

from collections.abc import Callable, Iterable
from enum import StrEnum

from django.conf import settings
from django.utils.translation import gettext as _


class Circle(StrEnum):
    YOU = "you"
    PAIR = "pair"
    STAGES = "stages"
    SCHOOL = "school"
    CLASS = "class"
    COLLEAGUES = "colleagues"
    TRAINING = "training"
    CHART = "chart"
    EVENT = "event"
    POSTER = "poster"
    OFFERED = "offered"
    KIT = "kit"
    FIGURES = "figures"


def who_can_see(circle: Circle) -> str:
    return {
        Circle.YOU: _("only you"),
        Circle.PAIR: _("only you two"),
        Circle.STAGES: _("stages and hours only"),
        Circle.SCHOOL: _("everyone in this programme"),
        Circle.CLASS: _("the class’s teachers and the data-protection lead"),
        Circle.TRAINING: _("dates of training only"),
        Circle.CHART: _("everyone in this programme, and the school’s leaders"),
        Circle.EVENT: _("everybody whom this is for"),
        Circle.POSTER: _("you, until you show it"),
        Circle.OFFERED: _("colleagues at your school"),
        Circle.KIT: _("you, and whoever looks after the kit"),
        Circle.FIGURES: _("sums and shares, no person"),
        Circle.COLLEAGUES: _("colleagues at your school, if you say so"),
    }[circle]


def pair_and(names: str) -> str:
    """Where both have let somebody in, "only you two" would not be true."""
    return _("you two, and %(names)s for this talk") % {"names": names}


def you_and(name: str) -> str:
    """A blurred film that the owner has asked one colleague to look through; said to either of them."""
    return _("you and %(name)s") % {"name": name}


# What a room above says of the one exception at a school (by its key), empty where it is not switched on.
_exceptions: list[Callable[[int], str]] = []
# The same, said to somebody whose partner is of that school.
_beside: list[Callable[[int], str]] = []
# Keys of the schools of a person's partners (by the person's key), as a room above knows them.
_partners: list[Callable[[int], set[int]]] = []


def declare_exception(reader: Callable[[int], str], beside: Callable[[int], str]) -> None:
    if reader not in _exceptions:
        _exceptions.append(reader)
        _beside.append(beside)


def declare_partners(reader: Callable[[int], set[int]]) -> None:
    if reader not in _partners:
        _partners.append(reader)


def schools_of_partners(person: int) -> set[int]:
    return {school for reader in _partners for school in reader(person)}


def exception_at(school: int) -> str:
    """The exception of rule 7 in plain words; empty where it is off. One small question to the database."""
    return " ".join(said for reader in _exceptions if (said := reader(school)))


def nobody_else(school: int, partners: Iterable[int] = ()) -> str:
    """The server holds the keys, so that its keeper could look: the page behind the link says how.

    ``partners``: keys of the schools of the reader's partners. What lies at another one is under that one's exception.
    """
    nobody = _("Nobody at school can open your films, notes or talk but you two.")
    there = [reader(one) for one in sorted(set(partners) - {school}) for reader in _beside]
    return " ".join(said for said in (nobody, exception_at(school), *there) if said)


def what_the_keeper_could_do(school: int) -> str:
    """All that is true of how this server is set up and of the school (by its key), and nothing that is not."""
    return " ".join(
        [
            _("Everything you make is kept encrypted."),
            _where_keys_lie(),
            *_where_films_lie(),
            _in_spite(),
            _by_no_button(school),
        ]
    )


def _where_keys_lie() -> str:
    if settings.SIDEBYSIDE["KEY_SERVICE"]:
        return _(
            "The master key is kept by a key service, outside this machine’s files; while the server runs it has the "
            "keys it works with in its memory."
        )
    if settings.SIDEBYSIDE["MASTER_KEY"]:
        return _(
            "The person who runs this server holds the master key, and gives it to the server when it starts."
        )
    return _("The person who runs this server holds the keys to the machine, and the master key lies on it.")


def _where_films_lie() -> list[str]:
    backend = str(settings.STORAGES.get("recordings", {}).get("BACKEND", ""))
    if not backend.endswith("S3Storage"):
        return []
    return [_("Films lie with a storage service, which gets sealed bytes and never a key.")]


def _in_spite() -> str:
    return _(
        "With effort, and against the agreement, that person could reach the keys and open what is stored here, or "
        "open a backup for as long as its monthly key lives."
    )


def _by_no_button(school: int) -> str:
    if exception_at(school):
        return _(
            "No page, role or button lets them do it; nor anybody else, but for the one exception for safeguarding "
            "that this school has switched on."
        )
    return _("No page, role or button lets them, or anybody else, do it.")


def what_deleted_means() -> str:
    return _(
        "Deleting a film destroys its key at once: what is left of it anywhere, in copies of files and database too, "
        "cannot be read here any more. A backup of the keys is sealed with a monthly key that is destroyed after 35 "
        "days; from then on nobody can open an old copy either. If a backup is put back before that, what you deleted "
        "is deleted again before any page answers."
    )

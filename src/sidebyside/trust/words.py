"""The one function that says who can see a page, in words that are true of how this server is run."""

from enum import StrEnum

from django.utils.translation import gettext as _


class Circle(StrEnum):
    YOU = "you"
    PAIR = "pair"
    STAGES = "stages"
    SCHOOL = "school"


def who_can_see(circle: Circle) -> str:
    return {
        Circle.YOU: _("only you"),
        Circle.PAIR: _("only you two"),
        Circle.STAGES: _("stages and hours only"),
        Circle.SCHOOL: _("everyone in this programme"),
    }[circle]


def pair_and(names: str) -> str:
    """Where both have let somebody in, "only you two" would not be true."""
    return _("you two, and %(names)s for this talk") % {"names": names}


def nobody_else() -> str:
    """The server holds the keys, so that its keeper could look: the page behind the link says how."""
    return _("Nobody at school can open your films, notes or talk but you two.")


def what_the_keeper_could_do() -> str:
    return _(
        "Everything you make is kept encrypted. The person who runs this server holds the keys to the machine: "
        "with effort, and against the agreement, they could reach the keys and open what is stored here. "
        "No page, role or button lets them, or anybody else, do it."
    )

"""What waits for a person, over all their partnerships: plain rules over stages, the first of them comes first."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from sidebyside.people.models import Person
from sidebyside.programme.agreement import signing_of
from sidebyside.programme.models import Cycle, Membership, Partnership, Strand, StrandPart
from sidebyside.programme.now import Now, now_for
from sidebyside.programme.plans import kept
from sidebyside.programme.stages import stage_of
from sidebyside.programme.standing import is_across, may_be_here, part_of
from sidebyside.trust.doors import may
from sidebyside.trust.policy import Act, Kind


@dataclass(frozen=True)
class Waiting:
    """One thing on the home page: asked of this person where there is a button, else told."""

    above: str
    heading: str
    text: str
    button: str
    url: str
    more: str
    posts: bool = False
    # What the second button says, where it is not the cycle that it leads to.
    also: str = ""

    @property
    def is_yours(self) -> bool:
        return bool(self.button and self.url)


def memberships_of(person: Person) -> QuerySet[Membership]:
    """With all that the home page reads of stages, in a number of queries that does not grow."""
    return (
        Membership.objects.filter(person=person, declined_at=None)
        .select_related("partnership__programme__school", "person")
        .prefetch_related(
            Prefetch("partnership__memberships", Membership.objects.select_related("person__school")),
            "partnership__agreements__signatures",
            Prefetch(
                "partnership__cycles__strands__parts", StrandPart.objects.select_related("person__school")
            ),
            "partnership__cycles__strands__steps",
        )
        .order_by("pk")
    )


def others(partnership: Partnership, person: Person) -> str:
    """The partners' names. Whoever left a trio that goes on is none of them any more."""
    found = [one for one in partnership.memberships.all() if one.person_id != person.pk]
    here = [one for one in found if one.left_at is None] if len(found) > 1 else found
    return _(" and ").join(one.person.name for one in here or found)


def stands(membership: Membership) -> bool:
    return _is_theirs(membership) and may_be_here(membership.person, membership.partnership)


def rests(membership: Membership) -> bool:
    """Of two schools, and one of them has not said yes again: nothing of it opens, but they can leave it."""
    is_in = membership.accepted_at is not None and _is_theirs(membership)
    return is_in and not may_be_here(membership.person, membership.partnership)


def _is_theirs(membership: Membership) -> bool:
    return membership.left_at is None and membership.partnership.ended_at is None


def strands_in(cycles: Iterable[Cycle], person: Person) -> list[Strand]:
    return [strand for cycle in cycles for strand in cycle.strands.all() if part_of(person, strand)]


def running_strands(membership: Membership) -> list[Strand]:
    open_now = [cycle for cycle in membership.partnership.cycles.all() if cycle.closed_at is None]
    return strands_in(open_now, membership.person)


def all_running(memberships: Iterable[Membership]) -> list[Strand]:
    """Of those memberships that stand, the strands that run."""
    return [strand for one in memberships if stands(one) for strand in running_strands(one)]


@dataclass(frozen=True)
class Known:
    """What other rooms know of a person's running strands, by the strands' keys."""

    ready: dict[int, set[int]]
    """The keys of those who have prepared."""
    to_film: Collection[int] = ()
    """Handed to this person to film."""
    unshared: Collection[int] = ()
    """This person's film is there, and nobody else may watch it."""
    resting: Collection[int] = ()
    """The film is there and rests: see recordings.sharing."""


def waiting_in(membership: Membership, known: Known) -> list[Waiting]:
    person, partnership = membership.person, membership.partnership
    before = _before_the_first_cycle(membership)
    if before is not None:
        return [before]
    strands = running_strands(membership)
    found = [(strand, _of_strand(person, strand, known)) for strand in strands]
    if partnership.roles == Partnership.Roles.SHARED:
        found = _said_once(person, found)
    return [item for _strand, item in found] or [_between(partnership, person)]


def _said_once(person: Person, found: list[tuple[Strand, Waiting]]) -> list[tuple[Strand, Waiting]]:
    """Where both coach at once: the person's own strand, and of the others only what is theirs to do as a coach."""
    others_ask = [
        (strand, item)
        for strand, item in found
        if strand.coachee.pk != person.pk and item.posts and item.url.endswith("/observe/")
    ]
    return [pair for pair in found if pair[0].coachee.pk == person.pk] + others_ask


def _before_the_first_cycle(membership: Membership) -> Waiting | None:
    person, partnership = membership.person, membership.partnership
    names, page = others(partnership, person), reverse("programme:pair", args=[partnership.code])
    if membership.accepted_at is None:
        asked = _(
            "The programme’s co-ordinator asks whether you two would coach each other. Either answer is fine."
        )
        if membership.fixed_role == StrandPart.Role.COACH:
            asked = _(
                "The programme’s co-ordinator asks whether you would coach them. Either answer is fine."
            )
        elif membership.fixed_role:
            asked = _(
                "The programme’s co-ordinator asks whether you would be coached by them. Either answer is fine."
            )
        return _asked(
            _("A proposal for you and %(names)s") % {"names": names},
            asked,
            _("See the proposal"),
            page,
        )
    answered = all(one.accepted_at for one in partnership.memberships.all())
    gone = sum(one.left_at is None for one in partnership.memberships.all()) < 2
    if gone and is_across(partnership):
        return _told(_("Your coaching with %(names)s has ended") % {"names": names}, page)
    if gone or not answered:
        heading = _("%(names)s has left your partnership") if gone else _("%(names)s has not answered yet")
        return _told(heading % {"names": names}, page)
    signing = signing_of(partnership)
    if signing is not None and not signing.has_signed(person):
        return _asked(
            _("Read and sign your agreement with %(names)s") % {"names": names},
            _("It says what stays between you. Add your own words if you like."),
            _("Read and sign"),
            page if person.is_held else reverse("programme:agreement", args=[partnership.code]),
        )
    if not partnership.cycles.all():
        return _told(_("You have signed; %(names)s signs next") % {"names": names}, page)
    return None


def _between(partnership: Partnership, person: Person) -> Waiting:
    names, page = others(partnership, person), reverse("programme:pair", args=[partnership.code])
    closed = max((cycle.number for cycle in partnership.cycles.all()), default=0)
    over = partnership.programme.closed_at is not None
    if over or closed >= kept(partnership.programme.plan).cycles:
        done = _told(_("Your year with %(names)s is complete") % {"names": names}, page)
        if not partnership.has_two_in:
            return done
        more = reverse("groups:once-more", args=[partnership.code])
        return replace(done, more=more, also=_("One cycle more?"))
    return _told(_("No cycle is open with %(names)s") % {"names": names}, page)


def _of_strand(person: Person, strand: Strand, known: Known) -> Waiting:
    ready = known.ready.get(strand.pk, set())
    now: Now = now_for(person, strand, ready, film_rests=strand.pk in known.resting)
    if strand.pk in known.to_film and not now.is_yours and "film" not in stage_of(strand).reached:
        return _to_film(strand, person)
    page = f"/cycle/{strand.code}/"
    unshared = now.part == "prepare" and strand.pk in known.unshared
    # A coach whose coachee's account is closed would find nothing behind the button, nor would who is held.
    is_open = may(person, Act.SEE, Kind.FOCUS, strand)
    return Waiting(
        above=_("Cycle %(number)s with %(names)s")
        % {"number": strand.cycle.number, "names": others(strand.cycle.partnership, person)},
        heading=now.heading,
        text=_unshared(strand, person) if unshared else now.text,
        button=now.button if is_open else "",
        url=now.url_in(strand) if is_open else "",
        more=f"{page}film/" if unshared else page if is_open else "",
        posts=now.posts,
        also=_("Share the film") if unshared else "",
    )


def _unshared(strand: Strand, person: Person) -> str:
    return _("Only you can watch the film so far. Share it, and %(names)s can prepare too.") % {
        "names": others(strand.cycle.partnership, person)
    }


def _to_film(strand: Strand, person: Person) -> Waiting:
    """The coachee has asked this coach to film, and nothing else waits for them in this cycle before that."""
    name = {"name": strand.coachee.name}
    return Waiting(
        above=_("Cycle %(number)s with %(names)s")
        % {"number": strand.cycle.number, "names": others(strand.cycle.partnership, person)},
        heading=_("%(name)s asks you to film the lesson") % name,
        text=_("The film is %(name)s’s from the first second: your device only sends it.") % name,
        button=_("Film %(name)s’s lesson") % name,
        url=reverse("recordings:record", args=[strand.code]),
        more=f"/cycle/{strand.code}/",
    )


def _asked(heading: str, text: str, button: str, url: str) -> Waiting:
    return Waiting(_("Next for you"), heading, text, button, url, "")


def _told(heading: str, more: str) -> Waiting:
    return Waiting("", heading, "", "", "", more)

"""trust.md in sixty lines, for one pair and one cycle: Ana is filmed, Ben coaches her. Knows nothing of the code.

``may(world, who, right)`` is the whole of it. Not listed means no.
"""

from dataclasses import dataclass, field
from enum import Enum, auto

ANA, BEN, DORA, EVE, NOBODY = "ana", "ben", "dora", "eve", "nobody"
# Data-protection lead of the school. Ana teaches the class that her lesson is with.
NINA = "nina"
PAIR = frozenset({ANA, BEN})


class Right(Enum):
    """What somebody may do: first what is no content, then what is."""

    ANYBODY = auto()
    SIGNED_IN = auto()
    READ_REGISTER = auto()
    KEEP_REGISTER = auto()
    WRITE_POLICY = auto()
    RUN_OWN_SCHOOL = auto()
    RUN_SCHOOL = auto()
    RUN_PROGRAMME = auto()
    READ_SUMS = auto()
    READ_FIGURES = auto()
    READ_TRUST_FIGURES = auto()
    SEE_PAIR = auto()
    ANSWER_PROPOSAL = auto()
    BE_PARTNER = auto()
    LEAVE = auto()
    CONFIRM_ACCOUNT = auto()
    CHANGE_STAGES = auto()
    VOUCH = auto()
    JOIN_GROUP = auto()
    SEE_EVENT = auto()
    HOLD_FEED = auto()
    OWN_LINK = auto()
    END_OWN_SESSION = auto()
    ANSWER_ROLE = auto()
    # Ana's first interview, which Idris holds.
    SEE_INTERVIEW = auto()
    HOLD_INTERVIEW = auto()

    READ_PAIR_PART = auto()
    ENTER_CYCLE = auto()
    WRITE_FOCUS = auto()
    ASK_QUESTIONS = auto()
    BRING_FILM = auto()
    FILM_IT = auto()
    SEND_FILM = auto()
    SEND_BENS_PART = auto()
    TRY_OUT = auto()
    OWN_ANGLE = auto()
    WATCH_ANGLE = auto()
    NEVER = auto()
    OWN_FILM = auto()
    HIDE_FACES = auto()
    WATCH_FILM = auto()
    LOOK_THROUGH = auto()
    WATCH_EXTRACT = auto()
    MARK = auto()
    TAKE_NOTES = auto()
    READ_ANAS_MARKS = auto()
    READ_BENS_MARKS = auto()
    CHANGE_ANAS_MARKS = auto()
    CHANGE_BENS_MARKS = auto()
    LET_GO_ANAS_PICK = auto()
    LET_GO_BENS_PICK = auto()
    READ_TALK = auto()
    READ_WRITTEN = auto()
    JOIN_TALK = auto()
    RECORD_TALK = auto()
    SEND_ANAS_TRACK = auto()
    READ_BENS_BLIND_CODES = auto()
    READ_FOR_ANA = auto()
    WRITE_STEPS = auto()
    LOOK_BACK = auto()
    TAKE_AWAY = auto()
    OWN_SHELF = auto()
    READ_BROUGHT = auto()
    READ_OWN_WORDS = auto()
    READ_ANAS_OWN_WORDS = auto()
    READ_BENS_OWN_WORDS = auto()
    # The exception for safeguarding, and what one of the two wrote there.
    BE_ONE_OF_TWO = auto()
    LOOK_THROUGH_GLASS = auto()
    OWN_REASON = auto()
    # A film of another pair's lesson, which nobody has asked to open: its owner's, in her own archive.
    OWN_OTHER_FILM = auto()
    WRITE_WISHES = auto()
    # The programme's theory of change, drawn by Dora.
    MAKE_CHARTS = auto()
    OWN_CHART = auto()
    READ_CHART = auto()
    # Lessons on offer, kit and readings: those of Ana's school.
    SEE_WALK = auto()
    DROP_IN = auto()
    CANCEL_WALK = auto()
    ANSWER_ANA = auto()
    RUN_KIT = auto()
    RUN_KIT_HERE = auto()
    OWN_KIT = auto()
    COME_BACK_TO_SHELF = auto()
    CHANGE_ANAS_THING = auto()
    READ_BENS_THING = auto()
    MEET_IN_GROUP = auto()
    # The trust of Ana's and Eve's schools: Nina is Ana's school's link, Omar is asked to be the next.
    SEE_TRUST = auto()
    NAME_LINK = auto()
    ANSWER_LINK = auto()
    TAKE_LINK_BACK = auto()
    END_LINK = auto()
    BE_LINK = auto()
    # Eve's school asks for Tim, of which Nina reads as the link, and for Omar, for whom she has said yes.
    SEE_VISITS = auto()
    ALLOW_VISIT = auto()
    BE_VISITOR = auto()


# All that an account does that came back after a lost sign-in: neither content nor anything that changes a pair.
WHILE_HELD = frozenset(
    {
        Right.ANYBODY,
        Right.SIGNED_IN,
        Right.RUN_OWN_SCHOOL,
        Right.RUN_SCHOOL,
        Right.RUN_PROGRAMME,
        Right.READ_SUMS,
        Right.SEE_EVENT,
        Right.OWN_KIT,
        Right.WRITE_POLICY,
        Right.SEE_PAIR,
        Right.HOLD_FEED,
        # Going out is never forbidden.
        Right.END_OWN_SESSION,
    }
)


@dataclass
class World:
    """What has happened to the pair so far. ``share`` is "", "whole" or "extracts"; closing ends it for good."""

    accepted: bool = True
    film: str = "ready"  # "", "sending", "ready" or "deleted"
    share: str = ""
    # Ana has asked Ben to film this lesson for her: his device writes, and opens nothing.
    handed: bool = False
    # Another device's film of the same lesson: "", "own" or "shared" beside the film.
    angle: str = ""
    # Whether everybody who may be in shot may be filmed, and it is known whose lesson it is.
    agreed: bool = True
    cycle: str = "running"  # or "paused", "closed"
    # What Ana brought out of her diary, until the cycle closes: opened again it shows nothing.
    brought: bool = True
    meeting_open: bool = False
    here: set[str] = field(default_factory=set)
    ready: set[str] = field(default_factory=set)
    left: set[str] = field(default_factory=set)
    disabled: set[str] = field(default_factory=set)
    held: set[str] = field(default_factory=set)
    # Colleagues whom one partner has asked in to this talk and the other has let in.
    listeners: set[str] = field(default_factory=set)
    # The two for whom Ana's film is open for safeguarding.
    glass: set[str] = field(default_factory=set)

    # Colleagues whom Ana has asked to look through her blurred film before it is shared.
    looks_through: set[str] = field(default_factory=set)

    @property
    def together(self) -> bool:
        return self.accepted and not self.left and not self.disabled

    @property
    def revealed(self) -> bool:
        return self.meeting_open or self.ready >= PAIR

    @property
    def shared(self) -> str:
        """A share counts while the cycle runs; a resting or closed one shows nothing."""
        in_force = self.together and self.cycle == "running" and self.film == "ready" and self.agreed
        return self.share if in_force else ""


def may(world: World, who: str, right: Right) -> bool:
    if right is Right.ANYBODY:
        return True
    if right is Right.HOLD_FEED:
        return ANA not in world.disabled
    if who == NOBODY or who in world.disabled:
        return False
    if who in world.left and right in {Right.LEAVE, Right.ANSWER_PROPOSAL}:
        # Pressed again, a button finds it done.
        return True
    if who in world.held and right not in WHILE_HELD:
        return False
    ana, partner = who == ANA, who in PAIR and who not in world.left and world.accepted
    asked = who in PAIR and not world.accepted
    coach = who == BEN and world.together
    has_film = world.film in {"sending", "ready"}
    watches = (ana and world.film == "ready") or (coach and world.shared == "whole")
    sees_extract = (ana and world.film == "ready") or (coach and world.shared == "extracts")
    return {
        Right.SIGNED_IN: True,
        # Never the coach's, the co-ordinator's or a leader's.
        Right.READ_REGISTER: who in {ANA, NINA},
        Right.KEEP_REGISTER: who == NINA,
        # The co-ordinator's, and Leo's, whom she has charged with it.
        Right.WRITE_POLICY: who in {DORA, EVE, "leo"},
        Right.RUN_OWN_SCHOOL: who in {DORA, EVE},
        Right.RUN_SCHOOL: who == DORA,
        Right.RUN_PROGRAMME: who == DORA,
        # Everybody at the school may look for a partner; what Ana wrote in private is Ana’s.
        Right.JOIN_GROUP: who != EVE,
        # The carousel is the whole school's.
        Right.SEE_EVENT: who != EVE,
        Right.WRITE_WISHES: ana,
        # Leo is asked to co-ordinate; his yes is his alone.
        Right.ANSWER_ROLE: who == "leo",
        # Her account closed, whoever held it hears nothing.
        Right.SEE_INTERVIEW: ana or (who == "idris" and ANA not in world.disabled),
        Right.HOLD_INTERVIEW: who == "idris" and ANA not in world.disabled,
        Right.READ_SUMS: who in {DORA, EVE, "leo"},
        Right.READ_FIGURES: who in {DORA, EVE, "leo"},
        # Co-ordinators and leaders of its schools, and Nina, the link.
        Right.READ_TRUST_FIGURES: who in {DORA, EVE, "leo", NINA},
        Right.SEE_PAIR: partner or asked,
        Right.ANSWER_PROPOSAL: asked,
        Right.LEAVE: partner,
        Right.BE_PARTNER: partner,
        Right.CONFIRM_ACCOUNT: partner and not world.left,
        Right.CHANGE_STAGES: partner,
        Right.VOUCH: partner and world.together and who not in world.held and bool(world.held & PAIR - {who}),
        Right.OWN_LINK: ana,
        Right.END_OWN_SESSION: ana,
        Right.READ_PAIR_PART: partner,
        # The coachee keeps what is theirs, also alone; a coach comes in only while the two are together.
        Right.ENTER_CYCLE: ana or coach,
        Right.WRITE_FOCUS: ana,
        Right.ASK_QUESTIONS: coach,
        Right.BRING_FILM: ana,
        Right.FILM_IT: ana or (coach and world.handed),
        Right.SEND_BENS_PART: coach and world.handed and world.film == "sending",
        Right.TRY_OUT: ana,
        Right.OWN_ANGLE: ana and bool(world.angle),
        Right.WATCH_ANGLE: bool(world.angle) and (ana or (watches and world.angle == "shared")),
        Right.SEND_FILM: ana and world.film == "sending",
        Right.OWN_FILM: ana and has_film,
        # What was filmed, and where faces are in it, is the owner's alone, whatever is shared.
        Right.HIDE_FACES: ana and world.film == "ready",
        Right.WATCH_FILM: watches,
        # The blurred film and nothing else of it: not Ana's page, not what was filmed.
        Right.LOOK_THROUGH: who in world.looks_through and world.film == "ready" and not world.shared,
        Right.WATCH_EXTRACT: sees_extract,
        Right.MARK: watches or sees_extract or (ana and has_film),
        # The coach who sits in the lesson, and the teacher's own second device.
        Right.TAKE_NOTES: ana or coach,
        Right.READ_ANAS_MARKS: ana or (coach and world.revealed),
        Right.READ_BENS_MARKS: who == BEN or (ana and world.together and world.revealed),
        Right.CHANGE_ANAS_MARKS: ana,
        Right.CHANGE_BENS_MARKS: who == BEN,
        # A pick is a stretch of the film and goes with it; a moment's words stay.
        Right.LET_GO_ANAS_PICK: ana and has_film,
        Right.LET_GO_BENS_PICK: who == BEN and has_film,
        # The talk is both partners', for good.
        Right.READ_TALK: who in PAIR,
        Right.READ_WRITTEN: who in PAIR or who in world.listeners,
        Right.JOIN_TALK: who in PAIR and world.together and world.cycle == "running",
        Right.RECORD_TALK: who in PAIR and world.meeting_open,
        Right.SEND_ANAS_TRACK: ana and world.meeting_open,
        Right.READ_BENS_BLIND_CODES: who == BEN,
        Right.READ_FOR_ANA: ana,
        # Everybody's own answers, diary and notes, and what colleagues of the same school show.
        Right.OWN_SHELF: True,
        # Ana has brought one entry to the meeting: Ben reads it while the cycle runs, until it has closed.
        Right.READ_BROUGHT: ana or (coach and world.brought and world.cycle == "running"),
        Right.WRITE_STEPS: ana,
        Right.LOOK_BACK: partner,
        Right.TAKE_AWAY: who == BEN,
        # What somebody put on the pair's shelf stays theirs; the other reads it while the two are together.
        # Ana and Cleo are in a development group; whoever runs the school is not.
        Right.MEET_IN_GROUP: who in {ANA, "cleo"},
        # Two co-ordinators, the link, and whoever is asked, who reads the question alone.
        Right.SEE_TRUST: who in {DORA, EVE, NINA, "omar"},
        Right.NAME_LINK: who in {DORA, EVE},
        Right.ANSWER_LINK: who == "omar",
        Right.TAKE_LINK_BACK: who == DORA,
        Right.END_LINK: who in {DORA, NINA},
        Right.BE_LINK: who == NINA,
        Right.SEE_VISITS: who in {NINA, "omar"},
        Right.ALLOW_VISIT: who == NINA,
        Right.BE_VISITOR: who == "omar",
        Right.COME_BACK_TO_SHELF: who in PAIR and world.accepted,
        Right.CHANGE_ANAS_THING: ana and world.accepted,
        Right.READ_BENS_THING: ana and world.together,
        # What somebody wrote stays in their reach, whoever has left.
        Right.READ_OWN_WORDS: who in PAIR,
        Right.READ_ANAS_OWN_WORDS: ana,
        Right.READ_BENS_OWN_WORDS: who == BEN,
        Right.BE_ONE_OF_TWO: who in world.glass,
        Right.LOOK_THROUGH_GLASS: who in world.glass and world.film == "ready",
        # Cleo has asked before, in every state; what she wrote then is hers.
        Right.OWN_REASON: who == "cleo" or who in world.glass,
        Right.OWN_OTHER_FILM: who == "cleo",
        Right.MAKE_CHARTS: who in {DORA, "leo"},
        Right.OWN_CHART: who == DORA,
        # Shown: to whoever is in a pair of the programme, its co-ordinator and the leaders.
        Right.READ_CHART: partner or who in {DORA, "leo", "cleo", "idris"},
        Right.SEE_WALK: who != EVE,
        # A host whose account is closed takes nobody.
        Right.DROP_IN: who not in {ANA, EVE} and ANA not in world.disabled,
        Right.CANCEL_WALK: ana,
        Right.ANSWER_ANA: who == DORA,
        Right.RUN_KIT: who in {DORA, EVE, "tim"},
        Right.RUN_KIT_HERE: who in {DORA, "tim"},
        # Where a tripod goes is no content, and stands open to its borrower also while their account is held.
        Right.OWN_KIT: ana,
    }.get(right, False)

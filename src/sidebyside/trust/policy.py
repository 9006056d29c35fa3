"""The one policy, as data: who may do what with which kind of thing, and when.

Not listed means no. The suite drives every address, file, feed and export against this table.
Rights follow the object, never a person's rank: nothing here asks who somebody is at school, except
where the thing itself is the programme's.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    SCHOOL = "school"
    PROGRAMME = "programme"
    ROLE_ASKED = "co-ordinating, as a colleague is asked"
    WHO_ANSWERS = "who answers for what at a school"
    STAGES = "stages"
    PARTNERSHIP = "partnership"
    AGREEMENT = "agreement"
    PAIR_PART = "pair part"
    AIM = "aims that run over the year"
    FOCUS = "focus"
    FILM = "film"
    SECOND_LOOK = "second look at a blurred film"
    CLIP = "clip"
    ACCESSES = "accesses"
    MOMENT = "moment"
    LIVE_NOTE = "live note"
    TALK = "talk"
    WRITTEN = "written talk"
    CODES = "codes and reading of a talk"
    FURTHER = "what a talk suggests to its coachee"
    NEXT_STEP = "next step"
    TAKEAWAY = "takeaway"
    LOOK_BACK = "look back"
    OWN_WORDS = "own words"
    FEED = "feed"
    SUMS = "sums of hours and cover of a school"
    FIGURES = "figures over answers at a school"
    COUNTED = "own yes to being counted"
    VIDEO_POLICY = "video policy"
    REGISTER = "consent register of a school"
    CLASS = "consent register of a class"
    SAFEGUARDING = "exception for safeguarding at a school"
    GLASS = "recording opened for safeguarding"
    CLASS_CHANGE = "another class than was named for a film"
    GROUP = "group that looks for partners"
    WISHES = "private wishes and vetoes"
    FORM = "a school's form"
    SHEET = "own answers to a form"
    INTERVIEW = "interview held by a colleague"
    INTERVIEW_SAID = "what was recorded in an interview"
    DIARY = "diary entry"
    VOICE = "voice note"
    BROUGHT = "diary entry brought to a meeting"
    PULSE = "pulse"
    TRAINING = "training of a school, by dates"
    TRIED = "own notes from a try-out"
    ADDITION = "addition to a guide"
    INTEREST = "what somebody may be asked about"
    CHARTS = "theories of change of a programme"
    CHART = "theory of change"
    LAYER = "layer over a theory of change"
    EVENT = "event of a programme"
    POSTER = "poster"
    READINGS = "requests for a reading at a school"
    READING = "request for a reading"
    READING_ANSWER = "answer to a request for a reading"
    WALKS = "lessons on offer at a school"
    WALK = "lesson on offer to colleagues"
    WALKED = "how many lessons were visited"
    KIT = "kit of a school"
    KIT_QUEUE = "queue of a school's kit"
    BOOKING = "booking of kit"
    SHELF = "shelf of a pair"
    SHELF_ITEM = "thing on the shelf of a pair"
    LESSON_PLAN = "plan of a lesson, made together"
    DEVELOPMENT_GROUPS = "development groups of a school"
    DEVELOPMENT_GROUP = "development group"
    BRINGING = "talk that a pair may bring to a group"
    TALK_EXTRACT = "extract of a talk, in a group"
    FEDERATION = "schools of a trust"
    LINK = "link of a school to its trust"
    VISITING = "coaching at another school of the trust"
    TRUST_FIGURES = "figures over answers in a trust"


class Act(StrEnum):
    SEE = "see"
    CHANGE = "change"
    RUN = "run"
    BRING = "bring"
    SHARE = "share"
    DELETE = "delete"
    JOIN = "join"
    LEAVE = "leave"


class Who(StrEnum):
    """How a person stands to one thing. Rooms work it out; nobody is anything by default."""

    OWNER = "owner"
    AUTHOR = "author"
    COACHEE = "coachee of this strand"
    COACH = "coach of this strand"
    PARTNER = "partner"
    INVITED = "partner who has not answered yet"
    RESTS = "partner of another school who may not coach here now, and has not left"
    CO_ORDINATOR = "co-ordinator of this programme"
    LINK = "link person of their school, by their own yes"
    VISITOR = "somebody asked to coach at another school of their trust, whose own link has said yes"
    ASKED_LINK = "colleague who is asked to be the link of their school, and has not answered"
    ASKED = "colleague who is asked to co-ordinate, and has not answered"
    SCHOOL_CO_ORDINATOR = "co-ordinator at this school"
    LEADER = "leader at this school"
    HOLDER = "holder of the secret link"
    PUBLISHER = "whoever publishes the school's video policy"
    DATA_LEAD = "data-protection lead of the school"
    CLASS_TEACHER = "teacher of this class"
    COLLEAGUE = "colleague at the same school"
    PARTICIPANT = "participant of the programme, in a pair and no guest"
    ASKED_TO_EVENT = "somebody whom this event is for"
    TECHNICIAN = "technician at this school"
    INTERVIEWER = "interviewer of this one interview, by their own yes"
    ASKED_INTERVIEWER = "colleague who is asked to hold this interview, and has not answered"
    ANSWERER = "whoever answers requests for a reading at this school"
    LISTENER = "colleague whom both partners let in to this one talk"
    SAFEGUARDING = "one of the two whom the school names for safeguarding, and no partner in this"
    MEMBER = "member of this development group"
    SECOND_LOOKER = "colleague whom the owner named to look through this one blurred film"


class If(StrEnum):
    """What must be true of the thing at this moment."""

    SHARED = "the whole film is shared and the share is in force"
    EXTRACTS_SHARED = "this extract is shared and the share is in force"
    REVEALED = "both are ready, or both have opened the meeting"
    RUNNING = "the cycle is open and not paused"
    BOTH_HERE = "both have confirmed the meeting"
    SIGNED = "both have signed the agreement"
    ASKED = "faces are hidden in it, it is not shared, and the owner's asking has not ended"
    NO_SHARE_ENDED = "nobody's no has ended a share of a film of that lesson"
    PUBLISHED = "its author shows it to colleagues, and has not taken it back"
    HANDED = "the coachee has handed the filming of this lesson to this coach"
    SWITCHED_ON = "the school has the exception for safeguarding switched on"
    ALL_AGREED = "every partner has said yes to this one extract, and none has taken it back or left"
    BOTH_ASKED = (
        "both named people have asked for this one recording, it is newer than the switch, and its hour runs"
    )


@dataclass(frozen=True)
class Rule:
    kind: Kind
    who: Who
    acts: frozenset[Act]
    when: frozenset[If] = frozenset()


def _rule(kind: Kind, who: Who, *acts: Act, when: Iterable[If] = ()) -> Rule:
    return Rule(kind, who, frozenset(acts), frozenset(when))


POLICY: tuple[Rule, ...] = (
    # The programme's own: stages, dates and hours, never words.
    _rule(Kind.SCHOOL, Who.SCHOOL_CO_ORDINATOR, Act.SEE, Act.RUN),
    _rule(Kind.VIDEO_POLICY, Who.SCHOOL_CO_ORDINATOR, Act.CHANGE),
    _rule(Kind.VIDEO_POLICY, Who.PUBLISHER, Act.CHANGE),
    _rule(Kind.PROGRAMME, Who.CO_ORDINATOR, Act.SEE, Act.RUN),
    # The role goes to another person by both their words; what it never sees goes with it to nobody.
    _rule(Kind.ROLE_ASKED, Who.ASKED, Act.SEE, Act.JOIN),
    _rule(Kind.ROLE_ASKED, Who.SCHOOL_CO_ORDINATOR, Act.SEE, Act.DELETE),
    _rule(Kind.WHO_ANSWERS, Who.COLLEAGUE, Act.SEE),
    _rule(Kind.WHO_ANSWERS, Who.SCHOOL_CO_ORDINATOR, Act.SEE, Act.CHANGE),
    # Schools side by side: their names and who is the link at each. No school sees into another by it.
    _rule(Kind.FEDERATION, Who.SCHOOL_CO_ORDINATOR, Act.SEE, Act.RUN),
    _rule(Kind.FEDERATION, Who.LINK, Act.SEE),
    _rule(Kind.LINK, Who.ASKED_LINK, Act.SEE, Act.JOIN),
    _rule(Kind.LINK, Who.SCHOOL_CO_ORDINATOR, Act.DELETE),
    _rule(Kind.LINK, Who.LINK, Act.CHANGE, Act.DELETE),
    # A co-ordinator asks and ends it by the programme that they run. Of the pair it opens nothing to a link.
    _rule(Kind.VISITING, Who.LINK, Act.SEE, Act.CHANGE, Act.DELETE),
    _rule(Kind.VISITING, Who.VISITOR, Act.SEE, Act.JOIN, Act.DELETE),
    # Who looks for a partner, and what they agreed to show of themselves.
    _rule(Kind.GROUP, Who.CO_ORDINATOR, Act.SEE, Act.RUN),
    _rule(Kind.GROUP, Who.COLLEAGUE, Act.JOIN),
    # Whom somebody would like and whom not is theirs alone: no role, and no other person, ever.
    _rule(Kind.WISHES, Who.OWNER, Act.SEE, Act.CHANGE, Act.DELETE),
    _rule(Kind.STAGES, Who.CO_ORDINATOR, Act.SEE),
    _rule(Kind.STAGES, Who.PARTNER, Act.SEE, Act.CHANGE),
    _rule(Kind.SUMS, Who.LEADER, Act.SEE),
    _rule(Kind.SUMS, Who.SCHOOL_CO_ORDINATOR, Act.SEE),
    # Figures (rule 10): frozen and published ones alone. Whoever may see them is in none of them.
    _rule(Kind.FIGURES, Who.LEADER, Act.SEE),
    _rule(Kind.FIGURES, Who.SCHOOL_CO_ORDINATOR, Act.SEE),
    _rule(Kind.COUNTED, Who.OWNER, Act.SEE, Act.CHANGE),
    _rule(Kind.TRUST_FIGURES, Who.LINK, Act.SEE),
    _rule(Kind.TRUST_FIGURES, Who.SCHOOL_CO_ORDINATOR, Act.SEE),
    _rule(Kind.TRUST_FIGURES, Who.LEADER, Act.SEE),
    # The pair.
    _rule(Kind.PARTNERSHIP, Who.CO_ORDINATOR, Act.RUN),
    _rule(Kind.PARTNERSHIP, Who.INVITED, Act.SEE, Act.JOIN),
    _rule(Kind.PARTNERSHIP, Who.PARTNER, Act.SEE, Act.CHANGE, Act.LEAVE),
    _rule(Kind.PARTNERSHIP, Who.RESTS, Act.LEAVE),
    _rule(Kind.AGREEMENT, Who.INVITED, Act.SEE),
    _rule(Kind.AGREEMENT, Who.PARTNER, Act.SEE, Act.CHANGE),
    _rule(Kind.PAIR_PART, Who.PARTNER, Act.SEE, Act.CHANGE),
    # Each writes their own and reads the others'; the page takes care of whose is whose.
    _rule(Kind.AIM, Who.PARTNER, Act.SEE, Act.CHANGE),
    _rule(Kind.FEED, Who.OWNER, Act.SEE, Act.CHANGE),
    _rule(Kind.FEED, Who.HOLDER, Act.SEE),
    # Focus, criteria and carried questions: the coachee's, before the pair's eyes.
    _rule(Kind.FOCUS, Who.COACHEE, Act.SEE, Act.CHANGE),
    _rule(Kind.FOCUS, Who.COACH, Act.SEE, Act.JOIN),
    # A shelf that both keep: each changes their own, and reads the other's while they are together.
    _rule(Kind.SHELF, Who.PARTNER, Act.SEE, Act.CHANGE),
    _rule(Kind.SHELF, Who.AUTHOR, Act.SEE),
    _rule(Kind.SHELF_ITEM, Who.AUTHOR, Act.SEE, Act.CHANGE, Act.DELETE),
    _rule(Kind.SHELF_ITEM, Who.PARTNER, Act.SEE),
    # The plan of a lesson is the coachee's, as the lesson is; both write in it.
    _rule(Kind.LESSON_PLAN, Who.COACHEE, Act.SEE, Act.CHANGE),
    _rule(Kind.LESSON_PLAN, Who.COACH, Act.SEE, Act.CHANGE),
    # Coaches meet all year. What a group does is its members'; a co-ordinator is one only by joining.
    _rule(Kind.DEVELOPMENT_GROUPS, Who.COLLEAGUE, Act.SEE, Act.JOIN),
    _rule(Kind.DEVELOPMENT_GROUP, Who.MEMBER, Act.SEE, Act.CHANGE),
    _rule(Kind.BRINGING, Who.PARTNER, Act.SEE, Act.SHARE),
    _rule(Kind.TALK_EXTRACT, Who.MEMBER, Act.SEE, when=[If.ALL_AGREED]),
    # The film: the coachee's from the first second.
    _rule(Kind.FILM, Who.OWNER, Act.SEE, Act.BRING, Act.CHANGE, Act.SHARE, Act.DELETE),
    _rule(Kind.FILM, Who.COACH, Act.SEE, when=[If.SHARED]),
    # Whoever films for the coachee only writes: no seeing, no deleting, whatever else is true.
    _rule(Kind.FILM, Who.COACH, Act.BRING, when=[If.HANDED]),
    # Looks through the blurred film before it is shared, and says where somebody can be recognised: nothing else of it.
    _rule(Kind.SECOND_LOOK, Who.SECOND_LOOKER, Act.SEE, Act.CHANGE, when=[If.ASKED]),
    _rule(Kind.CLIP, Who.OWNER, Act.SEE, Act.CHANGE, Act.SHARE, Act.DELETE),
    _rule(Kind.CLIP, Who.COACH, Act.SEE, when=[If.EXTRACTS_SHARED]),
    _rule(Kind.ACCESSES, Who.OWNER, Act.SEE),
    # Preparation: each alone until the reveal.
    _rule(Kind.MOMENT, Who.AUTHOR, Act.SEE, Act.CHANGE, Act.DELETE),
    _rule(Kind.MOMENT, Who.PARTNER, Act.SEE, when=[If.REVEALED]),
    _rule(Kind.LIVE_NOTE, Who.AUTHOR, Act.SEE, Act.CHANGE, Act.DELETE),
    _rule(Kind.LIVE_NOTE, Who.PARTNER, Act.SEE, when=[If.REVEALED]),
    # The talk: both partners', always. What a device still holds may arrive after the cycle has closed.
    _rule(Kind.TALK, Who.PARTNER, Act.SEE),
    _rule(Kind.TALK, Who.PARTNER, Act.JOIN, when=[If.RUNNING]),
    _rule(Kind.TALK, Who.PARTNER, Act.CHANGE, Act.BRING, when=[If.BOTH_HERE]),
    # What was said in it, written down: read and corrected by both.
    _rule(Kind.WRITTEN, Who.PARTNER, Act.SEE, Act.SHARE),
    _rule(Kind.WRITTEN, Who.PARTNER, Act.CHANGE, when=[If.BOTH_HERE]),
    # Sits in on one talk and reads it, while both let them: no changing, no taking away, nothing else of the pair's.
    _rule(Kind.WRITTEN, Who.LISTENER, Act.SEE),
    # What it was coded with and how it reads; an observer looks, and changes nothing.
    _rule(Kind.CODES, Who.PARTNER, Act.SEE, Act.SHARE),
    _rule(Kind.CODES, Who.PARTNER, Act.CHANGE, when=[If.BOTH_HERE]),
    _rule(Kind.CODES, Who.LISTENER, Act.SEE),
    _rule(Kind.FURTHER, Who.COACHEE, Act.SEE),
    # After it.
    _rule(Kind.NEXT_STEP, Who.COACHEE, Act.SEE, Act.CHANGE, Act.DELETE),
    _rule(Kind.NEXT_STEP, Who.COACH, Act.SEE),
    _rule(Kind.TAKEAWAY, Who.AUTHOR, Act.SEE, Act.CHANGE, Act.DELETE),
    _rule(Kind.LOOK_BACK, Who.PARTNER, Act.SEE, Act.CHANGE),
    # Who may be filmed: the class teacher's and the data-protection lead's. Whoever films sees seats only.
    _rule(Kind.REGISTER, Who.DATA_LEAD, Act.SEE, Act.CHANGE),
    _rule(Kind.CLASS, Who.DATA_LEAD, Act.SEE, Act.CHANGE, Act.DELETE),
    _rule(Kind.CLASS, Who.CLASS_TEACHER, Act.SEE, Act.CHANGE),
    # The one exception (rule 7): who switches it opens nothing by it, and of the two neither without the other.
    _rule(Kind.SAFEGUARDING, Who.SCHOOL_CO_ORDINATOR, Act.CHANGE),
    _rule(Kind.SAFEGUARDING, Who.SAFEGUARDING, Act.SEE, when=[If.SWITCHED_ON]),
    _rule(Kind.GLASS, Who.SAFEGUARDING, Act.SEE, when=[If.SWITCHED_ON, If.BOTH_ASKED]),
    # A class that was named wrongly: put right by who knows the register, and is no partner in that lesson.
    _rule(Kind.CLASS_CHANGE, Who.DATA_LEAD, Act.SEE, Act.CHANGE),
    _rule(Kind.CLASS_CHANGE, Who.CLASS_TEACHER, Act.SEE, Act.CHANGE, when=[If.NO_SHARE_ENDED]),
    # Forms are the school's; what anybody answers is theirs alone. Figures are another matter (rule 10).
    _rule(Kind.FORM, Who.SCHOOL_CO_ORDINATOR, Act.SEE, Act.CHANGE),
    _rule(Kind.SHEET, Who.OWNER, Act.SEE, Act.CHANGE, Act.DELETE),
    # An interview is the interviewee's. Whoever holds it hears what was recorded in it, until either ends that.
    _rule(Kind.INTERVIEW, Who.OWNER, Act.SEE, Act.CHANGE, Act.DELETE),
    _rule(Kind.INTERVIEW, Who.ASKED_INTERVIEWER, Act.SEE, Act.JOIN),
    _rule(Kind.INTERVIEW, Who.INTERVIEWER, Act.SEE, Act.CHANGE),
    _rule(Kind.INTERVIEW_SAID, Who.INTERVIEWER, Act.SEE),
    # Diary and pulse: the person's. One entry at a time may be brought to one meeting.
    _rule(Kind.DIARY, Who.AUTHOR, Act.SEE, Act.CHANGE, Act.DELETE),
    _rule(Kind.BROUGHT, Who.AUTHOR, Act.SEE, Act.CHANGE, Act.DELETE),
    _rule(Kind.BROUGHT, Who.PARTNER, Act.SEE, when=[If.RUNNING]),
    # A voice says whose it is: it goes nowhere, whatever becomes of the words beside it.
    _rule(Kind.VOICE, Who.AUTHOR, Act.SEE, Act.CHANGE, Act.DELETE),
    _rule(Kind.PULSE, Who.AUTHOR, Act.SEE, Act.CHANGE, Act.DELETE),
    # Training: dates of finishing for the co-ordinator, and nothing that was written.
    _rule(Kind.TRAINING, Who.SCHOOL_CO_ORDINATOR, Act.SEE),
    _rule(Kind.TRIED, Who.AUTHOR, Act.SEE, Act.CHANGE, Act.DELETE),
    # What people choose to show their colleagues, until they take it back.
    _rule(Kind.ADDITION, Who.AUTHOR, Act.SEE, Act.CHANGE, Act.DELETE),
    _rule(Kind.ADDITION, Who.COLLEAGUE, Act.SEE, when=[If.PUBLISHED]),
    _rule(Kind.INTEREST, Who.AUTHOR, Act.SEE, Act.CHANGE, Act.DELETE),
    _rule(Kind.INTEREST, Who.COLLEAGUE, Act.SEE, when=[If.PUBLISHED]),
    # A theory of change is its maker's until they show it; what each says came of it is each one's own.
    _rule(Kind.CHARTS, Who.CO_ORDINATOR, Act.SEE, Act.RUN),
    _rule(Kind.CHARTS, Who.LEADER, Act.SEE, Act.RUN),
    _rule(Kind.CHARTS, Who.PARTICIPANT, Act.SEE, when=[If.PUBLISHED]),
    _rule(Kind.CHART, Who.AUTHOR, Act.SEE, Act.CHANGE, Act.SHARE, Act.DELETE),
    _rule(Kind.CHART, Who.CO_ORDINATOR, Act.SEE, when=[If.PUBLISHED]),
    _rule(Kind.CHART, Who.LEADER, Act.SEE, when=[If.PUBLISHED]),
    _rule(Kind.CHART, Who.PARTICIPANT, Act.SEE, when=[If.PUBLISHED]),
    _rule(Kind.LAYER, Who.AUTHOR, Act.SEE, Act.CHANGE, Act.SHARE, Act.DELETE),
    # Shown to whoever made the chart under it, and to whoever else may see that.
    _rule(Kind.LAYER, Who.OWNER, Act.SEE, when=[If.PUBLISHED]),
    _rule(Kind.LAYER, Who.CO_ORDINATOR, Act.SEE, when=[If.PUBLISHED]),
    _rule(Kind.LAYER, Who.LEADER, Act.SEE, when=[If.PUBLISHED]),
    _rule(Kind.LAYER, Who.PARTICIPANT, Act.SEE, when=[If.PUBLISHED]),
    # Events are the programme's. A poster is its author's, then who stands beside them on it says yes, then it hangs.
    _rule(Kind.EVENT, Who.CO_ORDINATOR, Act.SEE, Act.RUN),
    _rule(Kind.EVENT, Who.ASKED_TO_EVENT, Act.SEE, Act.JOIN),
    _rule(Kind.POSTER, Who.AUTHOR, Act.SEE, Act.CHANGE, Act.SHARE, Act.DELETE),
    _rule(Kind.POSTER, Who.PARTNER, Act.SEE, Act.JOIN),
    _rule(Kind.POSTER, Who.ASKED_TO_EVENT, Act.SEE, when=[If.PUBLISHED]),
    # A reading that somebody asks for: shown to whoever answers, or to colleagues, as its writer says.
    _rule(Kind.READINGS, Who.COLLEAGUE, Act.SEE, Act.CHANGE),
    _rule(Kind.READINGS, Who.SCHOOL_CO_ORDINATOR, Act.RUN),
    _rule(Kind.READING, Who.AUTHOR, Act.SEE, Act.CHANGE, Act.DELETE),
    _rule(Kind.READING, Who.ANSWERER, Act.SEE, Act.JOIN, when=[If.PUBLISHED]),
    _rule(Kind.READING, Who.COLLEAGUE, Act.SEE, Act.JOIN, when=[If.PUBLISHED]),
    _rule(Kind.READING_ANSWER, Who.AUTHOR, Act.SEE, Act.DELETE),
    _rule(Kind.READING_ANSWER, Who.OWNER, Act.SEE),
    # Lessons on offer: everybody's who works at the school, while their day lasts. Nothing is written about a host.
    _rule(Kind.WALKS, Who.COLLEAGUE, Act.SEE, Act.CHANGE),
    _rule(Kind.WALK, Who.OWNER, Act.SEE, Act.CHANGE, Act.DELETE),
    _rule(Kind.WALK, Who.COLLEAGUE, Act.SEE, Act.JOIN, when=[If.PUBLISHED]),
    _rule(Kind.WALKED, Who.SCHOOL_CO_ORDINATOR, Act.SEE),
    # Devices and a technician's time: when, where, what and who has it.
    _rule(Kind.KIT, Who.COLLEAGUE, Act.SEE, Act.JOIN),
    _rule(Kind.KIT_QUEUE, Who.TECHNICIAN, Act.SEE, Act.RUN),
    _rule(Kind.KIT_QUEUE, Who.SCHOOL_CO_ORDINATOR, Act.SEE, Act.RUN),
    _rule(Kind.BOOKING, Who.OWNER, Act.SEE, Act.CHANGE),
    # A lesson is both partners': so is what is booked with it.
    _rule(Kind.BOOKING, Who.PARTNER, Act.SEE, Act.CHANGE),
    _rule(Kind.BOOKING, Who.TECHNICIAN, Act.SEE, Act.CHANGE),
    _rule(Kind.BOOKING, Who.SCHOOL_CO_ORDINATOR, Act.SEE, Act.CHANGE),
    # What somebody wrote in a cycle is kept for them, whoever has left and whatever else has closed.
    _rule(Kind.OWN_WORDS, Who.AUTHOR, Act.SEE),
)

# Kinds that hold what people made. They stay closed to an account that is held after a lost sign-in.
CONTENT: frozenset[Kind] = frozenset(Kind) - {
    Kind.SCHOOL,
    Kind.PROGRAMME,
    Kind.ROLE_ASKED,
    Kind.WHO_ANSWERS,
    Kind.STAGES,
    Kind.PARTNERSHIP,
    Kind.AGREEMENT,
    Kind.FEED,
    Kind.SUMS,
    Kind.VIDEO_POLICY,
    Kind.GROUP,
    Kind.FORM,
    Kind.TRAINING,
    Kind.EVENT,
    Kind.WALKED,
    Kind.KIT,
    Kind.KIT_QUEUE,
    Kind.BOOKING,
}

# What somebody who came back after a lost sign-in may not do yet: part a pair, move its times, accept for it.
CHANGES_A_PAIR: frozenset[Act] = frozenset({Act.CHANGE, Act.JOIN, Act.LEAVE})


def allows(kind: Kind, act: Act, standing: Iterable[Who], facts: Iterable[If]) -> bool:
    who, true = frozenset(standing), frozenset(facts)
    return any(
        rule.kind == kind and act in rule.acts and rule.who in who and rule.when <= true for rule in POLICY
    )

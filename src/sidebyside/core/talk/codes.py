"""The words in which a coaching talk is described: the values of each dimension, as the coding manual has them."""

from enum import IntEnum, StrEnum


class Role(StrEnum):
    COACH = "coach"
    COACHEE = "coachee"
    COACH2 = "coach2"


class Function(StrEnum):
    QUESTION = "question"
    EVALUATION = "evaluation"
    SUMMARY = "summary"
    ACCEPTANCE = "acceptance"
    CHALLENGE = "challenge"
    CONTEXT = "context"
    GENERALISATION = "generalisation"
    CLARIFICATION = "clarification"
    NEW_IDEA = "new idea"
    JUSTIFICATION = "justification"
    EXPLANATION = "explanation"
    CONTINUITY = "continuity"
    DISSONANCE = "dissonance"
    DEFENCE = "defence"
    SUGGESTION = "suggestion"


class Stimulus(StrEnum):
    VIDEO = "video"
    NOTES = "observation notes"
    PLAN = "lesson plan"
    WORK = "pupils' work"
    DATA = "pupil data"
    RECALL = "recall"
    ARTEFACT = "other artefact"
    NONE = "none"


class Scale(StrEnum):
    MOMENT = "critical moment"
    EPISODE = "episode"
    LESSON = "whole lesson"
    THEME = "general theme or principle"
    SCHOOL = "school or society"


class Time(StrEnum):
    BEFORE = "before"
    LESSON = "the lesson"
    AFTER = "after"
    NONE = "no particular time"


class Tone(IntEnum):
    VERY_NEGATIVE = -2
    NEGATIVE = -1
    NEUTRAL = 0
    POSITIVE = 1
    VERY_POSITIVE = 2


class Initiation(StrEnum):
    COACH = "coach"
    COACHEE = "coachee"
    BOTH = "both"


class QuestionType(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class Tag(StrEnum):
    ENGAGEMENT = "engagement and motivation"
    TALK = "classroom talk"
    GROUPS = "group work"
    STARTERS = "starters and plenaries"
    ASSESSMENT = "assessment for learning"
    BEHAVIOUR = "behaviour for learning"
    QUESTIONING = "questioning"
    PACE = "pace"
    INDEPENDENCE = "independence"
    INCLUSION = "inclusion"
    PLANNING = "planning"
    OTHER = "other"


class Level(IntEnum):
    EMERGING = 1
    DEVELOPING = 2
    REFINING = 3
    CO_CONSTRUCTIVE = 4


class Dimension(StrEnum):
    """What a turn can be coded on; elements and spans are runs of turns and stand for themselves."""

    FUNCTIONS = "functions"
    QUESTION = "question"
    UPTAKE = "uptake"
    STIMULUS = "stimulus"
    TONE = "tone"
    SCALE = "scale"
    TIME = "time"

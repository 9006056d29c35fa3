"""What people of the demo school have written, as data. All of it is made up."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mark:
    """A moment at a cue of the demo film (``media/cues.json``)."""

    cue: str
    sort: str
    seen: str
    made_of_it: str = ""
    is_point: bool = False
    is_extract: bool = False


@dataclass(frozen=True)
class About:
    lesson: str
    focus: str
    why: str
    would_see: str
    criteria: tuple[str, ...]
    questions: tuple[str, ...]
    coach_asks: str


THINKING_TIME = About(
    lesson="Year 8 French, 8B",
    focus="Who gets thinking time after I ask?",
    why="The same five hands go up. I think I answer before the others have found their words.",
    would_see="A count of five after a question; more than five pupils who say something; nobody rescued.",
    criteria=(
        "After an open question nobody speaks for five seconds, me included.",
        "At least three pupils who did not speak last week say something.",
    ),
    questions=(
        "What do they do with the silence?",
        "When do I break it, and what happened just before?",
    ),
    coach_asks="How do you choose who answers once the five seconds are over?",
)
STARTS = About(
    lesson="Year 10 history, set 2",
    focus="How do the first five minutes draw everybody in?",
    why="Half the room is still arriving when I begin.",
    would_see="Everybody writes within two minutes of sitting down.",
    criteria=("The task on the board can be begun without me.",),
    questions=("Who has not begun after two minutes, and why?", "What do I do meanwhile?"),
    coach_asks="What would you like them to remember from the day before?",
)
TALK_IN_PAIRS = About(
    lesson="Year 8 French, 8B",
    focus="What do pairs say when I am not at their table?",
    why="It sounds busy. I do not know whether it is French.",
    would_see="Sentences in French at tables I am not standing at.",
    criteria=("Each pair says the sentence at least twice.",),
    questions=("Which table goes on after the task is done?", "Where am I while they talk?"),
    coach_asks="What will they have in front of them?",
)
GROUPS = About(
    lesson="Year 7 science, 7C",
    focus="Do all four in a group touch the apparatus?",
    why="In each group one pair of hands does it all.",
    would_see="Each pupil sets up or measures something once.",
    criteria=("Roles change when the timer rings.",),
    questions=("Who steers, and how?", "What do the others do with their hands?"),
    coach_asks="How will they know that it is time to change?",
)

ANA_MARKS = (
    Mark(
        "short_wait",
        "noticed",
        "I ask, and I answer myself. Four hands were on their way up.",
        "I answer before Kofi has breathed. I think I am afraid of the silence.",
        is_extract=True,
    ),
    Mark(
        "named_at_once", "question", "Two questions by name, both quick.", "Did I pick those I was sure of?"
    ),
    Mark("long_wait", "worked-well", "I count. Seven hands go up.", "It felt endless and was seven seconds."),
    Mark(
        "pupil_asks_pupil",
        "puzzle",
        "Kofi asks Lena and not me.",
        "Why here and never before?",
        is_extract=True,
    ),
)
BEN_MARKS = (
    Mark(
        "short_wait",
        "question",
        "Four hands begin to go up when you say the answer.",
        "What did you hear in that second?",
    ),
    Mark("at_the_table", "noticed", "You ask “why?” and then you wait, standing still.", "Here you do wait."),
    Mark(
        "pupil_asks_pupil",
        "critical-incident",
        "A pupil asks a pupil. You step back by half a metre.",
        "Can you tell me more about your decision to step back?",
        is_extract=True,
    ),
    Mark("thanks", "worked-well", "The homework comes out of his question.", is_point=True),
)
BEN_NOTES = (
    (20, "First question. Very short pause."),
    (60, "Pairs talking. Ana walks round by the window."),
    (115, "Long pause now. Hands!"),
    (144, "Kofi turns round and asks Lena."),
)
FIRST_STEPS = (
    (
        "Put a timer of one minute on the board for pair talk",
        "the next lesson with 8B",
        "pairs start without being told twice",
        "It worked from the second lesson on; now they ask for it.",
    ),
    ("Listen at one table for the whole minute", "before half-term", "I can quote what two pupils said", ""),
)
FIRST_LOOK_BACKS = {
    "ana": "They said it once, then talked about lunch. The two at the window said it five times.",
    "ben": "I heard French at four of six tables, and two of those after you had left.",
}
FIRST_TAKEAWAY = "I will sit down at one table in my own lesson and not move for a minute."
PAIR_PART = "We say it when something hurts. We bring tea. Nothing is repeated in the staff room."

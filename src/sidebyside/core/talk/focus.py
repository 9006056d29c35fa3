"""Does a focus name something one could see or hear in one lesson? Plain rules, no model, no judgement of worth.

In order, the first that fits:
1. One word, or none ("behaviour"): ONE_WORD.
2. Words that take in the whole lesson ("everything", "my teaching") and nothing to see or hear: TOO_WIDE.
3. A wish ("improve", "be better at", "more confident") and nothing to see or hear: WISH.
4. Nothing to see or hear, or only the bare activity in three words or fewer ("asking questions"): TOPIC.
Anything else says enough. Something to see or hear is a verb of doing (ask, wait, write, move ...) or a
counting question (who, how many, how long ...) with at least four words around it.

The rules read English. A text in which most letters are not Latin is let through: no nudge beats a wrong one.
"""

import re
import unicodedata
from enum import StrEnum


class Nudge(StrEnum):
    ONE_WORD = "one word"
    TOO_WIDE = "too wide"
    WISH = "wish"
    TOPIC = "topic"


_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+")

# What pupils and teachers do that a camera or a colleague at the back could catch, without endings.
_DOING = frozenset(
    _WORD.findall(
        """
    add annotate answer applaud approach argue arrive ask begin build call challenge change chat check choose
    circle circulate clap clear collect comment compare complete contribute copy correct count cut demonstrate
    describe discuss display draw enter exchange explain face finish fold follow gather gesture give greet
    guess hand hear help hold ignore interrupt invite join joke jot justify kneel knock label laugh lead lean
    leave let lift line link listen look mark match measure mention mix model move name nod notice open
    pack paraphrase pass pause pick play point practise praise predict prepare present prompt put queue
    quote raise reach read recall recap record rehearse remind repeat rephrase reply report respond retell
    return revise rub say scan share shout show sing sit sketch smile solve sort speak spell stand stare start
    stay stop summarise swap take talk tell thank think tick tidy touch translate try turn type underline use
    volunteer wait walk watch whisper wonder work write yawn
    """
    )
)
_PAST = {
    "said": "say", "told": "tell", "spoke": "speak", "spoken": "speak", "wrote": "write", "written": "write",
    "sat": "sit", "stood": "stand", "began": "begin", "begun": "begin", "gave": "give", "given": "give",
    "took": "take", "taken": "take", "chose": "choose", "chosen": "choose", "heard": "hear", "drew": "draw",
    "drawn": "draw", "left": "leave", "led": "lead", "built": "build", "held": "hold", "sang": "sing",
    "thought": "think", "knelt": "kneel", "shown": "show", "sitting": "sit", "putting": "put",
    "cutting": "cut", "beginning": "begin", "letting": "let",
}  # fmt: skip
# Names of a whole field: they end like doing and say nothing that one could see.
_FIELDS = frozenset({"questioning", "modelling", "modeling", "marking", "working", "thinking", "planning"})
_COUNTING = re.compile(
    r"\b(who|whose|which (pupils?|children|students?|tables?|groups?)|how (many|much|long|often|far|quickly|soon)"
    r"|where (do|does|am|is|are)|when (do|does)|what (do|does|happens)|whether)\b"
)
_WIDE = re.compile(
    r"\b(everything|anything|general(ly)?|overall|whole lesson|all of it|my teaching|my lessons?"
    r"|how i teach|how i am doing|how i'm doing|not sure|don't know|no idea)\b"
)
_WISH = re.compile(
    r"\b(improv\w*|better|best|good|great|effective\w*|more|less|develop\w*|work(ing)? on|get(ting)?|confident\w*"
    r"|confidence|enhanc\w*|progress|grow\w*|want to be|be an?|become|strengthen\w*|outstanding)\b"
)
ENOUGH_WORDS = 4


def nudge(focus: str) -> Nudge | None:
    """The kind of nudge a focus asks for, or None where it says what to look or listen for."""
    if not _is_latin(focus):
        return None
    text = focus.casefold().replace("’", "'")
    words = _WORD.findall(text)
    if len(words) < 2:
        return Nudge.ONE_WORD
    seen_or_heard = bool(_COUNTING.search(text)) or any(_is_doing(word) for word in words)
    if seen_or_heard and len(words) >= ENOUGH_WORDS:
        return None
    if _WIDE.search(text):
        return Nudge.TOO_WIDE
    if _WISH.search(text):
        return Nudge.WISH
    return Nudge.TOPIC


def _is_latin(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    latin = sum("LATIN" in unicodedata.name(letter, "") for letter in letters)
    return not letters or latin * 2 >= len(letters)


def _is_doing(word: str) -> bool:
    if word in _FIELDS:
        return False
    if _PAST.get(word, word) in _DOING:
        return True
    return any(stem in _DOING for stem in _stems(word))


def _stems(word: str) -> list[str]:
    """What a word may be without -s, -es, -ed or -ing: asks, tried, writing, stopped."""
    found: list[str] = []
    for ending in ("ing", "ed", "es", "s"):
        bare = word.removesuffix(ending)
        if bare == word or len(bare) < 2:
            continue
        found += [bare, bare + "e"]
        if bare.endswith("i"):
            found.append(bare[:-1] + "y")
        if len(bare) > 2 and bare[-1] == bare[-2]:
            found.append(bare[:-1])
    return found

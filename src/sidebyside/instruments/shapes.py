"""What a form is: questions in blocks, as plain data of one version. Knows no database and no page."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

# An answer by kind: words for text, line, date and what may be spoken; the number of an option, from nought; several
# numbers; places by option, from one; the step of a scale, from one.
Answer = str | int | list[int] | dict[str, int]
Answers = dict[str, Answer]

STEPS = 5
LONGEST_QUESTION = 600
MOST_QUESTIONS = 80
MOST_OPTIONS = 15


class Sort(StrEnum):
    TEXT = "text"
    SPOKEN = "spoken"
    """In words, by voice, or both; the voice is a note of its speaker's own, and no part of the answers."""
    LINE = "line"
    CHOICE = "choice"
    SEVERAL = "several"
    RANK = "rank"
    SCALE = "scale"
    DATE = "date"


WITH_OPTIONS = frozenset({Sort.CHOICE, Sort.SEVERAL, Sort.RANK})
# What may ever be counted; words never are.
CLOSED = WITH_OPTIONS | {Sort.SCALE}


class Rhythm(StrEnum):
    """How often one person fills a form in."""

    ONCE = "once"
    YEARLY = "yearly"
    TERMLY = "termly"


class Reader(StrEnum):
    """For whom the answers are; nobody reads them with a name but their writer. A voice names its speaker: only
    forms for oneself take one."""

    SELF = "self"
    GROUP = "group"


class NotAForm(ValueError):
    """What is wrong with a form's text, in words for whoever edits it."""


@dataclass(frozen=True)
class Question:
    key: str
    sort: Sort
    ask: str
    help: str = ""
    options: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    """The two ends of a scale, in words. It has five steps, and none is the right one."""


@dataclass(frozen=True)
class Block:
    title: str
    questions: tuple[Question, ...]
    says: str = ""


@dataclass(frozen=True)
class Form:
    key: str
    title: str
    says: str
    blocks: tuple[Block, ...]
    reader: Reader
    rhythm: Rhythm
    minutes: int
    closing: str = ""
    beside: str = ""
    """The key of an earlier form whose answers stand beside these, for their writer."""

    def questions(self) -> Iterator[Question]:
        for block in self.blocks:
            yield from block.questions

    def as_kept(self) -> dict[str, Any]:
        """Plain data for a JSON column; ``read`` makes the same form of it."""
        kept = asdict(self)
        kept["block"] = [
            {"title": one["title"], "says": one["says"], "question": list(one["questions"])}
            for one in kept.pop("blocks")
        ]
        return kept


def read(body: Mapping[str, Any]) -> Form:
    """A form of its data. Raises NotAForm."""
    blocks = tuple(_block(one) for one in body.get("block", ()))
    form = Form(
        key=_words(body, "key"),
        title=_words(body, "title"),
        says=_words(body, "says"),
        blocks=blocks,
        reader=Reader(body.get("reader", Reader.SELF)),
        rhythm=Rhythm(body.get("rhythm", Rhythm.ONCE)),
        minutes=int(body.get("minutes", 5)),
        closing=str(body.get("closing", "")),
        beside=str(body.get("beside", "")),
    )
    keys = [one.key for one in form.questions()]
    if not keys:
        raise NotAForm("A form needs at least one question.")
    if len(keys) > MOST_QUESTIONS:
        raise NotAForm(f"A form has at most {MOST_QUESTIONS} questions; this one has {len(keys)}.")
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        raise NotAForm(f"Two questions are both called “{twice[0]}”.")
    spoken = next((one for one in form.questions() if one.sort == Sort.SPOKEN), None)
    if spoken is not None and form.reader != Reader.SELF:
        raise NotAForm(
            f"“{spoken.ask}” asks for a voice, and a voice names its speaker: this form is answered without names."
        )
    return form


def _block(body: Mapping[str, Any]) -> Block:
    return Block(
        title=_words(body, "title"),
        questions=tuple(_question(one) for one in body.get("question", ())),
        says=str(body.get("says", "")),
    )


def _question(body: Mapping[str, Any]) -> Question:
    ask = _words(body, "ask")
    if len(ask) > LONGEST_QUESTION:
        raise NotAForm(f"“{ask[:60]}…” has {len(ask)} letters; a question has at most {LONGEST_QUESTION}.")
    sort = Sort(body.get("sort", Sort.TEXT))
    options = tuple(str(one).strip() for one in body.get("options", ()) if str(one).strip())
    ends = tuple(str(one) for one in body.get("ends", ()))
    if sort in WITH_OPTIONS and not 2 <= len(options) <= MOST_OPTIONS:
        raise NotAForm(f"“{ask}” needs between two and {MOST_OPTIONS} answers to choose from.")
    if sort == Sort.SCALE and len(ends) != 2:
        raise NotAForm(f"“{ask}” needs words for both ends of its scale.")
    return Question(_words(body, "key"), sort, ask, str(body.get("help", "")), options, ends)


def _words(body: Mapping[str, Any], name: str) -> str:
    found = str(body.get(name, "")).strip()
    if not found:
        raise NotAForm(f"A form, a block and a question each need a “{name}”; one here is empty.")
    return found


def in_words(question: Question, answer: Answer | None) -> list[str]:
    """An answer as its writer reads it back, a line each; nothing where there is none."""
    if answer is None or answer in ("", [], {}):
        return []
    if isinstance(answer, str):
        return [answer]
    if isinstance(answer, dict):
        ranked = sorted((place, int(option)) for option, place in answer.items())
        return [f"{place}. {question.options[option]}" for place, option in ranked]
    if isinstance(answer, list):
        return [question.options[one] for one in answer]
    if question.sort == Sort.SCALE:
        return [f"{answer} ({question.ends[0]} 1 – {STEPS} {question.ends[1]})"]
    return [question.options[answer]]

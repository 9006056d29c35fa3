"""Reads the written corpus. ``python -m tools.talk_models.corpus`` checks it and counts what is there."""

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "corpus" / "conversations"

FUNCTIONS = {
    "question": "question",
    "evaluation": "evaluation",
    "summary": "summary",
    "acceptance": "acceptance",
    "challenge": "challenge",
    "context": "context",
    "generalisation": "generalisation",
    "clarification": "clarification",
    "idea": "new idea",
    "justification": "justification",
    "explanation": "explanation",
    "continuity": "continuity",
    "dissonance": "dissonance",
    "defence": "defence",
    "suggestion": "suggestion",
}
STIMULI = {
    "video": "video",
    "notes": "observation notes",
    "plan": "lesson plan",
    "work": "pupils' work",
    "data": "pupil data",
    "recall": "recall",
    "artefact": "other artefact",
    "none": "none",
}
SCALES = {
    "moment": "critical moment",
    "episode": "episode",
    "lesson": "whole lesson",
    "theme": "general theme or principle",
    "school": "school or society",
}
TIMES = {"before": "before", "lesson": "the lesson", "after": "after", "none": "no particular time"}
TAGS = {
    "engagement": "engagement and motivation",
    "talk": "classroom talk",
    "groups": "group work",
    "starters": "starters and plenaries",
    "assessment": "assessment for learning",
    "behaviour": "behaviour for learning",
    "questioning": "questioning",
    "pace": "pace",
    "independence": "independence",
    "inclusion": "inclusion",
    "planning": "planning",
    "other": "other",
}
ROLES = ("coach", "coachee", "coach2")
INITIATIONS = ("coach", "coachee", "both")
QUESTIONS = {"open": "open", "closed": "closed", ".": None}
HEADERS = ("id", "subject", "phase", "shape", "split")
COLUMNS = 11


@dataclass(frozen=True)
class Element:
    initiation: str
    tag: str
    subject: str


@dataclass(frozen=True)
class Row:
    """One row with its codes in the words of the coding manual; a backchannel has none but its level."""

    role: str
    text: str
    level: int
    backchannel: bool = False
    functions: tuple[str, ...] = ()
    question: str | None = None
    stimulus: frozenset[str] = frozenset()
    tone: int | None = None
    scale: str | None = None
    time: str | None = None
    element: Element | None = None
    co: bool = False


@dataclass(frozen=True)
class Conversation:
    name: str
    about: dict[str, str]
    rows: tuple[Row, ...]


class Wrong(Exception):
    """A line that is not as the manual says; its words say which and why."""


def read_all(folder: Path = FOLDER) -> list[Conversation]:
    return [read(path) for path in sorted(folder.glob("*.txt"))]


def read(path: Path) -> Conversation:
    about: dict[str, str] = {}
    rows: list[Row] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("#"):
            name, _, value = line[1:].strip().partition(" ")
            about[name.rstrip(":")] = value.strip()
        elif line.strip():
            try:
                rows.append(_row([cell.strip() for cell in line.split("|")]))
            except (KeyError, ValueError) as error:
                raise Wrong(f"{path.name}, line {number}: {error}") from None
    missing = [name for name in HEADERS if name not in about]
    if missing or about["split"] not in {"train", "test"} or about["id"] != path.stem:
        raise Wrong(f"{path.name}: its head lacks {missing or 'a right id or split'}")
    _check_spans(path, rows)
    return Conversation(path.stem, about, tuple(rows))


def _row(cells: list[str]) -> Row:
    if len(cells) != COLUMNS:
        raise ValueError(f"{len(cells)} columns, not {COLUMNS}")
    role, functions, question, stimulus, tone, scale, time, element, co, level, text = cells
    if role not in ROLES or level not in {"1", "2", "3", "4"} or not text or co not in {".", "co"}:
        raise ValueError(f"role {role!r}, level {level!r}, co {co!r} or an empty text")
    if functions == "back":
        return Row(role, text, int(level), backchannel=True)
    if tone not in {"-2", "-1", "0", "1", "2"}:
        raise ValueError(f"tone {tone!r}")
    return Row(
        role,
        text,
        int(level),
        functions=tuple(FUNCTIONS[name.strip()] for name in functions.split(",")),
        question=QUESTIONS[question],
        stimulus=frozenset(STIMULI[name.strip()] for name in stimulus.split(",")),
        tone=int(tone),
        scale=SCALES[scale],
        time=TIMES[time],
        element=None if element == "." else _element(element),
        co=co == "co",
    )


def _element(text: str) -> Element:
    initiation, tag, subject = (part.strip() for part in text.split(":", 2))
    if initiation not in INITIATIONS:
        raise ValueError(f"initiation {initiation!r}")
    return Element(initiation, TAGS[tag], subject)


def _check_spans(path: Path, rows: list[Row]) -> None:
    spoken = [row for row in rows if not row.backchannel]
    if not spoken or spoken[0].element is None:
        raise Wrong(f"{path.name}: the first turn starts no element")
    for span in _spans(spoken):
        if len(span) < 4 or len({row.role for row in span}) < 2:
            raise Wrong(f"{path.name}: a span of co-construction is too short at {span[0].text!r}")


def _spans(rows: list[Row]) -> Iterator[list[Row]]:
    run: list[Row] = []
    for row in rows:
        if row.co:
            run.append(row)
        elif run:
            yield run
            run = []
    if run:
        yield run


def main() -> int:
    wrong, found = [], []
    for path in sorted(FOLDER.glob("*.txt")):
        try:
            found.append(read(path))
        except Wrong as error:
            wrong.append(str(error))
    rows = [row for one in found for row in one.rows]
    spoken = [row for row in rows if not row.backchannel]
    print(f"{len(found)} conversations, {len(rows)} rows, {len(spoken)} turns")
    print("split", Counter(one.about["split"] for one in found))
    print("function", Counter(row.functions[0] for row in spoken).most_common())
    for name in ("question", "tone", "scale", "time", "co", "level"):
        print(name, Counter(getattr(row, name) for row in spoken).most_common())
    print("stimulus", Counter(value for row in spoken for value in row.stimulus).most_common())
    print("elements", sum(row.element is not None for row in spoken))
    print(*wrong, sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

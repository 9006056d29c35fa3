"""How far a second coder, who saw only the words and the manual, agrees: `python -m tools.talk_models.second_coder`."""

from collections.abc import Callable, Iterator

from sklearn.metrics import cohen_kappa_score, f1_score

from .corpus import FOLDER, Row, read

SECOND = FOLDER.parent / "second-coder"
DIMENSIONS: dict[str, Callable[[Row], object]] = {
    "main function": lambda row: row.functions[0],
    "question": lambda row: row.question is not None,
    "stimulus video": lambda row: "video" in row.stimulus,
    "tone": lambda row: row.tone,
    "scale": lambda row: row.scale,
    "time": lambda row: row.time,
    "element start": lambda row: row.element is not None,
    "co-construction": lambda row: row.co,
    "level": lambda row: row.level,
}


def pairs() -> Iterator[tuple[Row, Row]]:
    """Turns that both coded. Rows that were parted or joined since are left out."""
    for path in sorted(SECOND.glob("*.txt")):
        first = {(row.role, row.text): row for row in read(FOLDER / path.name).rows}
        for row in read(path).rows:
            other = first.get((row.role, row.text))
            if other is not None and not other.backchannel and not row.backchannel:
                yield other, row


def main() -> None:
    both = list(pairs())
    print(f"{len(both)} turns of {len(list(SECOND.glob('*.txt')))} conversations")
    print("| dimension | kappa | macro-F1 | the same |\n| --- | --- | --- | --- |")
    for name, of in DIMENSIONS.items():
        one, two = ([of(row[at]) for row in both] for at in (0, 1))
        same = sum(a == b for a, b in zip(one, two, strict=True)) / len(both)
        kappa, macro = cohen_kappa_score(one, two), f1_score(one, two, average="macro")
        print(f"| {name} | {kappa:.2f} | {macro:.2f} | {same:.0%} |")
    either = sum(a.functions[0] in b.functions or b.functions[0] in a.functions for a, b in both)
    print(f"Main function, further ones counted: {either / len(both):.0%}")


if __name__ == "__main__":
    main()

"""How good the suggestions are, on the untouched part of the written corpus: prints `name figure aim ok|short`.

The peer is a second person (see the model card); the aims are those of the issue. Short figures are said, not hidden.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
    from tools.talk_models.figures import AIMS, on_test

    for manner, figures in on_test().items():
        print(f"-- {manner}")
        for name, figure in figures.items():
            aim = AIMS.get(name)
            said = "" if aim is None else f" {aim:.2f} {'ok' if figure >= aim else 'short'}"
            print(f"{name.replace(' ', '_')} {figure:.3f}{said}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

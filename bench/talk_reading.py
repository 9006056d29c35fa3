"""Reading 5,000 turns: suggestions with reasons, elements, spans, indicators and the reading, within two seconds.

The peer is the limit that was set. Time is the processor's, so that a busy machine does not count against it. Prints
`name seconds limit ok|short`.
"""

import random
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TURNS = 5_000
LIMIT_S = 2.0


def made_up(count: int) -> list[object]:
    """Turns put together from the sentences of the written corpus, which have the right lengths and words."""
    from tools.talk_models.corpus import read_all

    from sidebyside.core.talk.codes import Role
    from sidebyside.core.talk.shapes import Spoken

    texts = [row.text for one in read_all() for row in one.rows if not row.backchannel]
    chance = random.Random(1)
    roles = (Role.COACH, Role.COACHEE)
    return [Spoken(chance.choice(texts), at % 2, roles[at % 2], (at, at)) for at in range(count)]


def main() -> int:
    sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
    from sidebyside.core.talk.describing import describe
    from sidebyside.core.talk.indicators import indicators
    from sidebyside.core.talk.reading import read

    began = time.perf_counter()
    describe(made_up(50))
    print(f"first 50 turns, weights read {time.perf_counter() - began:.2f} s")
    turns = made_up(TURNS)
    began = time.process_time()
    described = describe(turns)
    indicators(described)
    read(described)
    took = time.process_time() - began
    print(f"read_{TURNS}_turns {took:.2f} {LIMIT_S} {'ok' if took <= LIMIT_S else 'short'}")
    return 0 if took <= LIMIT_S else 1


if __name__ == "__main__":
    sys.exit(main())

"""Who might coach whom: the best set of pairs for a whole group, and why, from what people agreed to show.

Three calls, of which only the last is ever given a secret:

- ``preview`` says in sums what a set of weights would do. It takes shown facts and nothing else.
- ``reasons`` says why two people stand together. It takes shown facts and nothing else.
- ``draw`` makes the pairs of one round, from facts, secrets and chance (docs/adr/0029).
"""

from sidebyside.core.matching.chance import Chance, as_said, chance_for
from sidebyside.core.matching.drawing import Drawn, Secrets, draw
from sidebyside.core.matching.people import Known, Shown
from sidebyside.core.matching.previewing import Preview, preview
from sidebyside.core.matching.reasoning import Kind, Reason, reasons
from sidebyside.core.matching.weights import DEFAULT, TWO_SIDED, WEIGHTS, Weights

__all__ = [
    "DEFAULT",
    "TWO_SIDED",
    "WEIGHTS",
    "Chance",
    "Drawn",
    "Kind",
    "Known",
    "Preview",
    "Reason",
    "Secrets",
    "Shown",
    "Weights",
    "as_said",
    "chance_for",
    "draw",
    "preview",
    "reasons",
]

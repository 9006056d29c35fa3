"""Who speaks within ten seconds, without saying which of a talk's voices it is: the network of Bredin and Laurent 2021,
"End-to-end speaker segmentation for overlap-aware resegmentation", in its powerset form (Plaquet and Bredin 2023).

It follows up to three voices in a window, two of them at once; its voices have no names from one window to the next.
"""

import numpy as np

from .quality import RATE
from .runtime import MODELS, Numbers, run
from .sound import Sound

MODEL = MODELS / "segmentation.onnx"
WINDOW = 10 * RATE
FRAMES = 589
FIRST, STEP = 495, 270
"""Samples: where the middle of the first frame lies, and from one frame to the next."""
VOICES = 3
AT_ONCE = 8
# Nobody, one of the three, two of the three: what the network's seven answers say of each voice.
_ANSWERS = np.array(
    [[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0], [1, 0, 1], [0, 1, 1]], dtype=np.float32
)


def voices_in(sound: Sound, starts: list[int]) -> Numbers:
    """For each window that begins at one of the samples `starts`, how likely each of its voices is to speak in each
    frame: (windows, `FRAMES`, `VOICES`), 0 to 1."""
    found = [np.zeros((0, FRAMES, VOICES), np.float32)]
    for first in range(0, len(starts), AT_ONCE):
        windows = np.stack([sound.read(start, WINDOW) for start in starts[first : first + AT_ONCE]])
        (answers,) = run(MODEL, sound=windows[:, None, :])
        found.append(np.exp(answers) @ _ANSWERS)
    return np.concatenate(found).astype(np.float32)

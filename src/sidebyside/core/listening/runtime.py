"""The one way to a small network: through onnxruntime, on so many threads, and always calculated the same."""

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from .errors import Missing, ModelError

MODELS = Path(__file__).parent / "models"
THREADS = 2

type Numbers = np.ndarray[Any, np.dtype[np.float32]]


@lru_cache(maxsize=4)
def session(path: Path) -> Any:
    """ModelError where onnxruntime is not installed."""
    if find_spec("onnxruntime") is None:
        raise ModelError(Missing.LIBRARIES)
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = THREADS, 1
    # Kept memory grows to the largest piece ever seen, and threads that spin take the other core from the words.
    options.enable_cpu_mem_arena = False
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def run(path: Path, **given: Numbers) -> list[Numbers]:
    found: list[Numbers] = session(path).run(None, given)
    return found

"""Fits all heads at once: penalised logistic regressions by L-BFGS, the same numbers from the same input each time."""

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from sidebyside.core.talk.heads import HEADS
from sidebyside.core.talk.suggest import chances_of

from .samples import Aim

Matrix = npt.NDArray[np.float64]


def fit(
    sparse: csr_matrix, aim: Aim, penalty: float, steps: int, sizes: Matrix, dense: Matrix | None = None
) -> tuple[Matrix, Matrix]:
    """Weights (features x columns, those of `dense` last) and intercepts, after so many steps.

    `sizes`: a feature of size 2 is penalised as if it were twice as large. Minimises the mean loss of a row plus
    half of `penalty` times the squared weights over the number of rows.
    """
    rows, width = sparse.shape
    near = np.zeros((rows, 0), np.float32) if dense is None else dense.astype(np.float32)
    whole = width + near.shape[1]
    columns = aim.right.shape[1]
    scale = np.concatenate([sizes, np.ones(near.shape[1])])[:, None]
    turned = sparse.T.tocsr()

    def loss(flat: Matrix) -> tuple[float, Matrix]:
        both = flat.reshape(whole + 1, columns)
        weights = (both[:-1] * scale).astype(np.float32)
        scores = np.asarray(sparse @ weights[:width]) + near @ weights[width:] + both[-1]
        found = chances_of(scores)
        value = _cross_entropy(found, aim) + penalty / 2 * float((both[:-1] ** 2).sum())
        slope = ((found - aim.right) * aim.weight).astype(np.float32)
        parts = np.vstack([np.asarray(turned @ slope), near.T @ slope]).astype(np.float64)
        made = np.vstack([parts * scale + penalty * both[:-1], slope.sum(axis=0, dtype=np.float64)])
        return value / rows, made.ravel() / rows

    start = np.zeros((whole + 1) * columns)
    done = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": steps, "maxcor": 8})
    both = done.x.reshape(whole + 1, columns)
    return both[:-1] * scale, both[-1]


def _cross_entropy(found: Matrix, aim: Aim) -> float:
    small = 1e-12
    total = 0.0
    for head in HEADS.values():
        at = head.columns
        right, weight, given = aim.right[:, at], aim.weight[:, at], found[:, at]
        total -= float((weight * right * np.log(given + small)).sum())
        if not head.one:
            total -= float((weight * (1 - right) * np.log(1 - given + small)).sum())
    return total

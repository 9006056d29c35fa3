"""Fits all heads at once: penalised logistic regressions by L-BFGS, the same numbers from the same input each time."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from sidebyside.core.talk.heads import HEADS

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Aim:
    """`right` has a soft target for each row and column, `weight` what each row counts for each column."""

    right: Matrix
    weight: Matrix


def probabilities(scores: Matrix) -> Matrix:
    """Softmax within the heads with one right value, the logistic function elsewhere."""
    made = np.empty_like(scores)
    for head in HEADS.values():
        part = scores[:, head.columns]
        if head.one:
            part = np.exp(part - part.max(axis=1, keepdims=True))
            made[:, head.columns] = part / part.sum(axis=1, keepdims=True)
        else:
            made[:, head.columns] = 1 / (1 + np.exp(-np.clip(part, -30, 30)))
    return made


def fit(
    features: csr_matrix | Matrix, aim: Aim, penalty: float, steps: int, scale: Matrix | None = None
) -> tuple[Matrix, Matrix]:
    """Weights (features x columns) and intercepts. `scale`: how lightly each feature is penalised, 1 as usual.

    Minimises the mean loss of a row plus half of `penalty` times the squared weights over the number of rows.
    """
    rows, width = features.shape
    columns = aim.right.shape[1]
    sizes = np.ones((width, 1)) if scale is None else scale.reshape(-1, 1)

    def loss(flat: Matrix) -> tuple[float, Matrix]:
        both = flat.reshape(width + 1, columns)
        weights, intercept = both[:-1] * sizes, both[-1]
        scores = np.asarray(features @ weights) + intercept
        found = probabilities(scores)
        value = _cross_entropy(scores, found, aim) + penalty / 2 * float((both[:-1] ** 2).sum())
        slope = (found - aim.right) * aim.weight
        made = np.vstack([np.asarray(features.T @ slope) * sizes + penalty * both[:-1], slope.sum(axis=0)])
        return value / rows, made.ravel() / rows

    start = np.zeros((width + 1) * columns)
    done = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": steps, "maxcor": 8})
    both = done.x.reshape(width + 1, columns)
    return both[:-1] * sizes, both[-1]


def _cross_entropy(scores: Matrix, found: Matrix, aim: Aim) -> float:
    small = 1e-12
    total = 0.0
    for head in HEADS.values():
        at = head.columns
        right, weight, given = aim.right[:, at], aim.weight[:, at], found[:, at]
        total -= float((weight * right * np.log(given + small)).sum())
        if not head.one:
            total -= float((weight * (1 - right) * np.log(1 - given + small)).sum())
    return total

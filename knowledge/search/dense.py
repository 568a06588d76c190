"""The dense side of search: exact for a bureau's own content, approximate at volume."""

import faiss
import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
# Cells searched of CELLS: nine in ten of the exact ten nearest, in about half a millisecond.
CELLS, PROBED = 512, 32
# Vectors per cell that k-means looks at; more made no difference to what was found.
SAMPLE = 60


def build_dense(vectors: Vectors, volume: bool) -> faiss.Index:
    """Index unit vectors, shape (rows, dimension).

    Args:
        vectors: one a row.
        volume: cells and one byte a number in place of an exact scan, which alone would take
            most of a search's time, and a quarter of its memory.
    """
    width = vectors.shape[1]
    kind = f"IVF{CELLS},SQ8" if volume else "Flat"
    dense: faiss.Index = faiss.index_factory(width, kind, faiss.METRIC_INNER_PRODUCT)
    if volume:
        step = max(1, len(vectors) // (CELLS * SAMPLE))
        dense.train(vectors[::step])
        faiss.ParameterSpace().set_index_parameter(dense, "nprobe", PROBED)
    dense.add(vectors)
    return dense


def dense_scores(dense: faiss.Index, vector: Vectors, nearest: int) -> Vectors:
    """Cosine of the nearest rows to a vector, shape (rows,); all others and negative ones 0.

    Args:
        dense: what `build_dense` made.
        vector: shape (dimension,).
        nearest: how many rows get a score.
    """
    scores = np.zeros(dense.ntotal, dtype=np.float32)
    found, ids = dense.search(vector[None, :], min(nearest, dense.ntotal))
    # An approximate index that looked at too few rows fills up with -1.
    real = ids[0] >= 0
    scores[ids[0][real]] = np.maximum(found[0][real], 0.0)
    return scores

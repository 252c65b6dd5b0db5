# result: {"solution": [0.8, 1.4], "determinant": 5.0, "eigenvalues": [1.381966, 3.618034], "product": [[5.0, 5.0], [5.0, 10.0]], "rank": 2, "identity": true}
import numpy as np


def main():
    a = np.array([[2.0, 1.0], [1.0, 3.0]])
    b = np.array([3.0, 5.0])
    x = np.linalg.solve(a, b)
    values = np.linalg.eigvalsh(a)
    return {
        "solution": x.round(6).tolist(),
        "determinant": round(float(np.linalg.det(a)), 6),
        "eigenvalues": values.round(6).tolist(),
        "product": (a @ a.T).tolist(),
        "rank": np.linalg.matrix_rank(a),
        "identity": np.allclose(a @ np.linalg.inv(a), np.eye(2)),
    }

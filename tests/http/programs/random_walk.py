# result: {"final_mean": -2.96, "highest": 29, "returned_to_zero": 47}
import numpy as np


def main():
    rng = np.random.default_rng(7)
    steps = rng.choice([-1, 1], size=(50, 200))
    walks = steps.cumsum(axis=1)
    return {
        "final_mean": walks[:, -1].mean(),
        "highest": walks.max(),
        "returned_to_zero": int((walks == 0).any(axis=1).sum()),
    }

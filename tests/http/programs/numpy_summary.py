# result: {"mean": 3.0, "std": 1.4142135623730951, "values": [1, 2, 3, 4, 5]}
import numpy as np


def main():
    arr = np.array([1, 2, 3, 4, 5])
    return {"mean": np.mean(arr), "std": np.std(arr), "values": arr.tolist()}

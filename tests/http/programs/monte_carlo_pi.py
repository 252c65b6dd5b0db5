# result: {"estimates": {"100": 3.04, "10000": 3.16, "1000000": 3.143}, "close": true}
import numpy as np


def estimate_pi(samples: int, seed: int = 42) -> float:
    """Estimate pi by throwing darts at a square."""
    rng = np.random.default_rng(seed)
    points = rng.random((samples, 2))
    inside = (points**2).sum(axis=1) <= 1.0
    return 4 * inside.mean()


def main():
    estimates = {str(n): round(float(estimate_pi(n)), 4) for n in (100, 10_000, 1_000_000)}
    return {"estimates": estimates, "close": abs(estimates["1000000"] - np.pi) < 0.01}


if __name__ == "__main__":
    print(main())

# result: {"slope": 3.0, "intercept": 2.0, "r2": 1.0, "rank": 2}
import numpy as np


def main():
    rng = np.random.default_rng(0)
    x = np.linspace(0, 10, 50)
    y = 3 * x + 2 + rng.normal(scale=0.1, size=x.size)
    design = np.column_stack([x, np.ones_like(x)])
    (slope, intercept), residuals, rank, _ = np.linalg.lstsq(design, y, rcond=None)
    r2 = 1 - residuals[0] / ((y - y.mean()) ** 2).sum()
    return {"slope": round(float(slope), 1), "intercept": round(float(intercept), 1), "r2": round(float(r2), 3), "rank": rank}

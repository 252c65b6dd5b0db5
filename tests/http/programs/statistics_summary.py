# result: {"mean": 3.875, "median": 4.0, "mode": 4, "stdev": 1.246423, "quartiles": [3.0, 4.0, 4.75], "normal_cdf": 0.97725, "third": "137/60"}
import statistics as st
from fractions import Fraction


def main():
    marks = [2, 3, 3, 4, 4, 4, 5, 6]
    return {
        "mean": st.mean(marks),
        "median": st.median(marks),
        "mode": st.mode(marks),
        "stdev": round(st.stdev(marks), 6),
        "quartiles": st.quantiles(marks, n=4),
        "normal_cdf": round(st.NormalDist(100, 15).cdf(130), 6),
        "third": str(sum(Fraction(1, n) for n in range(1, 6))),
    }

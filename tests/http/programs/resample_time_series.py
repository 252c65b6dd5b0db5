# result: {"2024-02-28": {"mean": 11.5, "max": 23}, "2024-02-29": {"mean": 11.5, "max": 23}, "2024-03-01": {"mean": 11.5, "max": 23}}
import numpy as np
import pandas as pd


def main() -> dict:
    """Hourly readings become daily means and maxima."""
    index = pd.date_range("2024-02-28", periods=72, freq="h")
    readings = pd.Series(np.arange(72) % 24, index=index)
    daily = readings.resample("D").agg(["mean", "max"])
    return {str(day.date()): {"mean": row["mean"], "max": int(row["max"])} for day, row in daily.iterrows()}

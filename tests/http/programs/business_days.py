# result: {"working_days": 8, "next": "Fri 27 Dec 2024", "quarter": 4}
import numpy as np
import pandas as pd


def main():
    holidays = ["2024-12-25", "2024-12-26", "2025-01-01"]
    days = np.busday_count("2024-12-20", "2025-01-06", holidays=holidays)
    next_day = pd.Timestamp("2024-12-24") + pd.offsets.CustomBusinessDay(holidays=holidays)
    return {"working_days": days, "next": next_day.strftime("%a %d %b %Y"), "quarter": next_day.quarter}

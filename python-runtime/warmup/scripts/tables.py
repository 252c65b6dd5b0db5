"""What scripts do with pandas and numpy: read, group, join, aggregate, hand out."""

import io

import numpy as np
import pandas as pd


def main(data: object) -> object:
    text = "day,shop,units,price\n2024-01-01,a,3,1.5\n2024-01-01,b,2,2.0\n2024-01-02,a,,1.5\n2024-01-03,b,7,2.5\n"
    frame = pd.read_csv(io.StringIO(text), parse_dates=["day"])
    frame["units"] = frame["units"].fillna(0).astype(int)
    frame["total"] = frame["units"] * frame["price"]
    shops = pd.DataFrame({"shop": ["a", "b"], "city": ["Ulm", "Bonn"]})
    joined = frame.merge(shops, on="shop", how="left").sort_values(["city", "total"])
    grouped = joined.groupby("city").agg(total=("total", "sum"), days=("day", "nunique"))
    pivot = frame.pivot_table(index="day", columns="shop", values="total", aggfunc="sum", fill_value=0)
    frame["month"] = frame["day"].dt.strftime("%Y-%m")
    text_out = str(grouped) + frame.to_string() + frame.to_csv(index=False) + str(frame.describe())
    matrix = np.arange(9, dtype=float).reshape(3, 3)
    return {
        "grouped": grouped.reset_index().to_dict("records"),
        "pivot": pivot.to_numpy().tolist(),
        "head": frame.head(2)[["shop", "total"]].to_dict("list"),
        "plain": pd.DataFrame({"x": [1, 2, 3]}).to_dict(),
        "mean": frame["total"].mean(),
        "upper": frame["shop"].str.upper().tolist(),
        "counts": frame["shop"].value_counts().to_dict(),
        "rows": frame[frame["total"] > frame["total"].quantile(0.5)].shape[0],
        "array": [float(np.mean(matrix)), float(np.std(matrix)), (matrix @ matrix.T).tolist()],
        "size": len(text_out),
    }

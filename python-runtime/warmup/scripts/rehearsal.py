"""What a worker runs before its job when there is time: it touches the memory that a script is likely to touch."""

import pandas as pd


def main(data: object) -> object:
    frame = pd.DataFrame({"shop": ["a", "b", "a"] * 4, "units": range(12), "price": [1.5, 2.0, 2.5] * 4})
    frame["total"] = frame["units"] * frame["price"]
    grouped = frame.groupby("shop")["total"].agg(["sum", "mean"]).reset_index()
    return {"grouped": grouped.to_dict("records"), "mean": frame["total"].mean(), "text": str(frame.head(2))}

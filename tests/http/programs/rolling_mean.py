# result: {"rolling": [null, null, 11.0, 12.67, 13.33, 15.67, 16.33], "above": [0, 0, 0, 1, 1, 1, 1]}
import pandas as pd


def main():
    prices = pd.Series([10, 12, 11, 15, 14, 18, 17], name="price")
    rolling = prices.rolling(window=3).mean()
    signal = (prices > rolling).astype(int)
    return {"rolling": [None if pd.isna(x) else round(x, 2) for x in rolling], "above": signal.tolist()}

# result: {"groups": ["child", "child", "adult", "adult", "senior", "senior"], "counts": {"child": 2, "adult": 2, "senior": 2}, "dummies": {"child": 2, "adult": 2, "senior": 2}, "corr": 1.0}
import pandas as pd


def main():
    ages = pd.Series([3, 17, 25, 42, 67, 80])
    groups = pd.cut(ages, bins=[0, 18, 65, 120], labels=["child", "adult", "senior"])
    dummies = pd.get_dummies(groups).astype(int)
    corr = pd.DataFrame({"x": ages, "y": ages * 2 + 1}).corr().loc["x", "y"]
    return {"groups": groups.astype(str).tolist(), "counts": groups.value_counts(sort=False).to_dict(), "dummies": dummies.sum().to_dict(), "corr": round(corr, 6)}

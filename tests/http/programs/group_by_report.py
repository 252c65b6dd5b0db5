# input: [{"region": "north", "sales": 120.5}, {"region": "south", "sales": 80}, {"region": "north", "sales": 99.5}, {"region": "west", "sales": 10}]
# result: [{"region": "north", "total": 220.0, "mean": 110.0, "orders": 2}, {"region": "south", "total": 80.0, "mean": 80.0, "orders": 1}, {"region": "west", "total": 10.0, "mean": 10.0, "orders": 1}]
# stdout: "region  total  mean  orders\n north  220.0 110.0       2\n south   80.0  80.0       1\n  west   10.0  10.0       1\n"
import pandas as pd


def main(input):
    df = pd.DataFrame(input)
    report = df.groupby("region").agg(total=("sales", "sum"), mean=("sales", "mean"), orders=("sales", "count"))
    report = report.sort_values("total", ascending=False).reset_index()
    print(report.to_string(index=False))
    return report.to_dict(orient="records")

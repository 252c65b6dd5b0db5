# input: {"users": [{"id": 1, "name": "Ann"}, {"id": 2, "name": "Bob"}, {"id": 3, "name": "Cy"}], "orders": [{"user": 1, "total": 20}, {"user": 1, "total": 5}, {"user": 3, "total": 7.5}]}
# result: {"totals": {"Ann": 25.0, "Bob": 0.0, "Cy": 7.5}, "without_orders": ["Bob"]}
import pandas as pd


def main(input):
    users = pd.DataFrame(input["users"])
    orders = pd.DataFrame(input["orders"])
    merged = users.merge(orders, left_on="id", right_on="user", how="left")
    totals = merged.groupby("name")["total"].sum()
    missing = merged.loc[merged["user"].isna(), "name"].tolist()
    return {"totals": totals.to_dict(), "without_orders": missing}

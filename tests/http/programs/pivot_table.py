# result: {"columns": ["Feb", "Jan"], "data": {"coffee": [1, 5], "tea": [6, 3]}}
import pandas as pd


def main():
    orders = pd.DataFrame(
        {
            "month": ["Jan", "Jan", "Feb", "Feb", "Feb"],
            "product": ["tea", "coffee", "tea", "tea", "coffee"],
            "qty": [3, 5, 2, 4, 1],
        }
    )
    table = orders.pivot_table(index="product", columns="month", values="qty", aggfunc="sum", fill_value=0)
    return {"columns": list(table.columns), "data": {name: row.tolist() for name, row in table.iterrows()}}

# result: {"rows": 2, "dropped": 2, "total": 1300.0, "by_customer": {"Acme": 1200.5, "Beta": 99.5}}
import io

import pandas as pd

RAW = """date,amount,customer
2024-01-03,"1,200.50",acme
2024-01-04,n/a,Acme
bad,10,Beta
2024-01-05,99.5, beta
"""


def main():
    df = pd.read_csv(io.StringIO(RAW))
    df["date"] = pd.to_datetime(df["date"], errors="coerce")
    df["amount"] = pd.to_numeric(df["amount"].str.replace(",", ""), errors="coerce")
    df["customer"] = df["customer"].str.strip().str.title()
    clean = df.dropna()
    return {
        "rows": len(clean),
        "dropped": int(len(df) - len(clean)),
        "total": clean["amount"].sum(),
        "by_customer": clean.groupby("customer")["amount"].sum().to_dict(),
    }

/** The scripts that the benchmark sends. */

export const SCRIPTS = {
  noop: "def main():\n    return {'result': 42}\n",
  pandas: `import pandas as pd

def main():
    df = pd.DataFrame({"shop": ["a", "b", "a", "c"] * 25, "units": range(100), "price": [1.5, 2.0, 2.5, 3.0] * 25})
    df["total"] = df["units"] * df["price"]
    report = df.groupby("shop")["total"].agg(["sum", "mean", "max"]).reset_index()
    return {"report": report.to_dict("records"), "mean": df["total"].mean()}
`,
};

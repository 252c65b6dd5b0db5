# result: {"name": {"0": "Alice", "1": "Bob"}, "age": {"0": 25, "1": 30}}
# stdout: "    name  age\n0  Alice   25\n1    Bob   30\n"
import pandas as pd

df = pd.DataFrame({"name": ["Alice", "Bob"], "age": [25, 30]})


def main():
    print(df)
    return df.to_dict()

# input: "[{\"id\": 1, \"name\": \"Ann Lee\", \"tags\": [\"x\", \"y\"]}, {\"id\": 2, \"name\": \"Bo Ek\", \"tags\": [\"y\"]}]"
# result: [{"id": 1, "first": "Ann", "last": "Lee"}, {"id": 2, "first": "Bo", "last": "Ek"}]
# stdout: "id,tags\n1,x\n1,y\n2,y\n"
import io
import json

import pandas as pd


def main(input):
    df = pd.read_json(io.StringIO(input))
    df[["first", "last"]] = df["name"].str.split(" ", expand=True)
    exploded = df.explode("tags")
    print(exploded[["id", "tags"]].to_csv(index=False), end="")
    return json.loads(df.drop(columns=["tags", "name"]).to_json(orient="records"))

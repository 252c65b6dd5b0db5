# input: "{\"user\": \"ann\", \"ms\": 12}\n{\"user\": \"bob\", \"ms\": 7}\n\n{\"user\": \"ann\", \"ms\": 30}"
# result: {"ann": [12, 30], "bob": [7]}
import json
from collections import defaultdict


def main(input: str) -> dict[str, list[int]]:
    per_user = defaultdict(list)
    for line in filter(None, input.split("\n")):
        record = json.loads(line)
        per_user[record["user"]].append(record["ms"])
    return per_user

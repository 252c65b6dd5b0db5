# needs: scratch
# result: {"lines": ["a,b", "1,2", "3,4"], "names": ["table.csv"], "gone": true}
import csv
import tempfile
from pathlib import Path


def main():
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        with path.open("w", newline="") as handle:
            csv.writer(handle).writerows([["a", "b"], [1, 2], [3, 4]])
        lines = path.read_text().splitlines()
        names = sorted(p.name for p in Path(folder).iterdir())
    return {"lines": lines, "names": names, "gone": not path.exists()}

# input: {"csv": "name, age ,city\n Ann ,34, Oslo\nBob,,Rome \n,51,Paris\nCleo,29,\n"}
# result: [{"name": "Ann", "age": 34, "city": "Oslo"}, {"name": "Bob", "age": null, "city": "Rome"}, {"name": "Cleo", "age": 29, "city": "unknown"}]
# stdout: "kept 3 of 4 rows\n"
"""Clean a messy CSV export: trim cells, drop rows without a name, fill in what is missing."""
import csv
import io


def clean(row: dict[str, str]) -> dict[str, object] | None:
    row = {key.strip(): (value or "").strip() for key, value in row.items()}
    if not row["name"]:
        return None
    return {"name": row["name"], "age": int(row["age"]) if row["age"] else None, "city": row["city"] or "unknown"}


def main(input):
    rows = [clean(row) for row in csv.DictReader(io.StringIO(input["csv"]))]
    kept = [row for row in rows if row is not None]
    print(f"kept {len(kept)} of {len(rows)} rows")
    return kept

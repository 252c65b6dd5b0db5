# input: {"total": "100.00", "people": 3}
# result: {"parts": ["33.34", "33.33", "33.33"], "formatted": "1,234,567.89"}
from decimal import Decimal


def split_bill(total: Decimal, people: int) -> list[Decimal]:
    cents = int(total * 100)
    share, rest = divmod(cents, people)
    return [Decimal(share + (1 if i < rest else 0)) / 100 for i in range(people)]


def main(input):
    parts = split_bill(Decimal(input["total"]), input["people"])
    assert sum(parts) == Decimal(input["total"])
    return {"parts": [f"{part:.2f}" for part in parts], "formatted": f"{1234567.891:,.2f}"}

"""What scripts do without pandas: text, dates, JSON, classes, comprehensions."""

import collections
import csv
import io
import json
import math
import re
import statistics
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta


@dataclass
class Order:
    number: int
    customer: str
    amount: float


def main(data: object) -> object:
    rows = list(csv.DictReader(io.StringIO("number,customer,amount\n1,ada,10.5\n2,bob,7\n3,ada,1e2\n")))
    orders = [Order(int(row["number"]), row["customer"].title(), float(row["amount"])) for row in rows]
    totals: dict[str, float] = collections.defaultdict(float)
    for order in sorted(orders, key=lambda order: order.amount, reverse=True):
        totals[order.customer] += order.amount
    found = re.findall(r"(\w+)@(\w+\.\w+)", "write to ada@example.com or bob@example.org")
    day = date(2024, 2, 28) + timedelta(days=2)
    stamp = datetime.strptime("2024-03-01 12:30", "%Y-%m-%d %H:%M").isoformat()
    return {
        "orders": [asdict(order) for order in orders],
        "totals": dict(totals),
        "mails": [list(match) for match in found],
        "day": f"{day:%Y-%m-%d}",
        "stamp": stamp,
        "mean": statistics.mean(order.amount for order in orders),
        "root": round(math.sqrt(sum(totals.values())), 3),
        "copy": json.loads(json.dumps({"a": [1, 2.5, None, True, "ü"]})),
    }

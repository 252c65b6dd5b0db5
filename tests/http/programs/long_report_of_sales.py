# input: {"currency": "EUR", "sales": [["2024-01-15", "A", 3, "4.99"], ["2024-01-31", "B", 1, "120.00"], ["2024-02-01", "A", 10, "4.49"], ["2024-02-29", "C", 2, "0.10"]]}
# result: {"2024-01": {"total": 134.97, "count": 2, "best": "B"}, "2024-02": {"total": 45.1, "count": 2, "best": "A"}}
# stdout: "2024-01:   134.97 EUR  (best: B)\n2024-02:    45.10 EUR  (best: A)\n"
#!/usr/bin/env python3
# -*- coding: utf-8 -*-
"""
Monthly sales report
====================

Reads a list of sales, groups them by month and prints a small report.
"""
from __future__ import annotations

import sys
from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any, Optional


class Sale:
    """A single sale."""

    def __init__(self, day: str, product: str, quantity: int, price: str):
        self.day = date.fromisoformat(day)
        self.product = product
        self.quantity = quantity
        self.price = Decimal(price)

    @property
    def amount(self) -> Decimal:
        return self.quantity * self.price


def group(sales: list[Sale]) -> dict[str, list[Sale]]:
    months: dict[str, list[Sale]] = defaultdict(list)
    for sale in sales:
        months[f"{sale.day:%Y-%m}"].append(sale)
    return months


def best_product(sales: list[Sale]) -> Optional[str]:
    if not sales:
        return None
    return max(sales, key=lambda s: s.amount).product


def main(input: dict[str, Any]) -> dict[str, Any]:
    sales = [Sale(*row) for row in input["sales"]]
    report: dict[str, Any] = {}
    for month, entries in sorted(group(sales).items()):
        total = sum((s.amount for s in entries), Decimal())
        print(f"{month}: {total:>8} {input['currency']}  (best: {best_product(entries)})")
        report[month] = {"total": float(total), "count": len(entries), "best": best_product(entries)}
    return report


if __name__ == "__main__":
    sys.exit(main({"currency": "EUR", "sales": []}))

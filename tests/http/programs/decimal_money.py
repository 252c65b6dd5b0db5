# result: {"net": "59.97", "vat": "14.99", "gross": 74.96, "bankers": ["0", "2", "2"], "float_trap": 0.30000000000000004}
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, getcontext


def main():
    getcontext().prec = 28
    net = Decimal("19.99") * 3
    vat = (net * Decimal("0.25")).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    halves = [str(Decimal(x).quantize(Decimal("1"), rounding=ROUND_HALF_EVEN)) for x in ("0.5", "1.5", "2.5")]
    return {"net": str(net), "vat": str(vat), "gross": float(net + vat), "bankers": halves, "float_trap": 0.1 + 0.2}

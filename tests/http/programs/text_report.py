# input: [["Widget", 4, 3.5], ["Gadget", 10, 12.25], ["Thingamajig", 1, 100]]
# result: {"grand_total": 236.5}
# stdout: "Item          Qty      Total\n----------------------------\nWidget          4      14.00\nGadget         10     122.50\nThingamajig     1     100.00\nTOTAL                 236.50\n"
def main(rows):
    width = max(len(name) for name, *_ in rows)
    print(f"{'Item':<{width}} {'Qty':>5} {'Total':>10}")
    print("-" * (width + 17))
    grand = 0
    for name, quantity, price in rows:
        total = quantity * price
        grand += total
        print(f"{name:<{width}} {quantity:>5d} {total:>10,.2f}")
    print(f"{'TOTAL':<{width}} {'':>5} {grand:>10,.2f}")
    return {"grand_total": grand}

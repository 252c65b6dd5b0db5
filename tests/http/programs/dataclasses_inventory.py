# result: {"sorted": [{"sku": "A-1", "quantity": 10, "price": 1.25}, {"sku": "B-2", "quantity": 1, "price": 9.5}, {"sku": "B-2", "quantity": 3, "price": 9.5}], "total": 50.5, "repr": "Item(sku='x', quantity=0, price=0.0)"}
from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace


@dataclass(order=True, frozen=True)
class Item:
    sku: str
    quantity: int = 0
    price: float = field(default=0.0, compare=False)

    @property
    def value(self) -> float:
        return self.quantity * self.price


@dataclass
class Inventory:
    items: list[Item] = field(default_factory=list)

    def add(self, item: Item) -> Inventory:
        self.items.append(item)
        return self

    def total(self) -> float:
        return sum(item.value for item in self.items)


def main():
    inventory = Inventory().add(Item("B-2", 3, 9.5)).add(Item("A-1", 10, 1.25))
    inventory.add(replace(inventory.items[0], quantity=1))
    return {"sorted": [asdict(i) for i in sorted(inventory.items)], "total": inventory.total(), "repr": repr(Item("x"))}

# python: 3.12
# result: {"box": "3", "first": 9, "none": null, "pair": [1, 2], "alias": "Pair"}
from dataclasses import dataclass


@dataclass
class Box[T]:
    value: T

    def map[U](self, function) -> "Box[U]":
        return Box(function(self.value))


type Pair[A] = tuple[A, A]


def first[T](items: list[T]) -> T | None:
    return items[0] if items else None


def main():
    pair: Pair[int] = (1, 2)
    return {"box": Box(3).map(str).value, "first": first([9, 8]), "none": first([]), "pair": pair, "alias": str(Pair)}

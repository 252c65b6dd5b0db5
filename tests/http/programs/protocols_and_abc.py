# result: {"point": {"x": 3, "y": 0}, "total": 6.25, "popped": 2, "abstract": true}
from abc import ABC, abstractmethod
from typing import Generic, NamedTuple, Protocol, TypeVar

T = TypeVar("T")


class Point(NamedTuple):
    x: int
    y: int = 0


class Shape(ABC):
    @abstractmethod
    def area(self) -> float: ...


class Square(Shape):
    def __init__(self, side: float) -> None:
        self.side = side

    def area(self) -> float:
        return self.side**2


class HasArea(Protocol):
    def area(self) -> float: ...


class Stack(Generic[T]):
    def __init__(self) -> None:
        self._items: list[T] = []

    def push(self, item: T) -> "Stack[T]":
        self._items.append(item)
        return self

    def pop(self) -> T:
        return self._items.pop()


def total(shapes: list[HasArea]) -> float:
    return sum(shape.area() for shape in shapes)


def main() -> dict[str, object]:
    try:
        Shape()
        abstract = False
    except TypeError:
        abstract = True
    return {"point": Point(3)._asdict(), "total": total([Square(2), Square(1.5)]), "popped": Stack().push(1).push(2).pop(), "abstract": abstract}

# result: {"sum": [4, 3], "scaled": "Vector(6, 8)", "dot": -1, "length": 5.0, "largest": "Vector(3, 4)", "unique": 1}
from functools import total_ordering
from math import hypot


@total_ordering
class Vector:
    __slots__ = ("x", "y")

    def __init__(self, x, y):
        self.x, self.y = x, y

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y)

    def __mul__(self, k):
        return Vector(self.x * k, self.y * k)

    __rmul__ = __mul__

    def __matmul__(self, other):
        return self.x * other.x + self.y * other.y

    def __abs__(self):
        return hypot(self.x, self.y)

    def __eq__(self, other):
        return (self.x, self.y) == (other.x, other.y)

    def __lt__(self, other):
        return abs(self) < abs(other)

    def __hash__(self):
        return hash((self.x, self.y))

    def __iter__(self):
        yield from (self.x, self.y)

    def __repr__(self):
        return f"Vector({self.x}, {self.y})"


def main():
    a, b = Vector(3, 4), Vector(1, -1)
    return {"sum": list(a + b), "scaled": repr(2 * a), "dot": a @ b, "length": abs(a), "largest": repr(max(a, b)), "unique": len({a, a * 1})}

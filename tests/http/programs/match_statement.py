# input: [{"type": "circle", "r": 2}, {"type": "rect", "w": 3, "h": 4}, ["line", 0, 0, 3, 4], "dot", 17, null]
# result: [12.566, 12, 0, "unknown shape dot", "unknown", null]
import math


def area(shape):
    match shape:
        case {"type": "circle", "r": float() | int() as r}:
            return round(math.pi * r**2, 3)
        case {"type": "rect", "w": w, "h": h}:
            return w * h
        case ["line", *points] if len(points) == 4:
            return 0
        case str(name):
            return f"unknown shape {name}"
        case None:
            return None
        case _:
            return "unknown"


def main(input):
    return [area(shape) for shape in input]

# python: 3.12
# result: {"batches": [["A", "B", "C"], ["D", "E", "F"], ["G"]], "name": "child of base"}
from itertools import batched


class Base:
    def name(self) -> str:
        return "base"


class Child[T: (int, str)](Base):
    def name(self) -> str:
        return f"child of {super().name()}"


def main(input=None):
    return {"batches": list(batched("ABCDEFG", 3)), "name": Child().name()}

# result: {"left": ["a", "c"], "b": null, "same": true, "product": 42}
# stdout: "computed once\n"
from collections import OrderedDict
from functools import cached_property, partial, reduce


class LRUCache:
    def __init__(self, capacity: int):
        self.capacity = capacity
        self._data: OrderedDict[str, int] = OrderedDict()

    def get(self, key: str) -> int | None:
        if key not in self._data:
            return None
        self._data.move_to_end(key)
        return self._data[key]

    def put(self, key: str, value: int) -> None:
        self._data[key] = value
        self._data.move_to_end(key)
        if len(self._data) > self.capacity:
            self._data.popitem(last=False)

    @cached_property
    def created(self):
        print("computed once")
        return True


def main():
    cache = LRUCache(2)
    cache.put("a", 1)
    cache.put("b", 2)
    cache.get("a")
    cache.put("c", 3)
    times = partial(reduce, lambda x, y: x * y)
    return {"left": list(cache._data), "b": cache.get("b"), "same": cache.created and cache.created, "product": times([2, 3, 7])}

# result: {"order": ["fetch", "build", "test", "deploy"], "cycle": 3}
from graphlib import CycleError, TopologicalSorter


def main():
    tasks = {"deploy": {"test", "build"}, "test": {"build"}, "build": {"fetch"}, "fetch": set()}
    order = list(TopologicalSorter(tasks).static_order())
    try:
        list(TopologicalSorter({"a": {"b"}, "b": {"a"}}).static_order())
        cycle = None
    except CycleError as error:
        cycle = len(error.args[1])
    return {"order": order, "cycle": cycle}

"""Takes more memory than it may have, in every way that Python offers."""

import mmap
import re


def objects(count):
    return [object() for _ in range(count // 16)]


def numpy_ones(count):
    import numpy

    return numpy.ones(count // 8)


def numpy_zeros(count):
    """Zeros are free until they are touched."""
    import numpy

    array = numpy.zeros(count // 8)
    array[:: mmap.PAGESIZE // 8] = 1
    return array


def merge(count):
    """Two small tables whose product is large."""
    import pandas

    rows = int((count / 24) ** 0.5) + 1
    table = pandas.DataFrame({"key": [1] * rows, "value": range(rows)})
    return table.merge(table, on="key")


def shared_mapping(count):
    area = mmap.mmap(-1, count)
    for offset in range(0, count, mmap.PAGESIZE):
        area[offset] = 1
    return area


def many_mappings(count):
    return [mmap.mmap(-1, 1 << 20) for _ in range(count >> 20)]


def in_threads(count):
    """Each thread could have an arena of malloc's own, beside the one that is counted."""
    import concurrent.futures

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        return list(pool.map(lambda _: bytearray(b"x") * (count // 8), range(8)))


PARTS = {
    "bytearray": lambda count: bytearray(b"x") * count,
    "list": lambda count: [None] * (count // 8),
    "objects": objects,
    "string": lambda count: "x" * count,
    "integer": lambda count: 1 << (8 * count),
    "many small pieces": lambda count: [bytearray(b"x") * (1 << 20) for _ in range(count >> 20)],
    "dictionary": lambda count: {str(number): number for number in range(count // 100)},
    "numpy ones": numpy_ones,
    "numpy zeros": numpy_zeros,
    "merge of tables": merge,
    "shared mapping": shared_mapping,
    "many mappings": many_mappings,
    "regular expression": lambda count: re.findall("", "x" * (count // 64)),
    "in threads": in_threads,
}


def main(setup):
    kept = PARTS[PART](setup["bytes"])
    return {"attempts": {PART: {"succeeded": True, "detail": f"has {type(kept).__name__} for {setup['bytes']} bytes"}}}

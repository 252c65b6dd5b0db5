# input: {"words": ["kitten", "sitting"], "weights": [1, 3, 4, 5], "values": [1, 4, 5, 7], "capacity": 7}
# result: {"edit_distance": 3, "knapsack": 9, "longest_increasing": 4}
from typing import List


def edit_distance(a: str, b: str) -> int:
    previous = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        current = [i]
        for j, y in enumerate(b, 1):
            current.append(min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (x != y)))
        previous = current
    return previous[-1]


def knapsack(weights: List[int], values: List[int], capacity: int) -> int:
    best = [0] * (capacity + 1)
    for weight, value in zip(weights, values):
        for c in range(capacity, weight - 1, -1):
            best[c] = max(best[c], best[c - weight] + value)
    return best[capacity]


def longest_increasing(sequence: List[int]) -> int:
    from bisect import bisect_left

    tails: List[int] = []
    for x in sequence:
        i = bisect_left(tails, x)
        tails[i : i + 1] = [x]
    return len(tails)


def main(input):
    return {
        "edit_distance": edit_distance(*input["words"]),
        "knapsack": knapsack(input["weights"], input["values"], input["capacity"]),
        "longest_increasing": longest_increasing([10, 9, 2, 5, 3, 7, 101, 18]),
    }

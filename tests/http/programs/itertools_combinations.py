# result: {"teams": {"dev": ["ann", "cy"], "ops": ["bob", "di"]}, "pairs": ["AB", "AC", "AD", "BC", "BD", "CD"], "product": 1000, "chained": [1, 2, 3], "accumulated": [3, 3, 4, 4, 5], "pairwise": [[1, 2], [2, 4]]}
import itertools as it
from operator import itemgetter


def main():
    people = [("dev", "ann"), ("ops", "bob"), ("dev", "cy"), ("ops", "di")]
    teams = {k: [name for _, name in g] for k, g in it.groupby(sorted(people), key=itemgetter(0))}
    pairs = ["".join(p) for p in it.combinations("ABCD", 2)]
    return {
        "teams": teams,
        "pairs": pairs,
        "product": sum(1 for _ in it.product(range(10), repeat=3)),
        "chained": list(it.chain.from_iterable([[1], [2, 3], []])),
        "accumulated": list(it.accumulate([3, 1, 4, 1, 5], max)),
        "pairwise": list(it.pairwise([1, 2, 4])),
    }

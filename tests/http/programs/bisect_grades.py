# input: [33, 99, 77, 70, 89, 90, 100]
# result: {"grades": ["F", "A", "C", "C", "B", "A", "A"], "ordered": [33, 70, 77, 89, 90, 99, 100]}
from bisect import bisect, insort


def grade(score, breakpoints=(60, 70, 80, 90), grades="FDCBA"):
    return grades[bisect(breakpoints, score)]


def main(scores):
    ordered = []
    for score in scores:
        insort(ordered, score)
    return {"grades": [grade(score) for score in scores], "ordered": ordered}

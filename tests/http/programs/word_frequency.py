# input: "It was the best of times, it was the worst of times, it was the age of wisdom"
# result: {"times": 2, "best": 1, "worst": 1, "age": 1, "wisdom": 1}
# stdout: "times     ##\nbest      #\n"
from collections import Counter

STOPWORDS = {"it", "was", "the", "of"}


def main(text: str):
    words = [w.strip(",.").lower() for w in text.split()]
    counts = Counter(w for w in words if w not in STOPWORDS)
    for word, n in counts.most_common(2):
        print(f"{word:10}{'#' * n}")
    return dict(counts.most_common())

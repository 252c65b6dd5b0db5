# result: {"ann": ["5D", "7H", "8C", "QD", "QS"], "bob": ["3H", "4H", "9D", "AD", "KS"], "left": 42, "die": [2, 1, 6, 2, 1, 3]}
import random


def main():
    random.seed(2024)
    deck = [f"{rank}{suit}" for suit in "SHDC" for rank in "A23456789TJQK"]
    random.shuffle(deck)
    hands = {name: sorted(deck.pop() for _ in range(5)) for name in ("ann", "bob")}
    return {**hands, "left": len(deck), "die": [random.randint(1, 6) for _ in range(6)]}

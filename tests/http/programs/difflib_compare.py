# result: {"diff": ["--- before", "+++ after", "@@ -1,2 +1,2 @@", "-def add(a, b):", "-    return a + b", "+def add(a, b, c=0):", "+    return a + b + c"], "ratio": 0.9091, "close": ["apple", "ape"]}
import difflib


def main():
    before = "def add(a, b):\n    return a + b\n".splitlines()
    after = "def add(a, b, c=0):\n    return a + b + c\n".splitlines()
    diff = list(difflib.unified_diff(before, after, "before", "after", lineterm=""))
    ratio = difflib.SequenceMatcher(None, "colour", "color").ratio()
    return {"diff": diff, "ratio": round(ratio, 4), "close": difflib.get_close_matches("appel", ["ape", "apple", "peach"])}

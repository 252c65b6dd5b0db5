# python: 3.12
# result: {"joined": "   'Ann',    'Bob'", "same_quotes": "1", "newline": "ann\nbob", "multi": "6 in all"}
def main():
    names = ["ann", "bob"]
    table = {"a": 1}
    return {
        "joined": f"{", ".join(f"{name.title()!r:>8}" for name in names)}",
        "same_quotes": f"{table["a"]}",
        "newline": f"{"\n".join(names)}",
        "multi": f"{
            sum(
                [1, 2, 3]  # a comment inside
            )
        } in all",
    }

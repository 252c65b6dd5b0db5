# result: {"count": 4, "eight": 92, "first": [1, 3, 5, 0, 2, 4]}
# stdout: ".Q....\n...Q..\n.....Q\nQ.....\n..Q...\n....Q.\n"
def solve(n, row=0, columns=(), found=None):
    """All ways to place n queens so that none attacks another."""
    found = [] if found is None else found
    if row == n:
        found.append(columns)
        return found
    for column in range(n):
        if all(column != c and abs(column - c) != row - r for r, c in enumerate(columns)):
            solve(n, row + 1, columns + (column,), found)
    return found


def main():
    solutions = solve(6)
    for queen in solutions[0]:
        print("." * queen + "Q" + "." * (5 - queen))
    return {"count": len(solutions), "eight": len(solve(8)), "first": solutions[0]}

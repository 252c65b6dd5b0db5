# input: [3, -1, 4, -1, 5, -9, 2, 6]
# result: {"roots": [1.732, 2.0, 2.236, 2.449], "flat": [1, 3, 3, 9], "transposed": [[1, 2, 3], [2, 4, 6], [3, 6, 9]], "squares": {"1": 1, "2": 4, "3": 9, "4": 16, "5": 25, "6": 36, "9": 81}, "ends": [-9, 6, 6], "any": true}
def main(numbers):
    roots = [root for n in numbers if n > 0 and (root := n**0.5) > 1.5]
    matrix = [[r * c for c in range(1, 4)] for r in range(1, 4)]
    first, *middle, last = sorted(numbers)
    return {
        "roots": [round(r, 3) for r in roots],
        "flat": [cell for row in matrix for cell in row if cell % 2],
        "transposed": list(zip(*matrix)),
        "squares": {str(n): n * n for n in {abs(n) for n in numbers}},
        "ends": [first, last, len(middle)],
        "any": any(n < -5 for n in numbers),
    }

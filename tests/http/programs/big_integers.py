# input: {"n": 98765432109876543210987654321}
# result: {"n": 98765432109876543210987654321, "square": 9754610579850632525872580399356500533456774881877789971041, "factorial": 265252859812191058636308480000000, "comb": 100891344545564193334812497256, "gcd": 1, "power": 20790871510721314550227531569}
from math import comb, factorial, gcd


def main(input):
    n = input["n"]
    return {"n": n, "square": n * n, "factorial": factorial(30), "comb": comb(100, 50), "gcd": gcd(n, 2**64), "power": pow(3, 1000, n)}

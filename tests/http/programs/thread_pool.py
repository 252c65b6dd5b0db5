# result: {"primes": {"1000000007": true, "1000000008": false, "1000036000099": false, "2147483647": true}, "squares": [0, 1, 4, 9, 16]}
from concurrent.futures import ThreadPoolExecutor, as_completed
import math


def is_prime(n: int) -> bool:
    return n > 1 and all(n % i for i in range(2, math.isqrt(n) + 1))


def main():
    numbers = [1_000_003 * 1_000_033, 2**31 - 1, 10**9 + 7, 10**9 + 8]
    with ThreadPoolExecutor(max_workers=4) as pool:
        futures = {pool.submit(is_prime, n): n for n in numbers}
        done = {str(futures[f]): f.result() for f in as_completed(futures)}
        squares = list(pool.map(lambda x: x * x, range(5)))
    return {"primes": dict(sorted(done.items())), "squares": squares}

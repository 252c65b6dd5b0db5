# input: ["4539 1488 0343 6467", "8273 1232 7352 0569", "79927398713", "12x4"]
# result: {"4539 1488 0343 6467": true, "8273 1232 7352 0569": false, "79927398713": true, "12x4": "invalid literal for int() with base 10: 'x'"}
def luhn(number: str) -> bool:
    digits = [int(d) for d in number.replace(" ", "")]
    odd, even = digits[-1::-2], digits[-2::-2]
    return (sum(odd) + sum(sum(divmod(2 * d, 10)) for d in even)) % 10 == 0


def main(input):
    results = {}
    for number in input:
        try:
            results[number] = luhn(number)
        except ValueError as error:
            results[number] = str(error)
    return results

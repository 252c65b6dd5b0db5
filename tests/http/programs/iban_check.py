# input: ["GB82 WEST 1234 5698 7654 32", "NO93 8601 1117 947", "DE00 1234"]
# result: [true, true, false]
import re


def valid_iban(text: str) -> bool:
    iban = re.sub(r"\s", "", text).upper()
    if not re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", iban):
        return False
    moved = iban[4:] + iban[:4]
    return int("".join(str(int(c, 36)) for c in moved)) % 97 == 1


def main(input):
    return [valid_iban(text) for text in input]

# input: {"text": "Hello, World!", "shift": 3}
# result: {"secret": "Khoor, Zruog!", "back": "Hello, World!"}
import string


def rotate(text, shift):
    lower, upper = string.ascii_lowercase, string.ascii_uppercase
    table = str.maketrans(lower + upper, lower[shift:] + lower[:shift] + upper[shift:] + upper[:shift])
    return text.translate(table)


def main(input):
    secret = rotate(input["text"], input["shift"])
    return {"secret": secret, "back": rotate(secret, -input["shift"] % 26)}

# result: {"name": "nobody", "rest": ""}
# stdout: "Name? "
import sys


def main():
    try:
        name = input("Name? ")
    except EOFError:
        name = "nobody"
    return {"name": name, "rest": sys.stdin.read()}

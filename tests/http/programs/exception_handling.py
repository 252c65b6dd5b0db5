# result: [12, "not a number", "int() argument must be a string", 1, "KeyError('b')"]
# stdout: "parsed '12'\nparsed 'x'\nparsed None\n"
def parse(text):
    try:
        value = int(text)
    except ValueError:
        return "not a number"
    except TypeError as error:
        return str(error).split(",")[0]
    else:
        return value
    finally:
        print("parsed", repr(text))


def main():
    results = [parse(x) for x in ("12", "x", None)]
    try:
        raise ExceptionGroup("several", [ValueError("a"), KeyError("b")])
    except* ValueError as group:
        results.append(len(group.exceptions))
    except* KeyError as group:
        results.append(repr(group.exceptions[0]))
    return results

# input: "Contact: ann@example.com, Bob <bob.b+x@mail.example.org>; tel +47 22 33 44 55 or (020) 7946-0958. Order #A-1023, #B-77."
# result: {"emails": ["ann@example.com", "bob.b+x@mail.example.org"], "orders": [{"series": "A", "number": "1023"}, {"series": "B", "number": "77"}], "digits_only": ["4722334455", "02079460958"], "masked": "Contact: a***, Bob <b***>; tel +"}
import re

EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+\w")
ORDER = re.compile(r"#(?P<series>[A-Z])-(?P<number>\d+)")


def main(text):
    return {
        "emails": EMAIL.findall(text),
        "orders": [m.groupdict() for m in ORDER.finditer(text)],
        "digits_only": [re.sub(r"\D", "", p) for p in re.findall(r"(?:\+|\()[\d ()-]{8,}\d", text)],
        "masked": EMAIL.sub(lambda m: m.group()[0] + "***", text)[:32],
    }

# input: {"customer": "Ann", "items": ["tea", "mug"], "total": 12.5}
# result: {"letter": "Dear Ann,\nthank you for ordering tea and mug.\nYou owe us $12.50.\n", "quoted": ["> Dear Ann,", "> thank you for ordering tea and mug.", "> You owe us $12.50."], "wrapped": ["The quick brown fox", "jumps over the lazy", "dog and runs away."]}
from string import Template
from textwrap import dedent, fill, indent

LETTER = Template(
    dedent(
        """\
        Dear $customer,
        thank you for ordering $items.
        You owe us $$${total}.
        """
    )
)


def main(input):
    letter = LETTER.substitute(customer=input["customer"], items=" and ".join(input["items"]), total=f"{input['total']:.2f}")
    quoted = indent(letter, "> ")
    wrapped = fill("The quick brown fox jumps over the lazy dog and runs away.", width=20)
    return {"letter": letter, "quoted": quoted.splitlines(), "wrapped": wrapped.split("\n")}

# input: "Straße, ÅNGSTRÖM, 東京 🗼, Zoë"
# result: {"folded": "strasse, angstrom, \u6771\u4eac \ud83d\uddfc, zoe", "length": 27, "names": ["TOKYO TOWER", "LATIN SMALL LETTER SHARP S"]}
# stdout: "\u2192 Stra\u00dfe, \u00c5NGSTR\u00d6M, \u6771\u4eac \ud83d\uddfc, Zo\u00eb\n"
import unicodedata


def main(text):
    folded = unicodedata.normalize("NFKD", text.casefold())
    ascii_only = "".join(c for c in folded if not unicodedata.combining(c))
    print("→", text)
    return {"folded": ascii_only, "length": len(text), "names": [unicodedata.name(c) for c in "🗼ß"]}

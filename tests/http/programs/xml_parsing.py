# input: "<catalog><book id='1' lang='en'><title>Solaris</title><price>9.50</price></book><book id='2'><title>R &amp; D</title></book></catalog>"
# result: {"books": [{"id": 1, "title": "Solaris", "price": 9.5}, {"id": 2, "title": "R & D", "price": 0.0}], "tail": "/book><note>a &lt; b</note></catalog>"}
# stdout: "parse error: no element found: line 1, column 6\n"
import xml.etree.ElementTree as ET


def main(input):
    root = ET.fromstring(input)
    books = [
        {"id": int(b.get("id")), "title": b.findtext("title"), "price": float(b.findtext("price", default="0"))}
        for b in root.iter("book")
    ]
    ET.SubElement(root, "note").text = "a < b"
    try:
        ET.fromstring("<open>")
    except ET.ParseError as error:
        print("parse error:", error)
    return {"books": books, "tail": ET.tostring(root, encoding="unicode")[-37:]}

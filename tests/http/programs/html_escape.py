# input: "<script>alert('x')</script> & more"
# result: {"escaped": "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt; &amp; more", "back": "<\u00e9\ud83d\ude80", "links": ["/a?x=1&y=2"], "text": ["See", "this", "and", "that"]}
import html
from html.parser import HTMLParser


class TextOnly(HTMLParser):
    def __init__(self):
        super().__init__()
        self.links, self.text = [], []

    def handle_starttag(self, tag, attrs):
        if tag == "a":
            self.links.append(dict(attrs).get("href"))

    def handle_data(self, data):
        if data.strip():
            self.text.append(data.strip())


def main(input):
    parser = TextOnly()
    parser.feed('<p>See <a href="/a?x=1&amp;y=2">this</a> and <b>that</b></p>')
    return {"escaped": html.escape(input), "back": html.unescape("&lt;&eacute;&#128640;"), "links": parser.links, "text": parser.text}

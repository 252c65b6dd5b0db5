# input: "https://example.com:8443/search/a%20b?q=caf%C3%A9&page=2&tag=x&tag=y#top"
# result: {"host": "example.com", "port": 8443, "query": {"q": ["caf\u00e9"], "page": ["2"], "tag": ["x", "y"]}, "next": "q=caf%C3%A9&page=3&tag=x&tag=y", "joined": "https://example.com:8443/img/\u00e4.png", "quoted": "%C3%A4%2Fb%20c"}
from urllib.parse import parse_qs, quote, urlencode, urljoin, urlsplit


def main(input):
    parts = urlsplit(input)
    query = parse_qs(parts.query)
    return {
        "host": parts.hostname,
        "port": parts.port,
        "query": query,
        "next": urlencode({**query, "page": int(query["page"][0]) + 1}, doseq=True),
        "joined": urljoin(input, "../img/ä.png"),
        "quoted": quote("ä/b c", safe=""),
    }

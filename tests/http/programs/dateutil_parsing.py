# input: ["2024-05-17", "17 May 2024 3:05 PM", "May 17, 2024", "not a date"]
# result: ["2024-05-17T00:00:00", "2024-05-17T15:05:00", "2024-05-17T00:00:00", "error: ParserError"]
import datetime

from dateutil import parser


def main(input):
    midnight = datetime.datetime(2000, 1, 1)
    results = []
    for text in input:
        try:
            results.append(parser.parse(text, default=midnight).isoformat())
        except (ValueError, OverflowError) as e:
            results.append(f"error: {type(e).__name__}")
    return results

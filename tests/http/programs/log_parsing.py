# input: "10.0.0.1 - - [05/Mar/2024:10:00:01 +0000] \"GET /a HTTP/1.1\" 200 512\n10.0.0.2 - - [05/Mar/2024:10:00:02 +0000] \"POST /b HTTP/1.1\" 500 31\nbroken line\n10.0.0.1 - - [05/Mar/2024:10:01:09 +0000] \"GET /a HTTP/1.1\" 404 0\n"
# result: {"statuses": {"200": 1, "500": 1, "404": 1}, "top_host": ["10.0.0.1", 2], "seconds": 68.0}
import re
import sys
from collections import Counter
from datetime import datetime

LINE = re.compile(r'(\S+) \S+ \S+ \[([^\]]+)\] "(\w+) (\S+) [^"]*" (\d{3}) (\d+)')


def main(input):
    statuses, hosts, times = Counter(), Counter(), []
    for number, line in enumerate(input.splitlines(), start=1):
        match = LINE.match(line)
        if not match:
            print(f"line {number} skipped: {line!r}", file=sys.stderr)
            continue
        host, when, _, _, status, _ = match.groups()
        statuses[status] += 1
        hosts[host] += 1
        times.append(datetime.strptime(when, "%d/%b/%Y:%H:%M:%S %z"))
    return {
        "statuses": dict(statuses),
        "top_host": hosts.most_common(1)[0],
        "seconds": (max(times) - min(times)).total_seconds(),
    }

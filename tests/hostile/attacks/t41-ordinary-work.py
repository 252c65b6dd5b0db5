"""No attack: what ordinary programs need, which confinement must not take away."""

import asyncio
import concurrent.futures
import datetime
import decimal
import io
import os
import re
import statistics
import tempfile
import threading
import zoneinfo

from toolbox.attempts import attempt_all


def linear_algebra():
    import numpy

    matrix = numpy.random.default_rng(1).random((300, 300))
    return numpy.allclose(numpy.linalg.inv(matrix) @ matrix, numpy.eye(300)) and len(numpy.fft.fft(matrix[0]))


def threads():
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        return sum(pool.map(lambda number: number * number, range(100))) == 328350


def event_loop():
    async def work():
        reader = asyncio.get_running_loop().run_in_executor(None, sum, range(10))
        return await asyncio.gather(asyncio.sleep(0.01, 1), reader)

    return asyncio.run(work()) == [1, 45]


def temporary_file():
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "a.txt")
        with open(path, "w", encoding="utf-8") as file:
            file.write("text")
        os.rename(path, path + "2")
        return os.listdir(folder) == ["a.txt2"]


def named_temporary_file():
    with tempfile.NamedTemporaryFile("w+") as file:
        file.write("text")
        file.seek(0)
        return file.read() == "text"


def tables():
    import pandas

    table = pandas.read_csv(io.StringIO("key,value\na,1\nb,2\na,3\n"))
    text = io.StringIO()
    table.groupby("key").value.sum().to_csv(text)
    return text.getvalue() == "key,value\na,4\nb,2\n" and table.merge(table, on="key").shape == (5, 3)


def zones():
    there = datetime.datetime(2024, 7, 1, tzinfo=zoneinfo.ZoneInfo("Europe/Berlin"))
    return there.utcoffset() == datetime.timedelta(hours=2)


def waiting():
    event = threading.Event()
    threading.Timer(0.01, event.set).start()
    return event.wait(5)


def database():
    import sqlite3

    connection = sqlite3.connect(":memory:")
    connection.execute("create table t (x)")
    connection.executemany("insert into t values (?)", [(number,) for number in range(100)])
    return connection.execute("select sum(x) from t").fetchone() == (4950,)


def secure_sockets_module():
    import ssl

    return len(ssl.RAND_bytes(16)) == 16 and ssl.create_default_context() is not None


def compressed():
    import bz2
    import gzip
    import lzma
    import zlib

    return all(tool.decompress(tool.compress(b"x" * 1000)) == b"x" * 1000 for tool in (bz2, gzip, lzma, zlib))


def working_folder():
    """Whatever it is, it can be asked for."""
    return os.getcwd() and os.path.isdir(os.getcwd())


def main(setup):
    ways = {
        "linear algebra": linear_algebra,
        "thread pool": threads,
        "event loop": event_loop,
        "waiting": waiting,
        "tables": tables,
        "time zones": zones,
        "database in memory": database,
        "ssl": secure_sockets_module,
        "compression": compressed,
        "regular expressions": lambda: re.findall(r"\w+", "a b c") == ["a", "b", "c"],
        "decimals": lambda: decimal.Decimal("0.1") * 3 == decimal.Decimal("0.3"),
        "statistics": lambda: statistics.stdev([1, 2, 3]) == 1,
        "working folder": working_folder,
        "temporary folder": temporary_file,
        "temporary file": named_temporary_file,
    }
    return attempt_all(setup, ways)

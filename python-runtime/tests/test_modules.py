"""modules.json against the Python at hand, and T62 and T41: what is allowed works in a worker."""

import importlib.util
import json
import sys
from typing import Any, Final

from tests.driver import WorkerTest
from tests.installation import MODULES_JSON

_MODULES: Final[dict[str, Any]] = json.loads(MODULES_JSON.read_text(encoding="utf-8"))
_ALLOWED: Final[list[str]] = _MODULES["standardLibrary"]
_REFUSED: Final[list[str]] = [name for names in _MODULES["refused"].values() for name in names]
# Of other operating systems: no Linux has them.
_ELSEWHERE: Final = {"msilib", "msvcrt", "nt", "winreg", "winsound", "_winapi"}

# One thing done with each package, and with those parts of the standard library that need something of the system.
_USES: Final = {
    "pandas": "pandas.DataFrame({'g': ['a', 'b', 'a'], 'x': [1, 2, 3]}).groupby('g')['x'].sum().tolist() == [4, 2]",
    "pandas csv": "pandas.read_csv(__import__('io').StringIO(pandas.DataFrame({'x': [1]}).to_csv()))['x'].sum() == 1",
    "pandas json": "pandas.read_json(__import__('io').StringIO('[{\"x\": 1}]'))['x'].sum() == 1",
    "pandas time zones": "str(pandas.Timestamp('2024-06-01', tz='Europe/Berlin')) == '2024-06-01 00:00:00+02:00'",
    "pandas merge": "len(pandas.DataFrame({'k': [1, 2]}).merge(pandas.DataFrame({'k': [2, 3]}), on='k')) == 1",
    "numpy": "abs(numpy.linalg.det(numpy.array([[1, 2], [3, 4]])) + 2) < 1e-9",
    "numpy products": "(lambda a: (a @ a).shape == (300, 300))(numpy.random.rand(300, 300))",
    "numpy fft": "numpy.fft.fft(numpy.ones(8))[0].real == 8",
    "dateutil": "__import__('dateutil.parser').parser.parse('1 June 2024').isoformat() == '2024-06-01T00:00:00'",
    "dateutil zones": "__import__('dateutil.tz').tz.gettz('UTC') is not None",
    "requests": "requests.Request('GET', 'https://example.com', params={'q': 1}).prepare().url == 'https://example.com/?q=1'",
    "sqlite3": "sqlite3.connect(':memory:').execute('select 6 * 7').fetchone() == (42,)",
    "zoneinfo": "str(zoneinfo.ZoneInfo('Asia/Tokyo')) == 'Asia/Tokyo' and len(zoneinfo.available_timezones()) > 400",
    "re": "re.findall(r'(\\w+)@', 'ada@x bob@y') == ['ada', 'bob']",
    "decimal": "str(decimal.Decimal('0.1') + decimal.Decimal('0.2')) == '0.3'",
    "statistics": "statistics.median([1, 3, 2]) == 2",
    "ssl": "len(ssl.create_default_context().get_ciphers()) > 0",
    "hashlib": "hashlib.sha256(b'').hexdigest()[:8] == 'e3b0c442'",
    "zlib": "zlib.decompress(zlib.compress(b'x' * 1000)) == b'x' * 1000",
    "lzma": "lzma.decompress(lzma.compress(b'x')) == b'x'",
    "bz2": "bz2.decompress(bz2.compress(b'x')) == b'x'",
    "platform": "platform.platform() != '' and platform.python_version() != ''",
    "os": "os.cpu_count() >= 1 and os.getpid() > 0 and os.urandom(4) != b''",
    "time": "time.sleep(0.001) is None and time.localtime().tm_year >= 2024",
    "getpass": "callable(getpass.getpass)",
    "locale": "locale.getlocale() is not None",
    "xml": "__import__('xml.etree.ElementTree').etree.ElementTree.fromstring('<a><b/></a>')[0].tag == 'b'",
    "logging": "logging.getLogger('x').warning('shown') is None",
    "email": "__import__('email.message').message.EmailMessage() is not None",
    "urllib": "__import__('urllib.parse').parse.urlsplit('https://a/b').path == '/b'",
    "mmap": "len(mmap.mmap(-1, 4096)) == 4096",
    "select": "select.epoll().close() is None",
    "uuid": "len({uuid.uuid1(), uuid.uuid4()}) == 2",
}


class ModulesFile(WorkerTest):
    def test_every_public_name_of_the_standard_library_is_either_allowed_or_refused(self) -> None:
        public = {name for name in sys.stdlib_module_names if not name.startswith("_")} - _ELSEWHERE
        self.assertEqual(sorted(public - {*_ALLOWED, *_REFUSED}), [], "missing in modules.json")

    def test_no_name_is_twice_there(self) -> None:
        names = [*_ALLOWED, *_REFUSED, *_MODULES["packages"]]
        self.assertEqual(len(names), len(set(names)))
        self.assertEqual(_ALLOWED, sorted(_ALLOWED))

    def test_every_allowed_module_that_this_python_has_imports_in_a_worker(self) -> None:
        there = [name for name in _ALLOWED if name == "__main__" or importlib.util.find_spec(name)]
        self.assertGreater(len(there), 150)
        source = """
            import importlib, io, sys, warnings
            def main(names):
                warnings.simplefilter("ignore")
                failures = {}
                for name in names:
                    try:
                        importlib.import_module(name)
                    except BaseException as error:
                        failures[name] = repr(error)
                return failures
        """
        self.assertEqual(self.value_of(source, json.dumps([*there, *_MODULES["packages"]]).encode()), {})


class Uses(WorkerTest):
    def test_packages_and_modules_do_one_thing(self) -> None:
        for name, expression in _USES.items():
            with self.subTest(name):
                self.assertIs(self.value_of(f"import {name.split()[0]}\ndef main(): return bool({expression})"), True)

    def test_threads_pools_and_locks(self) -> None:
        source = """
            import threading
            from concurrent.futures import ThreadPoolExecutor
            import numpy as np
            def main():
                lock, total = threading.Lock(), 0
                def add(n):
                    nonlocal total
                    with lock:
                        total += int(np.arange(n).sum())
                with ThreadPoolExecutor() as pool:
                    list(pool.map(add, range(100)))
                with ThreadPoolExecutor(60) as pool:
                    return [total, sum(pool.map(lambda n: n * n, range(1000)))]
        """
        self.assertEqual(self.value_of(source), [161700, 332833500])

    def test_asyncio(self) -> None:
        source = """
            import asyncio
            def main():
                async def work(n):
                    await asyncio.sleep(0.001)
                    return await asyncio.to_thread(lambda: n * 2)
                async def all_of_it():
                    queue = asyncio.Queue()
                    async with asyncio.TaskGroup() as group, asyncio.timeout(10):
                        tasks = [group.create_task(work(n)) for n in range(20)]
                    return [task.result() for task in tasks]
                return asyncio.run(all_of_it())
        """
        self.assertEqual(self.value_of(source), [n * 2 for n in range(20)])

    def test_files_of_the_host_are_out_of_reach(self) -> None:
        source = """
            import errno
            def main(paths):
                answers = []
                for path in paths:
                    try:
                        open(path, "rb").close()
                        answers.append("opened")
                    except OSError as error:
                        answers.append(errno.errorcode[error.errno])
                return answers
        """
        paths = [
            "/etc/passwd",
            "/etc/hostname",
            "/proc/self/environ",
            "/proc/1/environ",
            "/root",
            "/dev/kmsg",
            "/sys/kernel",
            __file__,
        ]
        if "landlock" not in self.layers():
            self.skipTest("this kernel has no Landlock, and nothing else holds the files here")
        self.assertLessEqual(set(self.value_of(source, json.dumps(paths).encode())), {"EACCES", "ENOENT"})

    def layers(self) -> list[str]:
        end = self.zygote.spawn()
        end.close()
        return end.layers

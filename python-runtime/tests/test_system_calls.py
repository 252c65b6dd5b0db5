"""Attacks of T4 to T6, T10 to T13, T20 to T22, T29 to T31, T40, T42 and T52 from inside a real worker.

Every call has arguments that could do no harm if it were let through: wrong pointers, no descriptor, the caller itself.
"""

import unittest
from typing import Any, Final

from lockdown import landlock
from lockdown.kernel import MACHINE
from tests import kernel_headers
from tests.driver import WorkerTest
from tests.test_filter import FORBIDDEN

_PROBE: Final = """
import ctypes, errno

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long

def call(number, *words):
    ctypes.set_errno(0)
    result = libc.syscall(ctypes.c_long(number), *(ctypes.c_long(word) for word in words))
    return errno.errorcode[ctypes.get_errno()] if result == -1 else "done"
"""


class SystemCalls(WorkerTest):
    def test_what_is_forbidden_fails_for_a_script(self) -> None:
        headers = kernel_headers.numbers(MACHINE)
        if headers is None:
            self.skipTest(f"no kernel headers for {MACHINE} here")
        numbers = {name: headers[name] for name in FORBIDDEN if name in headers}
        answers = self.value_of(
            f"{_PROBE}\ndef main(numbers): return {{name: call(n, *[-1] * 6) for name, n in numbers.items()}}",
            repr(numbers).replace("'", '"').encode(),
        )
        self.assertEqual(answers, dict.fromkeys(numbers, "EPERM"))

    def test_calls_newer_than_the_kernel_knows_fail(self) -> None:
        answers = self.value_of(
            f"{_PROBE}\ndef main():\n    return sorted({{call(number, -1, -1, -1) for number in range(462, 700)}})"
        )
        self.assertEqual(answers, ["EPERM"])

    def test_io_uring_and_the_new_mount_api_seem_not_to_exist(self) -> None:
        answers = self.value_of(
            f"{_PROBE}\ndef main(): return [call(number, -1, -1) for number in (*range(425, 434), 437, 442)]"
        )
        self.assertEqual(set(answers), {"ENOSYS"})

    def check(self, attempts: dict[str, str], imports: str) -> None:
        """Each attempt is an expression; the value is the error's name that it has to fail with."""
        source = f"import {imports}\nimport errno\nATTEMPTS = {list(attempts)!r}\n" + (
            "def attempt(text):\n"
            "    try:\n"
            "        return f'it gave {eval(text)!r}'\n"
            "    except OSError as error:\n"
            "        return errno.errorcode[error.errno]\n"
            "def main():\n"
            "    return {text: attempt(text) for text in ATTEMPTS}\n"
        )
        self.assertEqual(self.value_of(source), attempts)

    def test_no_socket_of_any_family(self) -> None:
        families = ("INET", "INET6", "UNIX", "NETLINK", "PACKET", "VSOCK", "ALG")
        attempts = {f"socket.socket(socket.AF_{family})": "EPERM" for family in families}
        attempts |= {
            "socket.socket(15, 3)": "EPERM",  # AF_KEY
            "socket.socket(socket.AF_INET, socket.SOCK_RAW)": "EPERM",
            "socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)": "EPERM",
            "socket.create_connection(('127.0.0.1', 1))": "EPERM",
            "socket.create_connection(('169.254.169.254', 80))": "EPERM",
            "socket.socketpair()[0].sendto(b'x', b'\\0abstract')": "EPERM",
            "socket.socketpair()[0].send(b'x', socket.MSG_OOB)": "EPERM",
            "socket.socketpair()[0].sendmsg([b'x'])": "EPERM",
            "socket.socketpair()[0].recvmsg(1)": "EPERM",
        }
        self.check(attempts, "socket")

    def test_no_process_and_no_signal_to_another(self) -> None:
        attempts = {
            "os.fork()": "EAGAIN",
            "os.execv('/bin/true', ['true'])": "EPERM",
            "os.posix_spawn('/bin/true', ['true'], {})": "EAGAIN",
            "subprocess.run(['/bin/true'])": "EAGAIN",
            "multiprocessing.get_context('fork').Process(target=print).start()": "EAGAIN",
            "os.kill(os.getppid(), 0)": "EPERM",
            "os.kill(1, 0)": "EPERM",
            "os.kill(-1, 0)": "EPERM",
            "os.kill(os.getpid(), 0)": "EPERM",
            "os.killpg(0, 0)": "EPERM",
            "os.pidfd_open(os.getpid())": "EPERM",
            "os.setsid()": "EPERM",
            "os.setpgid(0, 0)": "EPERM",
            "os.sched_setaffinity(0, {0})": "EPERM",
            "os.nice(1)": "EPERM",
            "resource.prlimit(os.getppid(), resource.RLIMIT_CPU)": "EPERM",
        }
        self.check(attempts, "os, subprocess, multiprocessing, resource")

    def test_no_privilege(self) -> None:
        attempts = {
            "os.setuid(os.getuid())": "EPERM",
            "os.setresuid(-1, -1, -1)": "EPERM",
            "os.setgroups([])": "EPERM",
            "os.chroot('/')": "EPERM",
            "time.clock_settime(time.CLOCK_REALTIME, -1)": "EPERM",
            "socket.sethostname('x')": "EPERM",
            "os.chmod('/', 0o755)": "EPERM",
            "os.chown('/', -1, -1)": "EPERM",
            "os.mkfifo('/tmp/runtime-test')": "EPERM",
            "os.symlink('x', '/tmp/runtime-test')": "EPERM",
            "os.memfd_create('x')": "EPERM",
            "os.listxattr('/')": "EPERM",
            "os.splice(0, 1, 1)": "EPERM",
            "fcntl.flock(0, fcntl.LOCK_SH)": "EPERM",
            "fcntl.lockf(1, fcntl.LOCK_EX)": "EPERM",
            "fcntl.fcntl(1, fcntl.F_SETOWN, 0)": "EPERM",
            "fcntl.fcntl(1, fcntl.F_SETSIG, 0)": "EPERM",
            "fcntl.ioctl(1, 0x5412, b'x')": "EPERM",
        }
        self.check(attempts, "os, time, socket, fcntl")

    @unittest.skipUnless(landlock.abi(), "this kernel has no Landlock, which holds the files here")
    def test_no_shared_memory(self) -> None:
        attempts = {
            "shared_memory.SharedMemory('runtime-test', create=True, size=1)": "EACCES",
            "open('/dev/shm/runtime-test', 'x')": "EACCES",
        }
        self.check(attempts, "multiprocessing.shared_memory as shared_memory")

    def test_only_descriptors_0_to_3_are_open(self) -> None:
        source = """
            import os, stat
            def kind(number):
                mode = os.fstat(number).st_mode
                return "pipe" if stat.S_ISFIFO(mode) else "socket" if stat.S_ISSOCK(mode) else oct(mode)
            def is_open(number):
                try:
                    os.fstat(number)
                except OSError:
                    return False
                return True
            def main():
                return [[number, kind(number)] for number in range(4096) if is_open(number)]
        """
        self.assertEqual(self.value_of(source), [[0, "pipe"], [1, "socket"], [2, "socket"], [3, "socket"]])

    def test_a_refused_call_in_a_thread_is_an_error_and_no_hang(self) -> None:
        source = """
            import os, threading
            answers = []
            def work():
                try:
                    os.kill(os.getpid(), 0)
                except PermissionError as error:
                    answers.append(str(error))
            def main():
                thread = threading.Thread(target=work)
                thread.start()
                thread.join()
                return answers
        """
        self.assertEqual(self.value_of(source), ["[Errno 1] Operation not permitted"])

    def test_a_thread_bomb_meets_a_limit(self) -> None:
        source = """
            import _thread, threading
            def main():
                release, started = _thread.allocate_lock(), 0
                release.acquire()
                try:
                    for started in range(10_000):
                        _thread.start_new_thread(release.acquire, ())
                except RuntimeError as error:
                    return [started, str(error)]
        """
        started, message = self.value_of(source)
        self.assertLess(started, 128)
        self.assertEqual(message, "can't start new thread")

    def test_limits_and_affinity_cannot_be_raised(self) -> None:
        source = """
            import resource
            def main():
                answers = {}
                for name in ("AS", "CPU", "FSIZE", "NOFILE", "CORE"):
                    limit = getattr(resource, f"RLIMIT_{name}")
                    soft, hard = resource.getrlimit(limit)
                    try:
                        resource.setrlimit(limit, (hard + 1, hard + 1))
                    except (ValueError, OSError) as error:
                        answers[name] = [soft == hard, str(error)]
                return answers
        """
        answers: dict[str, Any] = self.value_of(source)
        self.assertEqual(
            answers,
            dict.fromkeys(("AS", "CPU", "FSIZE", "NOFILE", "CORE"), [True, "not allowed to raise maximum limit"]),
        )

    @unittest.skipUnless(MACHINE == "x86_64", "32-bit and x32 calls exist on x86_64 only")
    def test_32_bit_and_x32_calls_end_the_process(self) -> None:
        run = self.zygote.run(f"{_PROBE}\ndef main():\n    return call(0x40000000 + 39)")
        self.assertEqual((run.kinds, run.signal), ("C", "SIGSYS"))
        # mov eax, 20 (getpid); int 0x80; ret
        source = """
            import ctypes, mmap
            def main():
                page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
                page.write(bytes.fromhex("b814000000cd80c3"))
                return ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))()
        """
        run = self.zygote.run(source)
        self.assertEqual(run.kinds, "C")
        self.assertIn(run.signal, ("SIGSYS", "SIGSEGV"))  # a kernel without 32-bit calls knows no int 0x80

"""The system-call filter as a program: assembled for both architectures and asked about every call."""

import errno
import struct
import unittest
from collections.abc import Mapping
from typing import Any, Final
from unittest import mock

from lockdown import bpf, seccomp, syscalls
from tests import bpf_machine, kernel_headers

MACHINES: Final = ("x86_64", "aarch64")
ALLOW: Final = 0x7FFF0000
KILL: Final = 0x80000000
OWN_PID: Final = 4711
HIGH: Final = 1 << 32

# Never allowed, whatever the arguments: what T5, T6, T10 to T13, T20 to T22, T29 to T31 and T52 try.
FORBIDDEN: Final = """
socket connect bind listen accept accept4 sendmsg sendmmsg recvmsg recvmmsg getsockopt setsockopt
fork vfork execve execveat kill tkill rt_sigqueueinfo rt_tgsigqueueinfo pidfd_open pidfd_getfd pidfd_send_signal
ptrace process_vm_readv process_vm_writev kcmp process_madvise process_mrelease
setuid setgid setreuid setregid setresuid setresgid setfsuid setfsgid setgroups capset capget setsid setpgid prctl
setrlimit unshare setns mount umount2 pivot_root chroot memfd_create memfd_secret userfaultfd bpf perf_event_open
keyctl add_key request_key shmget shmat shmctl semget semop semctl msgget msgsnd msgrcv mq_open mq_unlink
flock symlink symlinkat link linkat mknod mknodat chmod fchmod fchmodat chown fchown fchownat lchown
setxattr lsetxattr fsetxattr removexattr splice tee vmsplice sendfile copy_file_range name_to_handle_at
open_by_handle_at personality modify_ldt fanotify_init inotify_init1 clock_settime settimeofday adjtimex clock_adjtime
reboot swapon swapoff
sethostname setdomainname syslog acct quotactl init_module finit_module delete_module kexec_load ioperm iopl
timer_create setitimer alarm sched_setscheduler sched_setaffinity setpriority ioprio_set landlock_restrict_self seccomp
move_pages migrate_pages lookup_dcookie vhangup nfsservctl io_setup io_submit remap_file_pages pkey_mprotect
""".split()  # fmt: skip

_NEVER_ON_AARCH64: Final = """
access arch_prctl dup2 epoll_create epoll_wait getdents getpgrp lstat mkdir open pipe poll readlink rename rmdir select
stat time unlink
"""


def program(machine: str, scratch: bool = False, pid: int = OWN_PID) -> bytes:
    with (
        mock.patch.object(seccomp, "MACHINE", machine),
        mock.patch.object(seccomp, "_template", seccomp._template.__wrapped__),
    ):
        return seccomp._program(scratch, pid)


def verdict(machine: str, name: str, *arguments: int, scratch: bool = False) -> int:
    number = syscalls.NUMBERS[machine][name]
    return bpf_machine.run(program(machine, scratch), syscalls.AUDIT_ARCH[machine], number, arguments)


class Program(unittest.TestCase):
    def test_the_kernel_takes_its_length(self) -> None:
        for machine in MACHINES:
            for scratch in (False, True):
                self.assertLessEqual(len(program(machine, scratch)) // bpf_machine.INSTRUCTION_BYTES, 4096)

    def test_the_own_pid_is_filled_in_at_two_operands_and_nowhere_else(self) -> None:
        mark = struct.pack("<I", seccomp._PID_MARK)
        for machine in MACHINES:
            template = program(machine, pid=seccomp._PID_MARK)
            places = [at for at in range(len(template)) if template.startswith(mark, at)]
            self.assertEqual([at % bpf_machine.INSTRUCTION_BYTES for at in places], [4, 4])
            for pid in (1, 2, 15, 0x7FFF0000, 4194304):
                filled = program(machine, pid=pid)
                changed = {at // 8 for at, (a, b) in enumerate(zip(template, filled, strict=True)) if a != b}
                self.assertLessEqual(changed, {at // 8 for at in places})

    def test_another_architecture_ends_the_process(self) -> None:
        for machine in MACHINES:
            for arch in (0x40000003, 0x40000028, 0, *syscalls.AUDIT_ARCH.values()):
                if arch != syscalls.AUDIT_ARCH[machine]:
                    self.assertEqual(bpf_machine.run(program(machine), arch, 0), KILL)

    def test_x32_ends_the_process(self) -> None:
        for number in (0x40000000, 0x40000001, 0x7FFFFFFF, -1):
            self.assertEqual(bpf_machine.run(program("x86_64"), syscalls.AUDIT_ARCH["x86_64"], number), KILL)

    def test_a_jump_too_long_for_its_byte_is_refused(self) -> None:
        with self.assertRaisesRegex(ValueError, "255"):
            bpf.assemble(bpf.when_equal(1, [bpf.verdict(bpf.ALLOW)] * 256))


class Verdicts(unittest.TestCase):
    def test_every_number_is_allowed_conditional_missing_or_refused(self) -> None:
        for machine in MACHINES:
            numbers = syscalls.NUMBERS[machine]
            conditional = {numbers[name] for name in syscalls.CONDITIONAL}
            missing = {numbers[name] for name in syscalls.PRETEND_MISSING} | {numbers["clone3"]}
            for scratch in (False, True):
                allowed = set(syscalls.allowed(machine, scratch))
                code = program(machine, scratch)
                for number in set(range(1000)) - conditional | missing:
                    expected = (
                        ALLOW if number in allowed else bpf.refuse(errno.ENOSYS if number in missing else errno.EPERM)
                    )
                    self.assertEqual(
                        bpf_machine.run(code, syscalls.AUDIT_ARCH[machine], number), expected, (machine, number)
                    )

    def test_what_is_dangerous_is_on_no_list(self) -> None:
        lists = {*syscalls._ALWAYS.split(), *syscalls._WITH_SCRATCH.split(), *syscalls.CONDITIONAL}
        self.assertEqual(lists & {*FORBIDDEN, *syscalls.PRETEND_MISSING}, set())
        for machine in MACHINES:
            headers = kernel_headers.numbers(machine) or {}
            for name in FORBIDDEN:
                if name in headers:
                    result = bpf_machine.run(program(machine, True), syscalls.AUDIT_ARCH[machine], headers[name])
                    self.assertEqual(result, bpf.refuse(errno.EPERM), (machine, name))

    def test_files_are_changed_with_a_scratch_folder_only(self) -> None:
        for machine in MACHINES:
            for name in ("ftruncate", "mkdirat", "unlinkat", "renameat2"):
                self.assertEqual(verdict(machine, name), bpf.refuse(), name)
                self.assertEqual(verdict(machine, name, scratch=True), ALLOW, name)

    def test_every_name_has_a_number(self) -> None:
        """On aarch64 less those calls that it never had."""
        names = {
            *syscalls._ALWAYS.split(),
            *syscalls._WITH_SCRATCH.split(),
            *syscalls.CONDITIONAL,
            *syscalls.PRETEND_MISSING,
        }
        self.assertEqual(names ^ syscalls.NUMBERS["x86_64"].keys(), set())
        self.assertEqual(
            names ^ syscalls.NUMBERS["aarch64"].keys(),
            set(_NEVER_ON_AARCH64.split()),
        )

    def test_numbers_are_those_of_the_kernels_headers(self) -> None:
        for machine in MACHINES:
            with self.subTest(machine):
                headers = kernel_headers.numbers(machine)
                if headers is None:
                    self.skipTest(f"no kernel headers for {machine} here")
                known = {name: headers[name] for name in syscalls.NUMBERS[machine] if name in headers}
                self.assertEqual({name: syscalls.NUMBERS[machine][name] for name in known}, known)
                self.assertGreater(len(known), 80)


class Conditions(unittest.TestCase):
    def check(self, name: str, cases: Mapping[Any, int]) -> None:
        """`cases` is arguments → verdict."""
        for machine in MACHINES:
            for arguments, expected in cases.items():
                with self.subTest(machine=machine, call=name, arguments=[hex(word) for word in arguments]):
                    self.assertEqual(verdict(machine, name, *arguments), expected)

    def test_clone_makes_threads_only(self) -> None:
        thread = 0x3D0F00  # what glibc's pthread_create asks for
        again = bpf.refuse(errno.EAGAIN)
        cases = {(thread,): ALLOW, (17,): again, (0,): again, (0x4111,): again, (0x100,): again, (0x10000,): again}
        namespaces = (0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000)
        self.check("clone", cases | {(thread | bit,): again for bit in namespaces})

    def test_signals_and_limits_of_the_own_process_only(self) -> None:
        no = bpf.refuse()
        self.check("tgkill", {(OWN_PID, 1, 9): ALLOW, (1, 1, 9): no, (0,): no, (-1,): no, (OWN_PID + 1,): no})
        self.check("prlimit64", {(OWN_PID, 7): ALLOW, (0, 7): ALLOW, (1, 7): no, (OWN_PID - 1, 7): no})

    def test_fcntl_neither_locks_nor_notifies(self) -> None:
        cases = {(0, command): ALLOW for command in (0, 1, 2, 3, 4, 1030)}
        # GETLK SETLK SETLKW SETOWN GETOWN SETSIG SETOWN_EX OFD_SETLK SETLEASE NOTIFY SETPIPE_SZ ADD_SEALS
        refused = (5, 6, 7, 8, 9, 10, 15, 37, 1024, 1026, 1031, 1033)
        self.check("fcntl", cases | {(0, command): bpf.refuse() for command in refused})

    def test_ioctl_asks_about_the_descriptor_and_no_device(self) -> None:
        cases = {(0, request): ALLOW for request in (0x5401, 0x541B, 0x5421, 0x5450, 0x5451)}
        # TIOCSTI TIOCLINUX FIOSETOWN FIOASYNC SIOCGIFCONF TIOCSCTTY
        refused = (0x5412, 0x541C, 0x8901, 0x5452, 0x8912, 0x540E)
        self.check("ioctl", cases | {(0, request): bpf.refuse() for request in refused})

    def test_socketpair_gives_unix_streams_only(self) -> None:
        cases = {(1, kind): ALLOW for kind in (1, 1 | 0o4000, 1 | 0o2000000, 1 | 0o2004000)}
        cases |= {(1, kind): bpf.refuse() for kind in (2, 3, 5, 2 | 0o4000, 1 | 0x100000)}
        self.check("socketpair", cases | {(family, 1): bpf.refuse() for family in (0, 2, 10, 16, 38, 40)})

    def test_sendto_has_no_address_and_no_urgent_byte(self) -> None:
        cases = {(3, 0, 1, flags, 0, 0): ALLOW for flags in (0, 0x40, 0x4000)}
        cases |= {(3, 0, 1, flags, 0, 0): bpf.refuse() for flags in (1, 0x41, 0xFFFFFFFF)}
        addresses = (1, 0x7F0000000000, HIGH, (1 << 64) - 1)
        self.check("sendto", cases | {(3, 0, 1, 0, address, 0): bpf.refuse() for address in addresses})

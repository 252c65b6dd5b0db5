"""Talks to Unix sockets of the machine: named and abstract ones, streams and datagrams, the service's own."""

import ctypes
import socket
import struct

from toolbox.attempts import attempt_all
from toolbox.kernel import LIBC, syscall

AF_UNIX = 1
MSG_OOB = 1


def unix_address(name):
    path = f"\0{name[1:]}" if name.startswith("@") else name
    return struct.pack("H", AF_UNIX) + path.encode() + (b"" if name.startswith("@") else b"\0")


def main(setup):
    stream, datagram = setup["pathSocket"], setup["pathDatagram"]
    abstract, abstract_datagram = f"@{setup['abstractSocket']}", f"@{setup['abstractDatagram']}"

    def connect(name):
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(2)
            connection.connect(f"\0{name[1:]}" if name.startswith("@") else name)
            return connection.recv(100)

    def send_from_pair(name, kind=socket.SOCK_DGRAM, flags=0):
        """socketpair(2) gives a socket where socket(2) does not; a datagram finds its way by its address."""
        pair = (ctypes.c_int * 2)()
        if LIBC.socketpair(AF_UNIX, int(kind), 0, pair) != 0:
            code = ctypes.get_errno()
            raise OSError(code, "socketpair")
        raw = unix_address(name)
        return syscall("sendto", pair[0], b"hello", 5, flags, raw, len(raw))

    def send_out_of_band():
        one, _ = socket.socketpair()
        return one.send(b"!", socket.MSG_OOB)

    def send_message(name):
        one, _ = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        return one.sendmsg([b"hello"], [], 0, f"\0{name[1:]}" if name.startswith("@") else name)

    def pass_descriptor():
        """A descriptor handed over a stream socket that is there already."""
        one, other = socket.socketpair()
        rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, struct.pack("i", 0))]
        one.sendmsg([b"x"], rights)
        return other.recvmsg(1, 100)[1]

    return attempt_all(
        setup,
        {
            "named stream": lambda: connect(stream),
            "abstract stream": lambda: connect(abstract),
            "the service's socket for workers": lambda: connect(setup["workersSocket"]),
            "datagram to a name": lambda: send_from_pair(datagram),
            "datagram to an abstract name": lambda: send_from_pair(abstract_datagram),
            "message to a name": lambda: send_message(datagram),
            "message to an abstract name": lambda: send_message(abstract_datagram),
            "raw socketpair to a name": lambda: send_from_pair(datagram, socket.SOCK_RAW),
            "out of band": send_out_of_band,
            "passing a descriptor": pass_descriptor,
        },
    )

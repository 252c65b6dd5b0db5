"""Opens a socket of every family that has let people out of sandboxes."""

import errno
import socket

from toolbox.attempts import Absent, attempt_all

FAMILIES = {
    "UNIX": (1, 1, 0),
    "UNIX datagram": (1, 2, 0),
    "INET": (2, 1, 0),
    "INET UDP": (2, 2, 0),
    "INET6": (10, 1, 0),
    "ICMP": (2, 2, 1),
    "RAW": (2, 3, 1),
    "RAW6": (10, 3, 58),
    "NETLINK route": (16, 3, 0),
    "NETLINK audit": (16, 3, 9),
    "NETLINK crypto": (16, 3, 21),
    "PACKET": (17, 3, 0),
    "KEY": (15, 3, 2),
    "ALG": (38, 5, 0),
    "VSOCK": (40, 1, 0),
    "XDP": (44, 3, 0),
    "TIPC": (30, 1, 0),
    "RDS": (21, 5, 0),
    "SMC": (43, 1, 0),
    "CAN": (29, 3, 1),
    "BLUETOOTH": (31, 3, 1),
    "QIPCRTR": (42, 2, 0),
    "PPPOX": (24, 1, 0),
    "MCTP": (45, 2, 0),
}
MISSING = (errno.EAFNOSUPPORT, errno.EPROTONOSUPPORT, errno.ESOCKTNOSUPPORT, errno.ENOPROTOOPT)


def main(setup):
    def make(family, kind, protocol):
        try:
            with socket.socket(family, kind, protocol) as made:
                return f"descriptor {made.fileno()}"
        except OSError as error:
            if error.errno in MISSING:
                raise Absent(str(error)) from None
            raise

    return attempt_all(setup, {name: (lambda words=words: make(*words)) for name, words in FAMILIES.items()})

"""Asks for the metadata server by its other names: IPv6, mapped, decimal, octal, hexadecimal, through the name server."""

import socket
import struct

from toolbox.attempts import Absent, attempt_all


def main(setup):
    own_network = setup["ownNetwork"]
    address, port = setup["metadata"]["address"], setup["metadata"]["port"]
    number = struct.unpack("!I", socket.inet_aton(address))[0]
    parts = address.split(".")

    def ask(name, family=socket.AF_UNSPEC):
        info = socket.getaddrinfo(name, port, family, socket.SOCK_STREAM)[0]
        with socket.socket(info[0], socket.SOCK_STREAM) as connection:
            connection.settimeout(2)
            connection.connect(info[4])
            connection.sendall(b"GET / HTTP/1.1\r\nMetadata-Flavor: Google\r\n\r\n")
            return connection.recv(4096)

    def ask6():
        target = setup["metadata6"]
        with socket.create_connection((target["address"], target["port"]), timeout=2) as connection:
            connection.sendall(b"GET / HTTP/1.1\r\n\r\n")
            return connection.recv(4096)

    def name_server():
        query = b"\0\1\1\0\0\1\0\0\0\0\0\0\x08metadata\x06google\x08internal\0\0\1\0\1"
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams:
            datagrams.settimeout(2)
            datagrams.sendto(query, (setup["dns"]["address"], setup["dns"]["port"]))
            return datagrams.recv(4096)

    def resolver():
        if not own_network:
            raise Absent("a resolver's query could leave the machine: there is no network of the test's own")
        return socket.gethostbyname("metadata.google.internal")

    ways = {
        "IPv6": ask6,
        "mapped": lambda: ask(f"::ffff:{address}", socket.AF_INET6),
        "decimal": lambda: ask(str(number)),
        "hexadecimal": lambda: ask(hex(number)),
        "octal": lambda: ask(".".join(f"0{int(part):o}" for part in parts)),
        "short": lambda: ask(f"{parts[0]}.{number & 0xFFFFFF}"),
        "name server": name_server,
        "resolver": resolver,
    }
    return attempt_all(setup, ways)

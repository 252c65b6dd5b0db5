"""The neighbourhood of an attack: a network namespace of its own with listeners to be reached, then the command in it.

Usage: surroundings.py CONFIG COMMAND…, where CONFIG is JSON: {"folder": …, "namespace": "net" | "user" | "none"}.
Nothing that is sent here leaves the machine: the namespace has a loopback device and no other. Where none can be made,
every address below is one of 127.0.0.0/8. The command finds the addresses in the variable SURROUNDINGS, and every
contact is a line in `contacts` in the folder.
"""

import ctypes
import json
import os
import selectors
import signal
import socket
import struct
import sys

CLONE_NEWUSER = 0x10000000
CLONE_NEWNET = 0x40000000
PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36

RTM_NEWLINK, RTM_NEWADDR, NLM_F_REQUEST_ACK, NLM_F_CREATE = 16, 20, 5, 0x400
IFA_ADDRESS, IFA_LOCAL, IFF_UP = 1, 2, 1
IFA_F_NODAD = 2  # Else an address of IPv6 cannot be bound before the kernel has looked for another owner of it.

METADATA = "169.254.169.254"
METADATA6 = "fd00:ec2::254"
TOKEN = b'{"access_token": "canary-token", "expires_in": 3599}'

libc = ctypes.CDLL(None, use_errno=True)


def enter_namespace(kind):
    """An empty network; as an ordinary user only within a user namespace, where that user stays who he is."""
    uid, gid = os.geteuid(), os.getegid()
    flags = {"net": CLONE_NEWNET, "user": CLONE_NEWUSER | CLONE_NEWNET}[kind]
    if libc.unshare(flags) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    if kind == "user":
        for name, line in (("setgroups", "deny"), ("uid_map", f"{uid} {uid} 1"), ("gid_map", f"{gid} {gid} 1")):
            with open(f"/proc/self/{name}", "w", encoding="ascii") as file:
                file.write(line)


def ask_kernel(kind, flags, body):
    """One request to the kernel's network configuration (rtnetlink(7)); the tool `ip` need not be there."""
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0) as channel:
        channel.bind((0, 0))
        header = struct.pack("=IHHII", 16 + len(body), kind, flags | NLM_F_REQUEST_ACK, 1, 0)
        channel.send(header + body)
        error = struct.unpack_from("=i", channel.recv(65536), 16)[0]
    if error:
        raise OSError(-error, "rtnetlink")


def prepare_loopback():
    """Bring it up, and give it the addresses of a cloud's metadata server."""
    device = socket.if_nametoindex("lo")
    ask_kernel(RTM_NEWLINK, 0, struct.pack("=BBHiII", 0, 0, 0, device, IFF_UP, IFF_UP))
    for family, address, prefix in ((socket.AF_INET, METADATA, 32), (socket.AF_INET6, METADATA6, 128)):
        raw = socket.inet_pton(family, address)
        attributes = b"".join(struct.pack("=HH", 4 + len(raw), kind) + raw for kind in (IFA_LOCAL, IFA_ADDRESS))
        ask_kernel(RTM_NEWADDR, NLM_F_CREATE, struct.pack("=BBBBI", family, prefix, IFA_F_NODAD, 0, device) + attributes)


def bind(family, kind, address):
    listener = socket.socket(family, kind)
    if family == socket.AF_INET6:
        listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    if family != socket.AF_UNIX:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(address)
    if kind == socket.SOCK_STREAM:
        listener.listen(64)
    return listener


def open_listeners(folder, own_network):
    """Name → listener, and what an attack has to know of them."""
    v4, v6 = (METADATA, METADATA6) if own_network else ("127.0.0.1", "::1")
    http, dns = (80, 53) if own_network else (0, 0)
    stream, datagram = socket.SOCK_STREAM, socket.SOCK_DGRAM
    abstract = f"hostile-{os.getpid()}"
    listeners = {
        "metadata": bind(socket.AF_INET, stream, (v4, http)),
        "metadata6": bind(socket.AF_INET6, stream, (v6, http)),
        "dns": bind(socket.AF_INET, datagram, (v4, dns)),
        "server": bind(socket.AF_INET, stream, ("127.0.0.1", 0)),
        "abstract": bind(socket.AF_UNIX, stream, f"\0{abstract}"),
        "abstractDatagram": bind(socket.AF_UNIX, datagram, f"\0{abstract}-datagram"),
        "path": bind(socket.AF_UNIX, stream, f"{folder}/stream.sock"),
        "pathDatagram": bind(socket.AF_UNIX, datagram, f"{folder}/datagram.sock"),
    }
    server_port = listeners["server"].getsockname()[1]
    listeners["server6"] = bind(socket.AF_INET6, stream, ("::1", server_port))
    for name in ("stream.sock", "datagram.sock"):
        os.chmod(f"{folder}/{name}", 0o777)
    known = {
        "metadata": {"address": v4, "port": listeners["metadata"].getsockname()[1]},
        "metadata6": {"address": v6, "port": listeners["metadata6"].getsockname()[1]},
        "dns": {"address": v4, "port": listeners["dns"].getsockname()[1]},
        "serverPort": server_port,
        "abstractSocket": abstract,
        "abstractDatagram": f"{abstract}-datagram",
        "pathSocket": f"{folder}/stream.sock",
        "pathDatagram": f"{folder}/datagram.sock",
    }
    return listeners, known


def serve(listeners, contacts):
    """Write down who comes, and answer everybody as a metadata server, a name server or this service would."""
    selector = selectors.DefaultSelector()
    for name, listener in listeners.items():
        selector.register(listener, selectors.EVENT_READ, name)
    while True:
        for key, _ in selector.select():
            os.write(contacts, f"{key.data}\n".encode())
            try:
                answer(key.fileobj)
            except OSError:
                pass  # It came, which is what matters, and was gone before the answer.


def answer(listener):
    if listener.type == socket.SOCK_DGRAM:
        data, sender = listener.recvfrom(4096)
        if sender:
            listener.sendto(data + b"answer", sender)
        return
    connection, _ = listener.accept()
    with connection:
        connection.settimeout(2)
        if listener.family != socket.AF_UNIX:
            connection.recv(4096)
            head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: "
            connection.sendall(head + str(len(TOKEN)).encode() + b"\r\n\r\n" + TOKEN)
        else:
            connection.sendall(TOKEN)


def die_with(parent):
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(0)


def main():
    config, *command = json.loads(sys.argv[1]), *sys.argv[2:]
    own_network = config["namespace"] != "none"
    if own_network:
        if config["namespace"] != "here":
            enter_namespace(config["namespace"])
        prepare_loopback()
    folder = config["folder"]
    contacts = os.open(f"{folder}/contacts", os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
    listeners, known = open_listeners(folder, own_network)
    # What loses its parent becomes a child of the command, and so is found by whoever looks for what was left behind.
    libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    parent = os.getpid()
    child = os.fork()
    if child == 0:
        die_with(parent)
        # The command's own streams are not held open by this.
        empty = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1):
            os.dup2(empty, descriptor)
        serve(listeners, contacts)
    for listener in listeners.values():
        listener.close()
    known |= {"ownNetwork": own_network, "listenerPid": child, "contacts": f"{folder}/contacts"}
    os.environ["SURROUNDINGS"] = json.dumps(known)
    os.execvp(command[0], command)


main()

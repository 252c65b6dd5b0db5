"""Calls the service that runs it, over every name of this machine."""

import http.client
import json
import socket

from toolbox.attempts import attempt_all


def main(setup):
    port = setup["serverPort"]

    def post(host):
        connection = http.client.HTTPConnection(host, port, timeout=2)
        body = json.dumps({"script": "def main(): return 1"})
        connection.request("POST", "/execute", body, {"Content-Type": "application/json"})
        return connection.getresponse().read()

    def listen():
        """The other way round: wait for somebody to come."""
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            listener.listen()
            return listener.getsockname()

    ways = {host: (lambda host=host: post(host)) for host in ("127.0.0.1", "::1", "127.1", "0.0.0.0", "::")}
    return attempt_all(setup, {**ways, "listen": listen})

"""Asks a cloud's metadata server for the instance's token, as the first step of most real attacks."""

import http.client
import socket
import urllib.request

from toolbox.attempts import attempt_all


def main(setup):
    address, port = setup["metadata"]["address"], setup["metadata"]["port"]
    path = "/computeMetadata/v1/instance/service-accounts/default/token"
    headers = {"Metadata-Flavor": "Google"}

    def raw_socket():
        with socket.create_connection((address, port), timeout=2) as connection:
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: {address}\r\nMetadata-Flavor: Google\r\n\r\n".encode())
            return connection.recv(4096)

    def http_client():
        connection = http.client.HTTPConnection(address, port, timeout=2)
        connection.request("GET", path, headers=headers)
        return connection.getresponse().read()

    def url():
        # Without ProxyHandler: a proxy of the machine's own would answer in the place of the address.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        return opener.open(urllib.request.Request(f"http://{address}:{port}{path}", headers=headers), timeout=2).read()

    return attempt_all(setup, {"socket": raw_socket, "http.client": http_client, "urllib": url})

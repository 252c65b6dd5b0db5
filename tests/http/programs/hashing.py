# result: {"md5": "a2004f37730b9445670a738fa0fc9ee5", "sha256": "5cac4f980fedc3d3f1f99b4be3472c9b30d56523e632d151237ec9309048bda9", "blake2": "be1c94ec99f8964c", "hmac": "22f9e077a3cebd09248154f85d9a56c79941fd96", "crc": "b74574de", "same": true}
import hashlib
import hmac
import zlib


def main():
    data = b"The quick brown fox"
    return {
        "md5": hashlib.md5(data).hexdigest(),
        "sha256": hashlib.sha256(data).hexdigest(),
        "blake2": hashlib.blake2b(data, digest_size=8).hexdigest(),
        "hmac": hmac.new(b"key", data, "sha1").hexdigest(),
        "crc": f"{zlib.crc32(data):08x}",
        "same": hmac.compare_digest(hashlib.sha3_256(data).digest(), hashlib.new("sha3_256", data).digest()),
    }

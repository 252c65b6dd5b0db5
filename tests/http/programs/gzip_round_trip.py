# result: {"gzip": true, "bz2": true, "xz": true}
import bz2
import gzip
import json
import lzma


def main():
    payload = json.dumps([{"n": n, "text": "row"} for n in range(200)]).encode()
    packed = {"gzip": gzip.compress(payload, mtime=0), "bz2": bz2.compress(payload), "xz": lzma.compress(payload)}
    assert gzip.decompress(packed["gzip"]) == bz2.decompress(packed["bz2"]) == lzma.decompress(packed["xz"]) == payload
    return {name: len(data) < len(payload) // 4 for name, data in packed.items()}

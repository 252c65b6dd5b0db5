# result: {"b64": "aMOpbGxv", "url": "-vv8_f7_", "back": "h\u00e9llo", "hex": "ee 6b 28 00 ff fe 07", "unpacked": [4000000000, -2, 7], "b85": "WMOn+", "problem": "Error"}
import base64
import binascii
import struct


def main():
    packed = struct.pack(">IhB", 4_000_000_000, -2, 7)
    try:
        base64.b64decode("not base64!", validate=True)
        problem = None
    except binascii.Error as error:
        problem = type(error).__name__
    return {
        "b64": base64.b64encode("héllo".encode()).decode(),
        "url": base64.urlsafe_b64encode(bytes(range(250, 256))).decode(),
        "back": base64.b64decode("aMOpbGxv").decode("utf-8"),
        "hex": packed.hex(" "),
        "unpacked": struct.unpack(">IhB", packed),
        "b85": base64.b85encode(b"data").decode(),
        "problem": problem,
    }

"""No attack: draws from every source of randomness; no two runs may draw the same."""

import random
import secrets
import ssl
import uuid

import numpy


def main(setup):
    return {
        "numpy": numpy.random.rand(),
        "numpy generator": numpy.random.default_rng().random(),
        "random": random.random(),
        "uuid4": str(uuid.uuid4()),
        "uuid1": str(uuid.uuid1()),
        "secrets": secrets.token_hex(16),
        "ssl": ssl.RAND_bytes(16).hex(),
        "os.urandom": __import__("os").urandom(16).hex(),
    }

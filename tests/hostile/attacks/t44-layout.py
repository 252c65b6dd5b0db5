"""Tells what all workers of one zygote share: the hash seed, and where things lie in memory."""

import ctypes


def main(setup):
    return {"hash": hash("hostile"), "address": ctypes.cast(ctypes.CDLL(None).getpid, ctypes.c_void_p).value}

"""Tests of the runtime: `python -m unittest discover -s python-runtime/tests` with PYTHONPATH=python-runtime."""

# result: {"answer": "ok", "name": "flaky", "doc": "Fails twice."}
import functools
import logging

logging.basicConfig(format="%(levelname)s %(name)s: %(message)s")
log = logging.getLogger("retry")


def retry(times):
    def decorate(function):
        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            for attempt in range(1, times + 1):
                try:
                    return function(*args, **kwargs)
                except ConnectionError as error:
                    log.warning("attempt %d failed: %s", attempt, error)
            raise RuntimeError(f"gave up after {times} attempts")

        return wrapper

    return decorate


calls = iter(range(10))


@retry(times=3)
def flaky():
    """Fails twice."""
    if next(calls) < 2:
        raise ConnectionError("no route")
    return "ok"


def main():
    return {"answer": flaky(), "name": flaky.__name__, "doc": flaky.__doc__}

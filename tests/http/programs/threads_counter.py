# result: {"n": 8000}
import threading


def main():
    counter = {"n": 0}
    lock = threading.Lock()
    started = threading.Event()

    def work():
        started.wait()
        for _ in range(1000):
            with lock:
                counter["n"] += 1

    threads = [threading.Thread(target=work, name=f"worker-{i}") for i in range(8)]
    for thread in threads:
        thread.start()
    started.set()
    for thread in threads:
        thread.join()
    return counter

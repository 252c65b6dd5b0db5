# result: {"results": ["task 0 done", "task 1 done", "task 2 done"], "queued": [0, 1, 2]}
# stdout: "gave up waiting\n"
import asyncio


async def fetch(name: str, delay: float) -> str:
    await asyncio.sleep(delay)
    return f"{name} done"


async def main():
    async with asyncio.timeout(5):
        results = await asyncio.gather(*(fetch(f"task {i}", 0.03 - i / 100) for i in range(3)))
    queue: asyncio.Queue[int] = asyncio.Queue()
    for n in range(3):
        queue.put_nowait(n)
    try:
        await asyncio.wait_for(asyncio.sleep(60), timeout=0.01)
    except TimeoutError:
        print("gave up waiting")
    return {"results": results, "queued": [await queue.get() for _ in range(3)]}

# result: {"squares": [0, 1, 4, 9, 16]}
import asyncio


async def producer(queue, count):
    for i in range(count):
        await queue.put(i * i)
    await queue.put(None)


async def consumer(queue):
    seen = []
    while (item := await queue.get()) is not None:
        seen.append(item)
    return seen


async def run_pipeline():
    queue = asyncio.Queue(maxsize=2)
    async with asyncio.TaskGroup() as group:
        group.create_task(producer(queue, 5))
        task = group.create_task(consumer(queue))
    return task.result()


def main():
    return {"squares": asyncio.run(run_pipeline())}

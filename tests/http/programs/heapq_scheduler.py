# result: {"order": ["1:alarm", "1:backup", "2:sync", "3:email", "5:report"], "largest": [42, 23], "merged": [1, 2, 3, 4]}
import heapq


def main():
    jobs = [(5, "report"), (1, "alarm"), (3, "email"), (1, "backup")]
    heapq.heapify(jobs)
    heapq.heappush(jobs, (2, "sync"))
    order = []
    while jobs:
        priority, name = heapq.heappop(jobs)
        order.append(f"{priority}:{name}")
    return {"order": order, "largest": heapq.nlargest(2, [4, 8, 15, 16, 23, 42]), "merged": list(heapq.merge([1, 4], [2, 3]))}

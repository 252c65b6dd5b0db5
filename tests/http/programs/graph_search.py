# input: {"A": {"B": 7, "C": 9, "F": 14}, "B": {"C": 10, "D": 15}, "C": {"D": 11, "F": 2}, "D": {"E": 6}, "F": {"E": 9}, "E": {}}
# result: {"distance": 20, "path": ["A", "C", "F", "E"], "hops": 2, "none": -1}
import heapq
from collections import deque


def dijkstra(graph, start):
    distance, previous, queue = {start: 0}, {}, [(0, start)]
    while queue:
        so_far, node = heapq.heappop(queue)
        for neighbour, weight in graph[node].items():
            if so_far + weight < distance.get(neighbour, float("inf")):
                distance[neighbour] = so_far + weight
                previous[neighbour] = node
                heapq.heappush(queue, (distance[neighbour], neighbour))
    return distance, previous


def hops(graph, start, goal):
    queue, seen = deque([(start, 0)]), {start}
    while queue:
        node, count = queue.popleft()
        if node == goal:
            return count
        fresh = [n for n in graph[node] if n not in seen]
        seen.update(fresh)
        queue.extend((n, count + 1) for n in fresh)
    return -1


def main(graph):
    distance, previous = dijkstra(graph, "A")
    path = ["E"]
    while path[-1] != "A":
        path.append(previous[path[-1]])
    return {"distance": distance["E"], "path": path[::-1], "hops": hops(graph, "A", "E"), "none": hops(graph, "E", "A")}

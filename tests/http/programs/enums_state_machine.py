# result: {"trail": ["running", "idle", "idle", "running", "done"], "can_write": true, "highest": 3, "names": ["LOW", "HIGH"]}
from enum import Enum, Flag, IntEnum, auto


class State(Enum):
    IDLE = "idle"
    RUNNING = "running"
    DONE = "done"


class Access(Flag):
    READ = auto()
    WRITE = auto()


class Priority(IntEnum):
    LOW = 1
    HIGH = 3


TRANSITIONS = {State.IDLE: {"start": State.RUNNING}, State.RUNNING: {"finish": State.DONE, "stop": State.IDLE}}


def main():
    state, trail = State.IDLE, []
    for event in ["start", "stop", "finish", "start", "finish"]:
        state = TRANSITIONS.get(state, {}).get(event, state)
        trail.append(state.value)
    both = Access.READ | Access.WRITE
    return {"trail": trail, "can_write": Access.WRITE in both, "highest": max(Priority), "names": [p.name for p in Priority]}

/** Looks at the service's processes from outside, through /proc. */

import { readdirSync, readFileSync } from "node:fs";

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly cpuTicks: number;
}

/** CPU time of each process below `pid`, in ticks (10 ms). */
export function cpuTicksBelow(pid: number): ReadonlyMap<number, number> {
  const all = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap(readProcess);
  const below = new Map<number, number>();
  const pending = [pid];
  for (let parent = pending.pop(); parent !== undefined; parent = pending.pop()) {
    for (const child of all.filter((process) => process.parent === parent)) {
      below.set(child.pid, child.cpuTicks);
      pending.push(child.pid);
    }
  }
  return below;
}

/** False for a zombie too: whoever has to collect it is not always there. */
export function isAlive(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) [ZX] /s.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}

/** The most memory that a process ever had, in bytes. */
export function peakMemoryOf(pid: number): number {
  return 1024 * Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
}

function readProcess(name: string): Process[] {
  try {
    // The name of the program, in parentheses, may hold anything.
    const fields = readFileSync(`/proc/${name}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    return [{ pid: Number(name), parent: Number(fields[1]), cpuTicks: Number(fields[11]) + Number(fields[12]) }];
  } catch {
    return []; // It ended meanwhile.
  }
}

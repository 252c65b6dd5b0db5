/** Compares what a mode promises with what its workers are: seen from inside by a script, from outside through /proc. */

import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isRoot } from "./machine.js";
import { availability, type Mode } from "./modes.js";
import { isJailed, ownNamespaces, promisedLayers, promisedModes } from "./promises.js";
import { startTarget, type Target } from "./target.js";

const startTimeoutMs = 90_000;

const inside = `
import os, sys

def opens(path):
    try:
        os.close(os.open(path, os.O_RDONLY))
    except OSError:
        return False
    return True

def main():
    open_descriptors = []
    for descriptor in range(1024):
        try:
            os.fstat(descriptor)
            open_descriptors.append(descriptor)
        except OSError:
            pass
    return {
        "pid": os.getpid(), "parent": os.getppid(),
        "uids": sorted({*os.getresuid(), *os.getresgid(), *os.getgroups()}),
        "environment": sorted(os.environ), "descriptors": open_descriptors,
        "folder": os.getcwd(), "home": os.environ.get("HOME"),
        "seen": [path for path in ("/proc/self", "/etc/passwd", "/sys/kernel", "/root") if opens(path)],
        "host": os.uname().nodename,
    }
`;

export function testEngagedLayersIn(mode: Mode): void {
  const offer = availability(mode);
  describe.skipIf(offer !== true)(offer === true ? mode.name : `${mode.name} (skipped: ${offer})`, () => {
    let target: Target;
    beforeAll(async () => {
      target = await startTarget(mode);
    }, startTimeoutMs);
    afterAll(() => target?.end());

    test("the service reports the layers that the mode promises", () => {
      const { isolation } = target.status;
      expect(promisedModes(mode)).toContain(isolation?.mode);
      expect(isolation?.layers).toEqual(promisedLayers(mode));
    });

    test("a run reports the same, and its script finds them true", async () => {
      const report = await target.run({ script: inside });
      expect(report.isolation?.layers).toEqual(promisedLayers(mode));
      if (report.outcome.kind !== "returned") throw new Error(JSON.stringify(report.outcome));
      const found = JSON.parse(String(report.outcome.resultJson));
      expect(found.uids).not.toContain(0);
      expect(found).toMatchObject({
        environment: ["HOME", "TMPDIR"],
        descriptors: [0, 1, 2, 3],
        folder: found.home,
        seen: [],
      });
      if (isJailed(mode)) expect(found).toMatchObject({ pid: 1, parent: 0, host: "sandbox" });
    });

    test("a worker that waits is as confined as the kernel tells", async ({ skip }) => {
      if (mode.kernel === "gvisor") return skip("gVisor's processes are not seen from outside it");
      for (const pid of await workersOf(target)) {
        const status = readStatus(pid);
        expect(status.NoNewPrivs).toBe("1");
        expect(status.Seccomp).toBe("2");
        expect(status.Threads).toBe("1");
        expect(status.Uid?.split("\t")).not.toContain("0");
        expect(status.Gid?.split("\t")).not.toContain("0");
        expect(Number.parseInt(status.Groups?.trim() || "-1", 10)).not.toBe(0);
        for (const set of ["CapInh", "CapPrm", "CapEff", "CapAmb"]) expect(status[set], set).toMatch(/^0+$/);
        // An ordinary user without a jail may not cut it; no_new_privs holds it.
        if (isJailed(mode) || mode.user === "root") expect(status.CapBnd).toMatch(/^0+$/);
      }
    });

    test("its namespaces, descriptors and environment are its own", async ({ skip }) => {
      if (mode.kernel === "gvisor") return skip("gVisor's processes are not seen from outside it");
      if (!isRoot) return skip("only root may look into a process that is not dumpable");
      const workers = await workersOf(target);
      for (const pid of workers) {
        expect(readdirSync(`/proc/${pid}/fd`).sort()).toEqual(["0", "1", "2", "3"]);
        expect(readFileSync(`/proc/${pid}/environ`, "utf8")).not.toContain(target.canaries.secret);
        for (const kind of isJailed(mode) ? ownNamespaces : []) {
          expect(namespace(pid, kind), kind).not.toBe(namespace(target.pid, kind));
        }
      }
      for (const kind of isJailed(mode) ? ["pid", "mnt", "ipc", "uts"] : []) {
        expect(new Set(workers.map((pid) => namespace(pid, kind))).size, kind).toBe(workers.length);
      }
    });
  });
}

/** The workers that are ready: processes below the server without children of their own. */
async function workersOf(target: Target): Promise<number[]> {
  const { processes, zygotes } = await target.look();
  const workers = processes.filter(({ parent }) => zygotes.includes(parent)).map(({ pid }) => pid);
  expect(workers.length).toBeGreaterThanOrEqual(target.settings.readyWorkers);
  return workers;
}

function readStatus(pid: number): Record<string, string> {
  const lines = readFileSync(`/proc/${pid}/status`, "utf8").split("\n");
  return Object.fromEntries(lines.map((line) => line.split(/:\t?/, 2)));
}

function namespace(pid: number, kind: string): string {
  return readlinkSync(`/proc/${pid}/ns/${kind}`);
}

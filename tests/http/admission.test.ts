/** Who runs, who waits, who is refused, and what happens to the run of a caller who goes away. */

import { describe, expect, test } from "vitest";
import { cpuTicksBelow } from "./processes.js";
import { until, withService } from "./service.js";
import { naptime, poolOf } from "./state.js";

test("a caller who goes away frees the slot, and the run is killed", async () => {
  await withService({ SLOTS: "1", QUEUE_LENGTH: "1" }, async (single) => {
    const before = cpuTicksBelow(single.pid);
    const caller = new AbortController();
    const gone = single.run("def main():\n    while True: pass", {}, caller.signal).catch((error: unknown) => error);
    const spinning = () =>
      [...cpuTicksBelow(single.pid)].filter(([pid, ticks]) => ticks >= 20 && (before.get(pid) ?? 0) < 5);
    await until(() => spinning().length === 1, "a process that spins");
    caller.abort();
    expect(await gone).toMatchObject({ name: "AbortError" });
    await until(() => spinning().length === 0, "its end");
    expect((await single.run("def main():\n    return 1")).status).toBe(200);
    await until(() => single.log.some(({ status }) => status === 499), "the log line of the cancelled run");
    expect(single.log.find(({ status }) => status === 499)).toMatchObject({ code: "cancelled", started: true });
  });
});

describe("busy", () => {
  test("no slot and no queue: 429 at once, with Retry-After", async () => {
    await withService({ SLOTS: "1", QUEUE_LENGTH: "0" }, async (single) => {
      const caller = new AbortController();
      const running = single.run(naptime, {}, caller.signal).catch(() => "gone");
      await single.eventually("/health", ({ answer }) => poolOf(answer.result).running === 1);
      const { status, answer } = await single.run("def main():\n    return 1");
      expect([status, answer.error?.code]).toEqual([429, "busy"]);
      caller.abort();
      await running;
    });
  });

  test("a full queue refuses, one that waits too long too, and a slot that comes free is given on", async () => {
    await withService({ SLOTS: "1", QUEUE_LENGTH: "1", QUEUE_WAIT_MS: "1000" }, async (single) => {
      const caller = new AbortController();
      const running = single.run(naptime, {}, caller.signal).catch(() => "gone");
      await single.eventually("/health", ({ answer }) => poolOf(answer.result).running === 1);
      const waiting = single.run("def main():\n    return 1");
      await single.eventually("/health", ({ answer }) => poolOf(answer.result).queued === 1);
      const refused = await single.run("def main():\n    return 1");
      expect([refused.status, refused.answer.error?.code]).toEqual([429, "busy"]);
      expect((await waiting).status).toBe(429);

      const given = Promise.all([
        single.run("def main():\n    return 1"),
        single.eventually("/health", ({ answer }) => poolOf(answer.result).queued === 1).then(() => caller.abort()),
      ]);
      expect((await given)[0].status).toBe(200);
      await running;
    });
  });
});

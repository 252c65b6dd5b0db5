import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createAdmission, type Entry } from "./admission.js";
import type { Interruption } from "./observation.js";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

const settings = { slots: 2, queueLength: 2, queueWaitMs: 1_000 };
const never = new AbortController().signal;

async function admitted(entering: Promise<Entry>): Promise<() => void> {
  const entry = await entering;
  if (entry.kind !== "admitted") throw new Error(`not admitted: ${entry.kind}`);
  return entry.leave;
}

test("those who come first are served first", async () => {
  const admission = createAdmission(settings);
  const leave = await admitted(admission.enter(never));
  await admitted(admission.enter(never));
  const order: string[] = [];
  const third = admission.enter(never).then(() => order.push("third"));
  const fourth = admission.enter(never).then(() => order.push("fourth"));
  expect(admission).toMatchObject({ running: 2, queued: 2 });
  leave();
  leave();
  await third;
  expect(order).toEqual(["third"]);
  expect(admission).toMatchObject({ running: 2, queued: 1 });
  await vi.advanceTimersByTimeAsync(2_000);
  await fourth;
});

test("a full queue refuses at once and says when to come again", async () => {
  const admission = createAdmission({ ...settings, queueLength: 0 });
  const leave = await admitted(admission.enter(never));
  await admitted(admission.enter(never));
  expect(await admission.enter(never)).toMatchObject({ kind: "busy", retryAfterSeconds: 1 });
  vi.advanceTimersByTime(60_000);
  leave();
  await admitted(admission.enter(never));
  expect(await admission.enter(never)).toEqual({
    kind: "busy",
    reason: "all 2 slots are taken and 0 requests wait",
    retryAfterSeconds: 6,
  });
});

test("the queue is not waited in for longer than its bound", async () => {
  const admission = createAdmission({ ...settings, slots: 1 });
  await admitted(admission.enter(never));
  const waiting = admission.enter(never);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await waiting).toMatchObject({ kind: "busy", reason: "no slot was free within 1000 ms" });
  expect(admission.queued).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});

test("a caller who goes away leaves the queue", async () => {
  const admission = createAdmission({ ...settings, slots: 1 });
  const leave = await admitted(admission.enter(never));
  const caller = new AbortController();
  const waiting = admission.enter(caller.signal);
  const next = admission.enter(never);
  caller.abort({ kind: "cancelled" } satisfies Interruption);
  expect(await waiting).toEqual({ kind: "cancelled" });
  leave();
  await admitted(next);
  expect(await admission.enter(caller.signal)).toEqual({ kind: "cancelled" });
  expect(vi.getTimerCount()).toBe(0);
});

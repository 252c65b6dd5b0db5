import { EventEmitter } from "node:events";
import type { ServerResponse } from "node:http";
import { expect, onTestFinished, test, vi } from "vitest";
import { success } from "./answer.js";
import { createBudget } from "./budget.js";
import { deliveryTimeoutMs } from "./limits.js";
import { send } from "./send.js";
import { createFakeSandbox, report } from "./testing/fakes.js";
import { open } from "./testing/raw.js";
import { startService } from "./testing/service.js";

test("T27: a caller who goes away ends all that it had in flight, also what Node had queued", async () => {
  const signals: AbortSignal[] = [];
  const sandbox = createFakeSandbox(async (_, signal) => {
    signals.push(signal);
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
    return report({ kind: "cancelled" });
  });
  await using service = await startService({ sandbox });
  const socket = await open(service.port);
  const body = '{"script":""}';
  const headers = `Host: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}`;
  socket.write(`POST /execute HTTP/1.1\r\n${headers}\r\n\r\n${body}`.repeat(30));
  await expect.poll(() => signals.length).toBe(30);
  expect(await service.traffic.idle(0)).toBe(false);
  socket.destroy();
  expect(await service.traffic.idle(1000)).toBe(true);
  expect(signals.every(({ aborted }) => aborted)).toBe(true);
  await expect.poll(() => service.log.entries.filter(({ details }) => details.status === 499).length).toBe(30);
});

test("T27: an answer that nobody takes is given up", () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const res = Object.assign(new EventEmitter(), {
    headersSent: false,
    destroyed: false,
    writeHead: vi.fn(),
    end: vi.fn(),
    destroy: vi.fn(),
  });
  send(res as unknown as ServerResponse, success("id", Buffer.from("1")), false);
  expect(res.end).toHaveBeenCalledOnce();
  vi.advanceTimersByTime(deliveryTimeoutMs - 1);
  expect(res.destroy).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(res.destroy).toHaveBeenCalledOnce();
});

test("a budget refuses what would pass it, counts what exists, and gets back what is released", () => {
  const budget = createBudget(100);
  const first = budget.take(60);
  expect(budget.take(41)).toBeUndefined();
  const second = budget.take(40);
  expect([first, second]).not.toContain(undefined);
  first?.set(1000);
  second?.release();
  second?.set(5);
  expect(budget.take(1)).toBeUndefined();
  expect(budget.take(0)).toBeDefined();
  first?.release();
  first?.release();
  expect(budget.take(100)).toBeDefined();
});

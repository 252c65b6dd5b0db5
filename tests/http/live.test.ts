/** Health answers while hostile sources are being checked: no script ever holds the server's event loop. */

import { beforeAll, expect, test } from "vitest";
import { scriptBytesMax } from "../../functions/http/limits.js";
import { type Service, startService } from "./service.js";

let service: Service;

beforeAll(async () => {
  // A slot each: all ten are being checked at a time. Little memory each, so that ten fit any machine.
  service = await startService({ SLOTS: "10", READY_WORKERS: "1", MAX_MEMORY_MB: "32", SCRATCH_MB: "1" });
  return () => service.stop();
});

const main = "\ndef main():\n    return 1\n";

/** `unit` repeated up to the 200 KB that a script may have. */
function fill(unit: string, before = "", after = ""): string {
  const room = scriptBytesMax - main.length - before.length - after.length;
  return before + unit.repeat(Math.floor(room / unit.length)) + after + main;
}

const hostile = [
  fill("\\\n"),
  fill("\\\n", "x = 1 + "),
  fill("(", "x = "),
  fill("[", "x = "),
  fill("{", "x = "),
  fill("-", "x = ", "1"),
  fill(".b", "x = a"),
  fill("f'{", "x = "),
  fill("lambda:", "x = ", "1"),
  fill("not ", "x = ", "1"),
];

test("/live answers within 100 ms while ten 200 KB hostile sources are being checked", async () => {
  let isChecking = true;
  const checks = Promise.all(hostile.map((script) => service.run(script, { limits: { timeoutMs: 2000 } }))).finally(
    () => {
      isChecking = false;
    },
  );
  const probesMs: number[] = [];
  while (isChecking) {
    const askedAt = performance.now();
    expect((await service.get("/live")).status).toBe(200);
    probesMs.push(performance.now() - askedAt);
  }

  for (const { answer, text } of await checks) {
    expect(answer.error?.code, text.slice(0, 300)).toBe("invalid_script");
  }
  // The median: a probe that the machine itself delays says nothing about the event loop.
  const median = probesMs.sort((a, b) => a - b)[Math.floor(probesMs.length / 2)] ?? Number.POSITIVE_INFINITY;
  expect(probesMs.length).toBeGreaterThan(5);
  expect(median).toBeLessThan(100);
  expect((await service.run("def main():\n    return 1")).answer.result).toBe(1);
});

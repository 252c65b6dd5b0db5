/** Programs of the kind that people really send: each gives exactly what CPython gives. */

import { beforeAll, describe, expect, test } from "vitest";
import { compact } from "./json-text.js";
import { type Program, programs } from "./program.js";
import { type Service, startService } from "./service.js";

let service: Service;
let installed: readonly [number, number];
let hasScratch: boolean;

beforeAll(async () => {
  service = await startService();
  const { answer } = await service.get("/health");
  const { versions, limits } = answer.result as { versions: { python: string }; limits: { scratchBytes: number } };
  hasScratch = limits.scratchBytes > 0;
  const [major = 0, minor = 0] = versions.python.split(".").map(Number);
  installed = [major, minor];
  return () => service.stop();
});

test("there are at least 45 of them", () => {
  expect(programs.length).toBeGreaterThanOrEqual(45);
});

describe.each(programs)("$name", (program) => {
  test("gives its result and its output", async ({ skip }) => {
    skip(program.needsScratch && !hasScratch, "runs have no scratch space here");
    const reply = await post(program);
    if (isTooNew(program)) {
      expect(reply.answer.error).toMatchObject({ code: "invalid_script", diagnostics: [{ rule: "syntax" }] });
      return;
    }
    expect(reply.answer.error).toBeNull();
    expect(reply.resultJson).toBe(compact(program.resultJson));
    expect(reply.answer.stdout).toBe(program.stdout);
  });
});

function post({ script, inputJson }: Program) {
  const input = inputJson === undefined ? "" : `,"input":${inputJson}`;
  return service.post(`{"script":${JSON.stringify(script)}${input}}`);
}

function isTooNew({ python: [major, minor] }: Program): boolean {
  return installed[0] < major || (installed[0] === major && installed[1] < minor);
}

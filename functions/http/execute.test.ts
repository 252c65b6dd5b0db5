import { expect, test } from "vitest";
import { createDeferred } from "../../sandbox/deferred.js";
import type { Job } from "../../sandbox/sandbox.js";
import type { Verdict } from "../validation/diagnostic.js";
import { createFakeSandbox, nothingRan, report, returned } from "./testing/fakes.js";
import { type Shape, shape } from "./testing/raw.js";
import { executed, startService } from "./testing/service.js";

const mib = 1024 * 1024;

test("T64: a result goes out byte for byte, with all that was printed", async () => {
  const json = '{"n": 12345678901234567890,"x":1.0,"__proto__":{"a":1},"s":"</script>\u2028","n":1e400}';
  const run = returned(json, { stdout: '"\r\n\u2028</script>\u0000{"result":1}', stderr: "é\ufffd" });
  const answer = await executed({ sandbox: createFakeSandbox(() => run) });
  expect(answer.status).toBe(200);
  expect(answer.text.startsWith(`{"result":${json},"stdout":`)).toBe(true);
  expect(answer).toMatchObject({ stdout: run.stdout, stderr: run.stderr, error: null });
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    "content-type": "application/json; charset=utf-8",
    "content-length": String(Buffer.byteLength(answer.text)),
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  });
});

test("the job is the script, the input's own bytes and the limits asked for", async () => {
  const jobs: Job[] = [];
  const sandbox = createFakeSandbox((job) => {
    jobs.push(job);
    return returned("1");
  });
  await using service = await startService({ sandbox });
  const body = '{"limits":{"timeoutMs":500,"memoryMb":64},"script":"s","input": [12345678901234567890] }';
  await service.execute(undefined, { body });
  await service.execute({ script: "t" });
  expect(jobs).toEqual([
    { script: "s", inputJson: Buffer.from("[12345678901234567890]"), timeoutMs: 500, memoryBytes: 64 * mib },
    { script: "t", inputJson: undefined, timeoutMs: 30_000, memoryBytes: 256 * mib },
  ]);
});

const allows = (acceptsInput: boolean, requiresInput: boolean) => async (): Promise<Verdict> => ({
  valid: true,
  main: { acceptsInput, requiresInput },
});

test.each([
  [allows(false, false), { script: "", input: null }, 400, "input was given, but main() takes no parameter."],
  [allows(true, true), { script: "" }, 400, "main() requires a parameter, but there is no input."],
  [allows(true, true), { script: "", input: null }, 200, undefined],
  [allows(true, false), { script: "" }, 200, undefined],
  [allows(false, false), { script: "" }, 200, undefined],
])("input and the signature of main() have to fit (%#)", async (check, body, status, message) => {
  const answer = await executed({ check }, body);
  expect(answer.status).toBe(status);
  if (message === undefined) return;
  const told = expect.stringContaining(message);
  expect(answer.error).toEqual({
    code: "invalid_request",
    message: told,
    started: false,
    issues: [{ path: "input", message: told }],
  });
});

test("a refused script is told with every diagnostic, and never run", async () => {
  const diagnostics = [
    {
      rule: "import-allowlist",
      message: "`subprocess` is not available",
      line: 1,
      column: 8,
      endLine: 1,
      endColumn: 18,
    },
    { rule: "main-function", message: "no main()", line: 1, column: 1, endLine: 1, endColumn: 1 },
  ] as const;
  const sandbox = createFakeSandbox(() => {
    throw new Error("it ran");
  });
  const answer = await executed({ sandbox, check: async () => ({ valid: false, diagnostics }) });
  expect(answer.status).toBe(400);
  expect(answer.error).toEqual({
    code: "invalid_script",
    message: "2 problems. The first: line 1, column 8: `subprocess` is not available",
    started: false,
    diagnostics,
  });
  expect(answer.run).toMatchObject({ wallMs: null, cpuMs: null, peakMemoryBytes: null, sandbox: null });
});

test.each([
  [undefined, "{", 400, "invalid_json"],
  [undefined, "", 400, "invalid_json"],
  [undefined, '{"script":1}', 400, "invalid_request"],
  [undefined, JSON.stringify({ script: "x".repeat(204_801) }), 413, "too_large"],
  ["text/plain", "{}", 415, "unsupported_media_type"],
])("a request that is no request is refused without a run (%#)", async (type, body, status, code) => {
  const sandbox = createFakeSandbox(() => {
    throw new Error("it ran");
  });
  await using service = await startService({ sandbox });
  const init = { body, ...(type && { headers: { "Content-Type": type } }) };
  const response = await service.execute(undefined, init);
  expect(response.status).toBe(status);
  const answer: Shape = shape(await response.text());
  expect(answer).toMatchObject({ result: null, stdout: "", stderr: "", error: { code, started: false } });
  expect(answer.run).toEqual({
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    wallMs: null,
    cpuMs: null,
    peakMemoryBytes: null,
    stdoutDroppedBytes: 0,
    stderrDroppedBytes: 0,
    sandbox: null,
  });
});

test("a check that fails is a fault of ours, and the script did not start", async () => {
  const check = async () => {
    throw new Error("helper is gone");
  };
  const answer = await executed({ check });
  expect(answer.status).toBe(500);
  expect(answer.error).toEqual({ code: "internal", message: expect.any(String), started: false });
  expect(answer.text).not.toContain("helper");
  expect(answer.log).toContainEqual({
    level: "error",
    message: "a run failed",
    details: { run: answer.run.id, err: new Error("helper is gone") },
  });
});

test("a sandbox that throws leaves it open whether the script ran", async () => {
  const sandbox = createFakeSandbox(() => {
    throw new Error("a bug");
  });
  expect((await executed({ sandbox })).error).toMatchObject({ code: "internal", started: true });
});

test("a sandbox that withdraws a job for no reason is a fault of ours", async () => {
  const sandbox = createFakeSandbox(() => nothingRan({ kind: "withdrawn" }));
  expect((await executed({ sandbox })).error).toMatchObject({ code: "internal", started: false });
});

test("T27: a caller who goes away aborts the run, and the log has it as 499", async () => {
  const running = createDeferred<void>();
  const sandbox = createFakeSandbox(async (_, signal) => {
    running.resolve();
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
    return report({ kind: "cancelled" });
  });
  await using service = await startService({ sandbox });
  const caller = new AbortController();
  const answered = service.execute({ script: "" }, { signal: caller.signal });
  await running.promise;
  caller.abort();
  await expect(answered).rejects.toThrow();
  expect(await service.traffic.idle(1000)).toBe(true);
  await expect
    .poll(() => service.log.entries.at(-1))
    .toMatchObject({
      level: "info",
      message: "run: cancelled",
      details: { status: 499, code: "cancelled" },
    });
});

test("a caller who goes away during the check is no fault", async () => {
  const checking = createDeferred<void>();
  const check = async (_: string, signal: AbortSignal) => {
    checking.resolve();
    await new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    throw new Error("unreachable");
  };
  await using service = await startService({ check });
  const caller = new AbortController();
  const answered = service.execute({ script: "" }, { signal: caller.signal });
  await checking.promise;
  caller.abort();
  await expect(answered).rejects.toThrow();
  await expect.poll(() => service.log.entries.map(({ message }) => message)).toEqual(["run: cancelled"]);
});

test("a run is one log line: what it took, and neither the script nor what it said", async () => {
  const secret = "s3cret";
  const run = report(
    { kind: "raised", exception: { type: "E", message: secret, line: 1, traceback: [], omittedFrames: 0 } },
    { stdout: secret, stderr: secret, phases: { queueMs: 1, workerMs: 2, runMs: 3 } },
  );
  await using service = await startService({ sandbox: createFakeSandbox(() => run) });
  const trace = "0123456789abcdef0123456789abcdef";
  const response = await service.execute(
    { script: secret, input: secret },
    { headers: { "Content-Type": "application/json", "X-Cloud-Trace-Context": `${trace}/255;o=1` } },
  );
  const { run: told } = shape(await response.text());
  expect(service.log.entries).toEqual([
    {
      level: "info",
      message: "run: script_error",
      details: {
        run: told.id,
        status: 422,
        code: "script_error",
        mode: "rlimit",
        started: true,
        ms: { queue: 1, worker: 2, check: expect.any(Number), run: 3, wall: 3.14, cpu: 2.36 },
        bytes: {
          request: 36,
          answer: expect.any(Number),
          peakMemory: 71_303_168,
          stdoutDropped: 0,
          stderrDropped: 0,
        },
        "logging.googleapis.com/trace": `projects/a-project/traces/${trace}`,
        "logging.googleapis.com/spanId": "00000000000000ff",
      },
    },
  ]);
  expect(JSON.stringify(service.log.entries)).not.toContain(secret);
});

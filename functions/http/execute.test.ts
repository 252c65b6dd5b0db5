import { expect, test } from "vitest";
import { createDeferred } from "../../sandbox/deferred.js";
import type { ScriptOutcome, ServiceOutcome } from "../../sandbox/outcome.js";
import type { Job } from "../../sandbox/sandbox.js";
import type { Verdict } from "../validation/diagnostic.js";
import { statusOf } from "./problem.js";
import { createFakeSandbox, nothingRan, report, returned } from "./testing/fakes.js";
import { type Shape, shape } from "./testing/raw.js";
import { type ServiceOptions, startService } from "./testing/service.js";

const mib = 1024 * 1024;
const span = { line: 3, column: 5, endLine: 3, endColumn: 9 };
const exception = {
  type: "ValueError",
  message: "x",
  line: 2,
  traceback: [{ line: 2, function: "main", source: 'raise ValueError("x")' }],
  omittedFrames: 0,
};

interface Told {
  readonly status: number;
  readonly error: Record<string, unknown>;
  readonly retryAfter?: string;
}

/** Every kind of outcome that is an error to the caller; the compiler sees to it that none is missing. */
const failures: {
  [Kind in Exclude<(ScriptOutcome | ServiceOutcome)["kind"], "returned" | "withdrawn" | "cancelled">]: [
    Extract<ScriptOutcome | ServiceOutcome, { kind: Kind }>,
    Told,
  ];
} = {
  raised: [
    { kind: "raised", exception },
    { status: 422, error: { code: "script_error", message: "ValueError: x (line 2)", exception } },
  ],
  invalidResult: [
    { kind: "invalidResult", message: "Returned value is not valid JSON: result is a set; use list(…)" },
    {
      status: 422,
      error: { code: "invalid_result", message: "Returned value is not valid JSON: result is a set; use list(…)" },
    },
  ],
  noResult: [
    { kind: "noResult", exitCode: 3 },
    {
      status: 422,
      error: {
        code: "no_result",
        message:
          "The process ended with exit code 3 before main() returned. Return a value instead of calling sys.exit() or os._exit().",
        exitCode: 3,
      },
    },
  ],
  timedOut: [
    { kind: "timedOut", limitMs: 2000 },
    {
      status: 422,
      error: {
        code: "timeout",
        message:
          "main() did not finish within 2,000 ms (limits.timeoutMs). What it printed up to then is in stdout and stderr.",
        limitMs: 2000,
      },
    },
  ],
  cpuLimit: [
    { kind: "cpuLimit", limitSeconds: 30 },
    { status: 422, error: { code: "cpu_limit", message: expect.stringContaining("30 s of CPU"), limitSeconds: 30 } },
  ],
  memoryLimit: [
    { kind: "memoryLimit", limitBytes: 256 * mib },
    {
      status: 422,
      error: {
        code: "memory_limit",
        message: expect.stringContaining("256 MB of memory (limits.memoryMb)"),
        limitBytes: 256 * mib,
      },
    },
  ],
  outputLimit: [
    { kind: "outputLimit", stream: "stderr", limitBytes: 16 * mib },
    {
      status: 422,
      error: {
        code: "output_limit",
        message: "The script wrote more than 16 MB to stderr. Print less, or return the data.",
        stream: "stderr",
        limitBytes: 16 * mib,
      },
    },
  ],
  crashed: [
    { kind: "crashed", signal: "SIGSEGV" },
    {
      status: 422,
      error: { code: "crashed", message: expect.stringContaining("ended by SIGSEGV"), signal: "SIGSEGV" },
    },
  ],
  notCompiled: [
    { kind: "notCompiled", error: { rule: "syntax", message: "invalid syntax", ...span } },
    {
      status: 400,
      error: {
        code: "invalid_script",
        message: "line 3, column 5: invalid syntax",
        diagnostics: [{ rule: "syntax", message: "invalid syntax", ...span }],
      },
    },
  ],
  inputRefused: [
    { kind: "inputRefused", message: "input has an integer of 5,000 digits" },
    {
      status: 400,
      error: {
        code: "invalid_request",
        message: "input has an integer of 5,000 digits",
        issues: [{ path: "input", message: "input has an integer of 5,000 digits" }],
      },
    },
  ],
  busy: [
    { kind: "busy", reason: "All 2 slots are taken.", retryAfterSeconds: 1.2 },
    { status: 429, error: { code: "busy", message: "All 2 slots are taken." }, retryAfter: "2" },
  ],
  unavailable: [
    { kind: "unavailable", reason: "seccomp does not hold", retryAfterSeconds: 0 },
    { status: 503, error: { code: "sandbox_unavailable", message: "seccomp does not hold" }, retryAfter: "1" },
  ],
  shuttingDown: [
    { kind: "shuttingDown" },
    { status: 503, error: { code: "shutting_down", message: expect.any(String) }, retryAfter: "1" },
  ],
  faulted: [
    { kind: "faulted", reason: "the zygote said something odd" },
    {
      status: 500,
      error: { code: "internal", message: "The service failed; its log has the details under run.id." },
    },
  ],
};

async function executed(options: ServiceOptions, body: unknown = { script: "" }) {
  await using service = await startService(options);
  const response = await service.execute(body);
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, log: service.log.entries, ...shape(text) };
}

test.each(Object.entries(failures))(
  "%s is told with its limit, its output and its cost",
  async (_, [outcome, told]) => {
    for (const started of [true, false]) {
      const run = report(outcome, { started, stdout: "out", stderr: "err", stdoutDroppedBytes: 7 });
      const answer = await executed({ sandbox: createFakeSandbox(() => run) });
      expect(answer.status).toBe(told.status);
      expect(answer.error).toEqual({ ...told.error, started });
      expect(answer.headers.get("retry-after")).toBe(told.retryAfter ?? null);
      expect(answer).toMatchObject({
        result: null,
        stdout: "out",
        stderr: "err",
        run: {
          wallMs: 3.1,
          cpuMs: 2.4,
          peakMemoryBytes: 71_303_168,
          stdoutDroppedBytes: 7,
          stderrDroppedBytes: 0,
          sandbox: { mode: "rlimit", layers: ["rlimits", "seccomp"] },
        },
      });
    }
  },
);

test("every code of the table has a status, and only faults of ours are 5xx", () => {
  const told = Object.values(failures).map(([, { status, error }]) => [error.code, status]);
  expect(statusOf).toMatchObject(Object.fromEntries(told));
  const serverSide = Object.entries(statusOf).filter(([, status]) => status >= 500);
  expect(serverSide.map(([code]) => code)).toEqual(["internal", "sandbox_unavailable", "shutting_down"]);
});

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
    { kind: "raised", exception: { ...exception, message: secret } },
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

test.each([
  [failures.faulted[0], "error", "the zygote said something odd"],
  [failures.unavailable[0], "warn", "seccomp does not hold"],
  [failures.busy[0], "info", undefined],
] as const)("the log has the severity and the reason of faults (%#)", async (outcome, level, reason) => {
  const { log } = await executed({ sandbox: createFakeSandbox(() => nothingRan(outcome)) });
  expect(log.at(-1)?.level).toBe(level);
  expect(log.at(-1)?.details.reason).toBe(reason);
});

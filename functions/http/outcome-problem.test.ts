import { expect, test } from "vitest";
import type { ScriptOutcome, ServiceOutcome } from "../../sandbox/outcome.js";
import { statusOf } from "./problem.js";
import { createFakeSandbox, nothingRan, report } from "./testing/fakes.js";
import { executed } from "./testing/service.js";

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

test.each([
  [failures.faulted[0], "error", "the zygote said something odd"],
  [failures.unavailable[0], "warn", "seccomp does not hold"],
  [failures.busy[0], "info", undefined],
] as const)("the log has the severity and the reason of faults (%#)", async (outcome, level, reason) => {
  const { log } = await executed({ sandbox: createFakeSandbox(() => nothingRan(outcome)) });
  expect(log.at(-1)?.level).toBe(level);
  expect(log.at(-1)?.details.reason).toBe(reason);
});

import { describe, expect, test } from "vitest";
import type { WorkerEnd } from "./messages.js";
import type { Decision, Observation } from "./observation.js";
import type { Outcome } from "./outcome.js";
import { decideOutcome } from "./verdict.js";
import type { FrameType } from "./wire.js";

const limits = {
  timeoutMs: 1_000,
  cpuSeconds: 10,
  memoryBytes: 1_000_000,
  outputLimitBytes: 5_000,
  resultBytes: 100,
  resultDepth: 3,
};
const nothing = { text: "", droppedBytes: 0 };
const wroteOnChannel = "Returned value is not valid JSON: the script wrote to the service's result channel";

function frame(type: FrameType, payload: unknown): Decision {
  const text = typeof payload === "string" ? payload : JSON.stringify(payload);
  return { kind: "frame", frame: { type, payload: Buffer.from(text, "latin1") } };
}
const exited = (exitCode: number): WorkerEnd => ({
  exitCode,
  signal: null,
  cpuMs: 2,
  peakMemoryBytes: 1,
  minorFaults: 1,
});
const killed = (signal: number, cpuMs = 2): WorkerEnd => ({
  exitCode: null,
  signal,
  cpuMs,
  peakMemoryBytes: 1,
  minorFaults: 1,
});
const thrown = {
  type: "ValueError",
  message: "x",
  line: 2,
  traceback: [{ line: 2, function: "main", source: "raise ValueError" }],
  omittedFrames: 0,
};
const refusal = { rule: "syntax", message: "invalid syntax", line: 1, column: 1, endLine: 1, endColumn: 2 };

type Row = [name: string, seen: Partial<Observation>, outcome: Partial<Outcome>];

const rows: Row[] = [
  [
    "a value is returned as it was written",
    { decision: frame("V", '{"a": 1.0}') },
    { kind: "returned", resultJson: Buffer.from('{"a": 1.0}') },
  ],
  [
    "a value stays one when the process then exits",
    { decision: frame("V", "1"), end: exited(1) },
    { kind: "returned" },
  ],
  [
    "a value stays one when the zygote is lost after it",
    { decision: frame("V", "1"), end: null },
    { kind: "returned" },
  ],
  ["a value that is no JSON", { decision: frame("V", "{1}") }, { kind: "invalidResult", message: wroteOnChannel }],
  ["an empty value", { decision: frame("V", "") }, { kind: "invalidResult", message: wroteOnChannel }],
  ["NaN", { decision: frame("V", "NaN") }, { kind: "invalidResult", message: wroteOnChannel }],
  ["a value that is no UTF-8", { decision: frame("V", '"\xff"') }, { kind: "invalidResult", message: wroteOnChannel }],
  [
    "a value that is too long",
    { decision: frame("V", `"${"x".repeat(200)}"`) },
    { kind: "invalidResult", message: "Returned value has 202 bytes of JSON, at most 100 are allowed" },
  ],
  [
    "a value that is too deep",
    { decision: frame("V", "[[[[]]]]") },
    { kind: "invalidResult", message: "Returned value is nested deeper than 3 levels" },
  ],
  ["brackets in a string are not depth", { decision: frame("V", '["[[[[\\"[["]') }, { kind: "returned" }],
  [
    "not JSON, said by the worker",
    { decision: frame("J", { message: "result is a set" }) },
    { kind: "invalidResult", message: "result is a set" },
  ],
  [
    "an exception",
    { decision: frame("T", { ...thrown, memoryError: false }) },
    { kind: "raised", exception: { ...thrown, line: 2 } },
  ],
  [
    "an uncaught MemoryError",
    { decision: frame("T", { ...thrown, memoryError: true }) },
    { kind: "memoryLimit", limitBytes: 1_000_000 },
  ],
  [
    "a forged exception of another shape",
    { decision: frame("T", { type: 1 }) },
    { kind: "invalidResult", message: wroteOnChannel },
  ],
  [
    "a forged exception, deeply nested",
    { decision: frame("T", '{"cause":'.repeat(200_000)) },
    { kind: "invalidResult", message: wroteOnChannel },
  ],
  ["CPython refuses the source", { compiled: false, decision: frame("E", refusal) }, { kind: "notCompiled" }],
  [
    "main() cannot take the input",
    { compiled: false, decision: frame("U", { message: "no parameter" }) },
    { kind: "inputRefused", message: "no parameter" },
  ],
  [
    "a layer fails at the last moment",
    { compiled: false, decision: frame("X", { layer: "rlimits", step: "lower", message: "EPERM" }) },
    { kind: "unavailable", reason: "layer rlimits failed at lower: EPERM" },
  ],
  [
    "a malformed refusal is our fault",
    { compiled: false, decision: frame("E", {}) },
    { kind: "faulted", reason: "the worker broke the protocol: malformed E frame" },
  ],
  [
    "a breach before compiled is our fault",
    { compiled: false, decision: { kind: "breach", message: "?" } },
    { kind: "faulted" },
  ],
  [
    "a breach after compiled is the script's",
    { decision: { kind: "breach", message: "frame E after compiled" } },
    { kind: "invalidResult", message: wroteOnChannel },
  ],
  [
    "the script closes the channel",
    { decision: { kind: "closed" } },
    {
      kind: "invalidResult",
      message: "Returned value is not valid JSON: the script closed the service's result channel",
    },
  ],
  ["the worker closes the channel", { compiled: false, decision: { kind: "closed" } }, { kind: "faulted" }],
  ["the deadline", { decision: { kind: "stopped", stop: { kind: "timeout" } } }, { kind: "timedOut", limitMs: 1_000 }],
  [
    "the deadline, before compiled",
    { compiled: false, decision: { kind: "stopped", stop: { kind: "timeout" } } },
    { kind: "timedOut" },
  ],
  [
    "too much output",
    { decision: { kind: "stopped", stop: { kind: "output", stream: "stderr" } } },
    { kind: "outputLimit", stream: "stderr", limitBytes: 5_000 },
  ],
  ["the caller is gone", { decision: { kind: "stopped", stop: { kind: "cancelled" } } }, { kind: "cancelled" }],
  [
    "the server shuts down",
    { decision: { kind: "stopped", stop: { kind: "shuttingDown" } } },
    { kind: "shuttingDown" },
  ],
  ["os._exit(0) is no success", { end: exited(0) }, { kind: "noResult", exitCode: 0 }],
  ["sys.exit(3)", { end: exited(3) }, { kind: "noResult", exitCode: 3 }],
  [
    "exit before compiled is our fault",
    { compiled: false, end: exited(1) },
    { kind: "faulted", reason: "the worker ended before it ran the script: exit code 1" },
  ],
  ["a segfault", { end: killed(11) }, { kind: "crashed", signal: "SIGSEGV" }],
  ["a segfault of the compiler", { compiled: false, end: killed(11) }, { kind: "crashed", signal: "SIGSEGV" }],
  ["abort()", { end: killed(6) }, { kind: "crashed", signal: "SIGABRT" }],
  ["a signal without a name", { end: killed(64) }, { kind: "crashed", signal: "signal 64" }],
  ["SIGXCPU", { end: killed(24) }, { kind: "cpuLimit", limitSeconds: 10 }],
  ["SIGKILL at the CPU limit", { end: killed(9, 9_990) }, { kind: "cpuLimit", limitSeconds: 10 }],
  ["SIGKILL from elsewhere", { end: killed(9, 500) }, { kind: "crashed", signal: "SIGKILL" }],
  ["the zygote is lost", { end: null }, { kind: "faulted", reason: "the zygote was lost during the run" }],
];

describe("how a run ended", () => {
  test.each(rows)("%s", (_name, seen, expected) => {
    const observation = {
      compiled: true,
      decision: null,
      end: killed(9),
      wallMs: 1,
      runMs: 1,
      stdout: nothing,
      stderr: nothing,
      ...seen,
    };
    expect(decideOutcome(observation, limits)).toMatchObject(expected);
  });
});

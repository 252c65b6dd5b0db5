/** Taking more than one's share of memory, time, output and disk: T23, T24, T26 to T28, T37 to T39. */

import type { Attack, AttackRun, Ending } from "../attack.js";
import { partsOf } from "./parts.js";

const mebibyte = 1024 * 1024;
/** What is kept of two streams, and what lies in sockets and pieces on the way. */
const mostServerGrowthBytes = 64 * mebibyte;
const noMemory: Ending = { kind: "memoryLimit" };
/** mmap(2) says so by an error of its own. */
const refusedMapping: Ending = { kind: "raised", type: "OSError", says: /Cannot allocate memory/ };
const flooded: Ending = { kind: "outputLimit" };
const segmentationFault = { in: "plain", shows: { signal: "SIGSEGV" } } as const;

const serverStaysSmall = ({ before, after }: AttackRun): string[] => {
  const grown = after.rssBytes - before.rssBytes;
  return grown > mostServerGrowthBytes ? [`the server grew by ${Math.round(grown / mebibyte)} MB`] : [];
};

export const resources: readonly Attack[] = [
  ...partsOf(
    {
      t: 23,
      file: "t23-memory",
      what: "takes more memory than it may",
      control: { in: "plain" },
      expected: noMemory,
      memoryMb: 64,
    },
    {
      bytearray: {},
      list: {},
      objects: {},
      string: {},
      integer: {},
      "many small pieces": {},
      dictionary: {},
      "numpy ones": {},
      "numpy zeros": {},
      "merge of tables": {},
      "shared mapping": { expected: refusedMapping },
      "many mappings": { expected: refusedMapping },
      "regular expression": {},
      "in threads": {},
    },
  ),
  ...partsOf(
    {
      t: 24,
      file: "t24-cpu",
      what: "computes for ever",
      control: { in: "plain", shows: "runs on" },
      expected: { kind: "timedOut" },
      timeoutMs: 500,
      check: ({ report }) =>
        (report.wallMs ?? 0) > 1_500 ? [`it ran for ${report.wallMs} ms, a second over its limit of 500 ms`] : [],
    },
    {
      "while True": {},
      "a large power": {},
      "regular expression": {},
      "a large sum": {},
      "a search in an iterator": {},
      "a consumer in C": {},
      "a hash": {},
      numpy: {},
      threads: {},
      "a large factorial": {},
    },
  ),
  ...partsOf(
    {
      t: 26,
      file: "t26-output",
      what: "prints without end",
      control: { in: "plain" },
      expected: flooded,
      timeoutMs: 10_000,
      check: serverStaysSmall,
    },
    {
      stdout: { expected: { ...flooded, stream: "stdout" } },
      stderr: { expected: { ...flooded, stream: "stderr" } },
      lines: {},
      "single bytes": {
        expected: [flooded, { kind: "timedOut" }],
        timeoutMs: 2_000,
        control: { none: "it takes too long" },
      },
      "in one piece": { memoryMb: 256 },
      both: {},
      print: { expected: [flooded, { kind: "timedOut" }] },
      "no UTF-8": { expected: "works", check: printed("\uFFFD\uFFFD\uFFFD half \uFFFD") },
      escapes: { expected: "works", check: printed("\x1b[2J\x1b]0;title\x07\x08\x7f") },
      NUL: { expected: "works", check: printed("a\0b") },
      "line separators": { expected: "works", check: printed("\u2028\u2029</script>\r") },
    },
  ),
  {
    t: 27,
    file: "t27-caller-leaves",
    what: "goes on after its caller has gone",
    control: { in: "plain", shows: "runs on" },
    expected: { kind: "cancelled" },
    timeoutMs: 20_000,
    cancelAfterMs: 300,
    check: ({ report }) => (report.stdout === "begun\n" ? [] : ["what it had printed is lost"]),
  },
  ...partsOf(
    { t: 28, file: "t28-limit-signals", what: "catches the signals that announce a limit", timeoutMs: 30_000 },
    {
      "CPU time": { control: { in: "plain", shows: "runs on" }, expected: { kind: "cpuLimit" } },
      "file size": {
        control: { in: "own place" },
        expected: { kind: "raised", type: "OSError", says: /File too large/ },
      },
    },
  ),
  {
    t: 37,
    file: "t37-disk-fill",
    what: "writes more than its scratch space holds",
    control: { in: "own place", except: { "/var/tmp": "shown by the others" } },
    expected: "held",
    timeoutMs: 20_000,
  },
  ...partsOf(
    {
      t: 38,
      file: "t38-inode-flood",
      what: "makes more files than anybody needs",
      control: { in: "own place" },
      expected: "held",
      under: { gvisor: [{ kind: "timedOut" }, { kind: "returned" }] },
      timeoutMs: 20_000,
    },
    { files: {}, folders: {} },
  ),
  ...partsOf(
    {
      t: 39,
      file: "t39-crash",
      what: "crashes the interpreter",
      control: segmentationFault,
      expected: { kind: "crashed", signal: "SIGSEGV" },
      check: ({ after }) => after.entries.filter((path) => /\bcore\b/.test(path)).map((path) => `a core file: ${path}`),
    },
    {
      "null pointer": {},
      "in a thread": {},
      // From 3.12 on the interpreter counts C's stack by itself.
      "stack overflow": {
        expected: [
          { kind: "crashed", signal: "SIGSEGV" },
          { kind: "raised", type: "RecursionError" },
        ],
        control: { none: "from Python 3.12 on it is an ordinary exception" },
      },
      // It sends itself the signal, and process 1 of a namespace is spared that.
      faulthandler: {
        expected: [
          { kind: "crashed", signal: "SIGSEGV" },
          { kind: "returned", json: '"survived"' },
        ],
      },
      "write to code": {},
      "broken object": {},
    },
  ),
];

/** @param wanted on both streams, whole. */
function printed(wanted: string): (run: AttackRun) => string[] {
  return ({ report }) =>
    [report.stdout, report.stderr]
      .filter((text) => text !== wanted)
      .map((text) => `it printed ${JSON.stringify(text)}, not ${JSON.stringify(wanted)}`);
}

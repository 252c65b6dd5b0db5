/** Other processes: signals to them, more of them, and ends of one's own: T11, T16, T20 to T22, T25, T50. */

import type { Attack, Ending } from "../attack.js";
import { partsOf } from "./parts.js";

const quietEnd: Ending = { kind: "noResult", exitCode: 0 };
const endsQuietly = { in: "plain", shows: { exit: 0 } } as const;
const isRefused: Ending = { kind: "raised", type: "PermissionError" };
/** Process 1 of a namespace is spared the signals that it sends itself. */
const survived: Ending = { kind: "returned", json: '"survived"' };
const ownValue: Ending = { kind: "returned", json: '"own value"' };

export const processes: readonly Attack[] = [
  {
    t: 11,
    file: "t11-kill-others",
    what: "sends signals to parent, server and everybody",
    control: { in: "own place" },
    expected: "held",
    refusals: ["EPERM"],
  },
  ...partsOf(
    { t: 16, file: "t16-ends-without-result", what: "ends without a result", control: endsQuietly, expected: quietEnd },
    {
      "os._exit(0)": {},
      "os._exit(7)": { expected: { kind: "noResult", exitCode: 7 }, control: { in: "plain", shows: { exit: 7 } } },
      "sys.exit()": {},
      "SystemExit(0)": {},
      "exit in a generator": { control: { none: "the site module adds exit(), and the control has none" } },
      "SIGKILL by kill": { expected: isRefused, control: { in: "plain", shows: { signal: "SIGKILL" } } },
      "SIGTERM by kill": { expected: isRefused, control: { in: "plain", shows: { signal: "SIGTERM" } } },
      "SIGKILL to its thread": {
        expected: [{ kind: "crashed", signal: "SIGKILL" }, survived],
        control: { in: "plain", shows: { signal: "SIGKILL" } },
      },
      "SIGTERM to its thread": {
        expected: [{ kind: "crashed", signal: "SIGTERM" }, survived],
        control: { in: "plain", shows: { signal: "SIGTERM" } },
      },
      "os.abort()": {
        expected: [
          { kind: "crashed", signal: "SIGABRT" },
          { kind: "crashed", signal: "SIGSEGV" },
        ],
        control: { in: "plain", shows: { signal: "SIGABRT" } },
      },
      KeyboardInterrupt: {
        expected: { kind: "raised", type: "KeyboardInterrupt" },
        control: { in: "plain", shows: { signal: "SIGINT" } },
      },
      GeneratorExit: {
        expected: { kind: "raised", type: "GeneratorExit" },
        control: { in: "plain", shows: { exit: 1 } },
      },
      "infinite recursion": {
        expected: { kind: "raised", type: "RecursionError" },
        control: { none: "an ordinary exception, which any Python reports" },
      },
    },
  ),
  {
    t: 20,
    file: "t20-fork",
    what: "makes processes, by every call that can",
    control: { in: "own place" },
    expected: "held",
    // `pty.fork` turns every error into one of its own.
    refusals: ["EPERM", "EAGAIN", "ENOSYS", "EACCES", "ENOENT", "OSError"],
  },
  {
    t: 21,
    file: "t21-daemon",
    what: "leaves a process behind in a session of its own",
    control: {
      in: "own place",
      except: { session: "the control leads one already", group: "it is free to everybody" },
    },
    expected: "held",
    refusals: ["EPERM", "EAGAIN"],
  },
  ...partsOf(
    {
      t: 22,
      file: "t22-threads",
      what: "starts more threads than it may have",
      control: { in: "plain" },
      expected: "held",
      memoryMb: 256,
    },
    { threading: {}, _thread: {} },
  ),
  ...partsOf(
    {
      t: 25,
      file: "t25-never-ends",
      what: "waits for ever and ignores every signal",
      control: { in: "plain", shows: "runs on" },
      expected: { kind: "timedOut" },
      timeoutMs: 500,
    },
    {
      sleep: {},
      pipe: {},
      SIGSTOP: {},
      "ignored signals": {},
      "blocked signals": {},
      alarms: {},
      lock: {},
      thread: {},
      "swallowed exceptions": {},
    },
  ),
  ...partsOf(
    {
      t: 50,
      file: "t50-threads-after-main",
      what: "returns while its threads go on",
      control: { in: "plain", shows: "runs on" },
      expected: ownValue,
      check: ({ report }) => ((report.wallMs ?? 0) > 1_000 ? [`its result took ${report.wallMs} ms`] : []),
    },
    {
      ordinary: {},
      daemon: { control: { none: "an interpreter that ends takes its daemons with it" } },
      spinning: { control: { none: "an interpreter that ends takes its daemons with it" } },
      chatting: { control: { none: "an interpreter that ends takes its daemons with it" } },
      timer: {},
    },
  ),
];

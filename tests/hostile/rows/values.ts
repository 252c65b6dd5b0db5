/** What a script returns and raises, and what it spoils on the way: T17, T46 to T49. */

import type { Attack, AttackRun, Ending } from "../attack.js";
import { projectRoot } from "../installation.js";
import { partsOf } from "./parts.js";

const none = { none: "it is about this service's own reading of results and exceptions" };

const returned = (json: string): Ending => ({ kind: "returned", json });
const refused = (says: RegExp): Ending => ({ kind: "invalidResult", says });
const raised = (type: string): Ending => ({ kind: "raised", type });
const ownValue = returned('"own value"');

/** Whatever it does to itself, the fault is never the service's. */
const anyEndOfItsOwn: readonly Ending[] = [
  { kind: "returned" },
  { kind: "raised" },
  { kind: "invalidResult" },
  { kind: "noResult" },
  { kind: "crashed" },
  { kind: "timedOut" },
];

const tellsNothing = ({ report }: AttackRun): string[] => {
  const shown = JSON.stringify([report.stdout, report.stderr, report.outcome]);
  return [projectRoot, "python-runtime", "zygote", "worker.py", "packages-"]
    .filter((inside) => shown.includes(inside))
    .map((inside) => `it shows ${inside}: ${shown.slice(0, 600)}`);
};

export const values: readonly Attack[] = [
  ...partsOf(
    { t: 17, file: "t17-result-bombs", what: "returns what is too large or no JSON", control: none, memoryMb: 256 },
    {
      nesting: { expected: refused(/deeper than 200 levels/) },
      "200 levels": { expected: returned(`${"[".repeat(200)}${"]".repeat(200)}`) },
      "201 levels": { expected: refused(/deeper than 200 levels/) },
      itself: { expected: refused(/contains itself/) },
      "many keys": { expected: refused(/too large/) },
      "long string": { expected: refused(/too large/) },
      "just too long": { expected: refused(/too large/) },
      "long integer": { expected: refused(/more than 4,300 digits/) },
      "20 digits": { expected: returned("12345678901234567890") },
      NaN: { expected: refused(/is nan/) },
      infinity: { expected: refused(/\[1\]\["a"\] is -inf/) },
      set: { expected: refused(/is a set; use list/) },
      bytes: { expected: refused(/is a bytes/) },
      complex: { expected: refused(/is a complex/) },
      decimal: { expected: refused(/is a Decimal/) },
      datetime: { expected: refused(/is a datetime; use .isoformat/) },
      "numpy scalar": { expected: returned("7") },
      "numpy array": { expected: refused(/is a ndarray; use .tolist/) },
      "numpy NaN": { expected: refused(/is nan/) },
      table: { expected: refused(/is a DataFrame/) },
      "tuple keys": { expected: refused(/has a key of type tuple/) },
      "same key twice": { expected: refused(/two keys/) },
      "lone surrogate": { expected: returned('"\\ud800"') },
      "lying dict": { expected: anyEndOfItsOwn },
      "lying string": { expected: returned('["true text"]') },
      "lying integer": { expected: returned("[1]") },
      "lying float": { expected: returned("[1.5]") },
      "many moods": { expected: anyEndOfItsOwn },
      object: { expected: refused(/is an object/) },
      generator: { expected: refused(/is a generator; use list/) },
      type: { expected: refused(/is a type/) },
    },
  ),
  ...partsOf(
    {
      t: 46,
      file: "t46-sabotage",
      what: "spoils what its own run depends on",
      control: none,
      expected: anyEndOfItsOwn,
      timeoutMs: 3_000,
    },
    {
      json: {},
      "os.write": { expected: ownValue },
      "all of os": { expected: ownValue },
      "all of builtins": {},
      builtins: {},
      "no stdout": { expected: ownValue },
      "closed stdout": { expected: ownValue },
      "closed descriptors": { expected: ownValue },
      "closed channel": { expected: [{ kind: "invalidResult" }, { kind: "noResult" }] },
      "channel replaced": { expected: [{ kind: "invalidResult" }, { kind: "noResult" }] },
      "stdout onto channel": {},
      "channel onto stdout": { expected: ownValue },
      print: { expected: ownValue },
      trace: {},
      profile: {},
      atexit: { expected: ownValue },
      collector: {},
      threading: { expected: ownValue },
      excepthook: { expected: ownValue },
      import: {},
      modules: {},
      "recursion limit": {},
      frames: {},
      handlers: { expected: ownValue },
      SystemExit: { expected: ownValue },
    },
  ),
  ...partsOf(
    { t: 47, file: "t47-odd-main", what: "has a main that is no ordinary function", control: none, timeoutMs: 1_000 },
    {
      generator: { expected: refused(/is a generator/) },
      coroutine: { expected: returned('"awaited"') },
      "asynchronous generator": { expected: refused(/async_generator/) },
      "endless coroutine": { expected: { kind: "timedOut" } },
      class: { expected: refused(/is a main/) },
      metaclass: { expected: returned('"made by the metaclass"') },
      lambda: { expected: returned('"from a lambda"') },
      partial: { expected: returned('"partial"') },
      "callable object": { expected: returned('"called"') },
      "two arguments": { expected: raised("TypeError") },
      deleted: { expected: raised("NameError") },
      "not callable": { expected: raised("TypeError") },
      itself: { expected: refused(/is a function/) },
      "slow to forget": { expected: { kind: "timedOut" } },
      "slow result": { expected: refused(/is a Slow/) },
      endless: { expected: [{ kind: "timedOut" }, returned("[1]"), { kind: "memoryLimit" }] },
      "raises at import": { expected: raised("ValueError") },
      decorated: { expected: raised("TypeError") },
    },
  ),
  ...partsOf(
    {
      t: 48,
      file: "t48-exceptions",
      what: "raises what is hard to describe",
      control: none,
      timeoutMs: 3_000,
      memoryMb: 256,
    },
    {
      "long message": { expected: { ...raised("ValueError"), says: /^x{10000}… \(\d/ } },
      "binary message": { expected: raised("ValueError") },
      hanging: { expected: { kind: "timedOut" } },
      raising: { expected: { ...raised("Raising"), says: /could not be made into a string/ } },
      hidden: { expected: raised("Hidden") },
      nameless: { expected: raised("Nameless") },
      "message that is no text": { expected: raised("NotText") },
      "long traceback": {
        expected: [raised("ValueError"), { kind: "crashed" }, { kind: "memoryLimit" }, raised("RecursionError")],
      },
      "loop of causes": { expected: raised("ValueError") },
      "chain of causes": { expected: raised("ValueError") },
      "nested groups": { expected: raised("ExceptionGroup") },
      "syntax error of its own": { expected: raised("SyntaxError") },
      "long line": { expected: raised("ValueError") },
      "long name": { expected: { kind: "raised" } },
      "long function name": { expected: raised("ValueError") },
      "no exception": { expected: raised("TypeError") },
      MemoryError: { expected: { kind: "memoryLimit" } },
      StopIteration: { expected: raised("StopIteration") },
    },
  ),
  ...partsOf(
    {
      t: 49,
      file: "t49-traceback-leak",
      what: "makes Python print tracebacks",
      control: none,
      expected: ownValue,
      check: tellsNothing,
    },
    {
      uncaught: { expected: raised("ValueError") },
      "in a thread": {},
      "in __del__": {},
      print_exc: {},
      excepthook: {},
      warning: {},
      "warning of the caller": {},
      print_stack: {},
      faulthandler: {},
      recursion: { expected: raised("RecursionError") },
    },
  ),
];

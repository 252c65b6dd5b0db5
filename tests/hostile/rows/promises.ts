/** What must go on working under all this confinement, and the routes that the static check lets pass: T41, T51, T61, T62. */

import { readModulePolicy } from "../../../functions/validation/module-policy.js";
import type { Attack } from "../attack.js";

export const promises: readonly Attack[] = [
  {
    t: 41,
    file: "t41-ordinary-work",
    what: "does what ordinary programs do",
    control: { in: "own place" },
    expected: "works",
    timeoutMs: 20_000,
    memoryMb: 256,
  },
  {
    t: 51,
    file: "t51-standard-input",
    what: "asks for input",
    control: { in: "plain" },
    expected: "works",
  },
  {
    t: 61,
    file: "t61-gadgets",
    what: "reaches the operating system without an import",
    control: { in: "plain" },
    expected: "held",
    timeoutMs: 20_000,
    refusals: ["EPERM", "EACCES", "EAGAIN", "ENOENT", "Absent"],
  },
  {
    t: 62,
    file: "t62-allowed-modules",
    what: "imports every module that the service allows",
    control: { in: "plain" },
    expected: "works",
    timeoutMs: 30_000,
    memoryMb: 256,
    setup: { modules: [...readModulePolicy().allowed] },
  },
];

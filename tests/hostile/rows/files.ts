/** Writing where it must not: T32, T34. */

import type { Attack } from "../attack.js";

export const files: readonly Attack[] = [
  {
    t: 32,
    file: "t32-python-files",
    what: "changes the Python that the next script runs on",
    control: { none: "unconfined it would change this machine's Python; the effect of a write is shown by T34" },
    expected: "held",
    refusals: ["EROFS", "EACCES", "ENOENT", "EPERM", "EXDEV"],
  },
  {
    t: 34,
    file: "t34-write-files",
    what: "writes where the whole machine would notice",
    control: { in: "own place" },
    expected: "held",
    refusals: ["EROFS", "EACCES", "ENOENT", "EPERM"],
  },
];

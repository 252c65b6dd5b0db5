/** Looking for what belongs to the server or to somebody else: T7, T8, T12, T33. */

import type { Attack } from "../attack.js";

export const secrets: readonly Attack[] = [
  {
    t: 7,
    file: "t07-secret-in-environment",
    what: "looks for the server's secret in every environment",
    control: { in: "own place" },
    expected: "held",
  },
  {
    t: 8,
    file: "t08-scan-memory",
    what: "searches its memory for what server, zygote or an earlier script left in it",
    control: { in: "plain" },
    expected: "held",
    timeoutMs: 20_000,
  },
  {
    t: 12,
    file: "t12-other-memory",
    what: "looks into its parent's and the server's memory and descriptors",
    control: {
      in: "own place",
      except: {
        "ptrace the zygote": "it is the parent there, which is traced already",
        "ptrace the server": "it is the parent there, which is traced already",
      },
    },
    expected: "held",
    refusals: ["EPERM", "EACCES", "ENOENT"],
  },
  {
    t: 33,
    file: "t33-read-files",
    what: "reads accounts, sources, mounted secrets and the kernel's files",
    control: { in: "plain" },
    expected: "held",
    refusals: ["EACCES", "ENOENT", "EPERM", "ENOTDIR"],
  },
];

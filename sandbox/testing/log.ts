/** A log that keeps what is written to it, for tests to look into. */

import type { SandboxLog } from "../log.js";

export interface KeptLog extends SandboxLog {
  readonly entries: {
    readonly level: "info" | "warn" | "error";
    readonly details: Readonly<Record<string, unknown>>;
    readonly message: string;
  }[];
}

export function createKeptLog(): KeptLog {
  const entries: KeptLog["entries"] = [];
  const at =
    (level: "info" | "warn" | "error"): SandboxLog["info"] =>
    (details, message) => {
      entries.push({ level, details, message });
    };
  return { entries, info: at("info"), warn: at("warn"), error: at("error") };
}

/** Which backend serves a `SANDBOX` setting. */

import type { SandboxSettings } from "../settings.js";
import type { Backend } from "./backend.js";
import { createRlimitBackend } from "./rlimit.js";

/** A backend, or why there is none: the service then starts, says so, and runs nothing. */
export type Choice = { readonly backend: Backend } | { readonly missing: string };

export function chooseBackend(settings: SandboxSettings): Choice {
  switch (settings.mode) {
    case "nsjail":
      return { missing: "SANDBOX=nsjail is not supported by this version; use SANDBOX=auto or SANDBOX=rlimit" };
    case "auto":
    case "rlimit":
      return { backend: createRlimitBackend(settings, process.getuid?.() === 0) };
  }
}

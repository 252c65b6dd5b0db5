/** Which backends serve a `SANDBOX` setting, the strongest first. */

import type { SandboxSettings } from "../settings.js";
import type { Backend } from "./backend.js";
import { createNsjailBackend } from "./nsjail.js";
import { createRlimitBackend } from "./rlimit.js";

/** What is tried at start, in this order; `missing` says why one that was asked for is not among them. */
export interface Choice {
  readonly backends: readonly Backend[];
  readonly missing: string | null;
}

const noNsjail = "there is no nsjail: set-up found none for this platform; name a binary with NSJAIL_PATH";

/** @param isRoot whether the server runs as uid 0. */
export function chooseBackends(settings: SandboxSettings, isRoot: boolean): Choice {
  const { mode, nsjailPath } = settings;
  const nsjail = nsjailPath === undefined ? [] : [createNsjailBackend(settings, nsjailPath, isRoot)];
  const rlimit = [createRlimitBackend(settings, isRoot, "self"), createRlimitBackend(settings, isRoot, "none")];
  const missing = mode !== "rlimit" && nsjailPath === undefined ? noNsjail : null;
  switch (mode) {
    case "nsjail":
      return { backends: nsjail, missing };
    case "rlimit":
      return { backends: rlimit, missing };
    case "auto":
      return { backends: [...nsjail, ...rlimit], missing };
  }
}

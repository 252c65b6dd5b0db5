/**
 * `rlimit` mode: the zygote is a plain subprocess. It jails itself where namespaces are permitted; where they are not,
 * each worker takes what the kernel offers without them.
 */

import { plannedLimits } from "../plan.js";
import type { SandboxSettings } from "../settings.js";
import type { Backend } from "./backend.js";
import { zygoteEnvironment } from "./environment.js";
import { zygoteArguments } from "./interpreter.js";

/** @param isRoot whether workers can be given another uid than the server's. */
export function createRlimitBackend(settings: SandboxSettings, isRoot: boolean, jail: "self" | "none"): Backend {
  const firstUid = isRoot ? settings.firstUid : null;
  return {
    mode: "rlimit",
    name: jail === "self" ? "rlimit with a jail of its own" : "rlimit without namespaces",
    // Without a jail the zygote stays root, so that it can give each worker its uid.
    socketOwner: jail === "self" ? firstUid : null,
    command: () => ({
      file: settings.python,
      args: zygoteArguments(settings),
      env: zygoteEnvironment(process.env),
    }),
    plan: (site) => ({ ...plannedLimits(settings), ...site, jail, firstUid }),
  };
}

/** `rlimit` mode: the zygote is a plain subprocess, and each worker takes what the kernel offers without namespaces. */

import { join } from "node:path";
import { plannedLimits } from "../plan.js";
import type { SandboxSettings } from "../settings.js";
import type { Backend } from "./backend.js";
import { zygoteEnvironment } from "./environment.js";

/** @param isRoot whether the server may give each slot a uid of its own. */
export function createRlimitBackend(settings: SandboxSettings, isRoot: boolean): Backend {
  return {
    mode: "rlimit",
    command: () => ({
      file: settings.python,
      // -I and -S: nothing from the environment, the user's folders or site; -B: no .pyc is written.
      args: ["-I", "-S", "-B", "-X", "utf8", join(settings.runtime, "zygote.py")],
      env: zygoteEnvironment(process.env),
    }),
    plan: (socket) => ({
      ...plannedLimits(settings),
      socket,
      mode: "rlimit",
      firstUid: isRoot ? settings.firstUid : null,
      landlock: true,
    }),
  };
}

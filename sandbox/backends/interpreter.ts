/** The command line of the interpreter that becomes the zygote, the same in every mode. */

import { join } from "node:path";
import type { SandboxSettings } from "../settings.js";

/** -I and -S: nothing from the environment, the user's folders or site; -B: no .pyc is written. */
export const isolated = ["-I", "-S", "-B", "-X", "utf8"] as const;

export function zygoteArguments(settings: SandboxSettings): string[] {
  return [...isolated, join(settings.runtime, "zygote.py")];
}

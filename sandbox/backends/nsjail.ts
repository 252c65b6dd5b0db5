/** `nsjail` mode: the zygote runs inside one nsjail, whose policy is the file `nsjail.cfg`. */

import { dirname } from "node:path";
import { plannedLimits } from "../plan.js";
import type { SandboxSettings } from "../settings.js";
import type { Backend } from "./backend.js";
import { zygoteEnvironment } from "./environment.js";
import { zygoteArguments } from "./interpreter.js";

/**
 * @param nsjailPath the binary.
 * @param isRoot whether the jail's user has to be another than the server's.
 */
export function createNsjailBackend(settings: SandboxSettings, nsjailPath: string, isRoot: boolean): Backend {
  const firstUid = isRoot ? settings.firstUid : null;
  return {
    mode: "nsjail",
    name: "nsjail",
    socketOwner: firstUid,
    command: (site) => ({
      file: nsjailPath,
      args: [
        ...["--config", settings.nsjailConfig],
        ...(firstUid === null ? [] : ["-u", mapped(firstUid), "-g", mapped(firstUid)]),
        ...[...site.readable, settings.runtime, dirname(site.socket)].flatMap((path) => ["-R", path]),
        // Arguments are readable by everyone: these are no secrets.
        ...Object.entries(zygoteEnvironment(process.env)).flatMap(([name, value]) => ["-E", `${name}=${value}`]),
        ...["--", settings.python, ...zygoteArguments(settings)],
      ],
      env: {},
    }),
    plan: (site) => ({ ...plannedLimits(settings), ...site, jail: "nsjail", firstUid }),
  };
}

/** Inside the jail the user has the same number as outside. */
function mapped(uid: number): string {
  return `${uid}:${uid}:1`;
}

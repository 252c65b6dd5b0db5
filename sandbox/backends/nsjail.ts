/** `nsjail` mode: the zygote runs inside one nsjail, whose policy is the file `nsjail.cfg`. */

import { dirname } from "node:path";
import { mostWorkers, plannedLimits } from "../plan.js";
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
  const uids = mostWorkers(settings);
  return {
    mode: "nsjail",
    name: "nsjail",
    socketOwner: firstUid,
    command: (site) => ({
      file: nsjailPath,
      args: [
        ...["--config", settings.nsjailConfig],
        ...(firstUid === null ? [] : ["-u", mapped(firstUid, uids), "-g", mapped(firstUid, uids)]),
        // Where workers mount their scratch; empty itself. See scratch.mount_point() in python-runtime.
        ...[
          "-m",
          `none:${site.readable.some((path) => path.startsWith("/tmp/")) ? "/scratch" : "/tmp"}:tmpfs:size=4096`,
        ],
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

/** Inside the jail the uids have the same numbers as outside: one for each worker. */
function mapped(firstUid: number, count: number): string {
  return `${firstUid}:${firstUid}:${count}`;
}

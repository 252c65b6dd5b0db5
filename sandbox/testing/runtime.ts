/** The real Python runtime for tests, where the set-up has been run. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { SandboxSettings } from "../settings.js";

const setupFile = fileURLToPath(new URL("../../.runtime/python.json", import.meta.url));
const setupSchema = z.object({ python: z.string(), packages: z.string(), runtime: z.string() });

/** What a sandbox needs to use it, or why it cannot be used here. */
export type RealRuntime =
  | { readonly settings: Pick<SandboxSettings, "python" | "packages" | "runtime"> }
  | { readonly missing: string };

export function findRuntime(): RealRuntime {
  if (process.platform !== "linux") return { missing: `needs Linux, this is ${process.platform}` };
  if (!existsSync(setupFile)) return { missing: "needs the set-up: npm run setup" };
  return { settings: setupSchema.parse(JSON.parse(readFileSync(setupFile, "utf8"))) };
}

/** A process below this one, as /proc tells. */
export interface Descendant {
  readonly pid: number;
  readonly parent: number;
  readonly state: string;
  readonly command: string;
}

/** The living and dead processes whose command line holds `needle`, or that have none any more (zombies). */
export function findProcesses(needle: string): Descendant[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, "utf8");
        const [state = "", parent = "0"] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
        const command = readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ");
        return [{ pid: Number(name), parent: Number(parent), state, command }];
      } catch {
        // It ended between the listing and the look.
        return [];
      }
    })
    .filter(({ command }) => command.includes(needle));
}

/** Where set-up put Python and its libraries. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Installed } from "./setting.js";

const schema = z.object({
  python: z.string(),
  packages: z.string(),
  runtime: z.string(),
  nsjail: z.string().optional(),
});

/** @returns undefined where set-up has not run, or was interrupted. */
export function readInstalled(projectRoot: string): Installed | undefined {
  try {
    return schema.parse(JSON.parse(readFileSync(join(projectRoot, ".runtime", "python.json"), "utf8")));
  } catch {
    return undefined;
  }
}

/** What set-up and the build have made: the Python, its packages, the compiled sandbox. */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { findProjectRoot } from "../../functions/project-root.js";

export const projectRoot = findProjectRoot(import.meta.dirname);

const schema = z.object({
  python: z.string(),
  packages: z.string(),
  runtime: z.string(),
  nsjail: z.string().nullish(),
});

export type Installation = z.infer<typeof schema>;

/** @throws Error that says what to do where set-up has not run. */
export function readInstallation(): Installation {
  const facts = join(projectRoot, ".runtime/python.json");
  for (const path of [facts, join(projectRoot, "dist/sandbox/create.js")]) {
    if (!existsSync(path)) throw new Error(`${path} is missing: run npm run setup`);
  }
  return schema.parse(JSON.parse(readFileSync(facts, "utf8")));
}

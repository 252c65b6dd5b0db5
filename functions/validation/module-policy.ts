/** Which modules a script may import, read from the one list that the validator, the runtime and the docs share. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { findProjectRoot } from "../project-root.js";

const fileSchema = z.strictObject({
  packages: z.array(z.string().min(1)),
  standardLibrary: z.array(z.string().min(1)),
  refused: z.record(z.string().min(1), z.array(z.string().min(1))),
});

/** All names are top-level modules. */
export interface ModulePolicy {
  /** Third-party packages, in the order in which people should read them. */
  readonly packages: readonly string[];
  /** Everything that may be imported. */
  readonly allowed: ReadonlySet<string>;
  /** Modules of the standard library that may not, each with a verb phrase that says why: "starts processes". */
  readonly refused: ReadonlyMap<string, string>;
}

/** @throws when the file cannot be read or has another shape. */
export function readModulePolicy(path = join(findProjectRoot(), "python-runtime", "modules.json")): ModulePolicy {
  const { packages, standardLibrary, refused } = fileSchema.parse(JSON.parse(readFileSync(path, "utf8")));
  return {
    packages,
    allowed: new Set([...packages, ...standardLibrary]),
    refused: new Map(
      Object.entries(refused).flatMap(([reason, modules]) => modules.map((name) => [name, reason] as const)),
    ),
  };
}

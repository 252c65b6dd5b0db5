/** Where the project lies, seen from the sources as well as from `dist/`. */

import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * The nearest folder at or above `from` that holds a package.json. Sources and compiled files lie at different depths,
 * so a path relative to the module would be right for one of them only.
 *
 * @throws when there is none up to the root of the file system.
 */
export function findProjectRoot(from: string = import.meta.dirname): string {
  let folder = from;
  while (!existsSync(join(folder, "package.json"))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error(`no package.json at or above ${from}`);
    folder = parent;
  }
  return folder;
}

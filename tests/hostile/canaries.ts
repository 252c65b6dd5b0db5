/** Things that no script may find: a secret in the server's environment, files of its user's and of everybody's. */

import { randomBytes } from "node:crypto";
import { chmodSync, chownSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface Canaries {
  /** The value of HOSTILE_SECRET. Never given to an attack, which looks for its pattern. */
  readonly secret: string;
  /** Readable by everybody. */
  readonly openFile: string;
  /** Readable by the server's user. */
  readonly ownFile: string;
  /** A folder that everybody may write to, with one file in it. */
  readonly openFolder: string;
}

export function placeCanaries(folder: string, userId: number | undefined): Canaries {
  const canaries: Canaries = {
    secret: `canary-${randomBytes(8).toString("hex")}-secret`,
    openFile: join(folder, "open-canary"),
    ownFile: join(folder, "own-canary"),
    openFolder: join(folder, "open-folder"),
  };
  writeFileSync(canaries.openFile, "canary of everybody's\n", { mode: 0o644 });
  writeFileSync(canaries.ownFile, "canary of the server's\n", { mode: 0o600 });
  if (userId !== undefined) chownSync(canaries.ownFile, userId, userId);
  mkdirSync(canaries.openFolder);
  chmodSync(canaries.openFolder, 0o777);
  writeFileSync(join(canaries.openFolder, "kept"), "kept\n");
  chmodSync(join(canaries.openFolder, "kept"), 0o666);
  return canaries;
}

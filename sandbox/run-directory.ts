/** The folder that a sandbox has to itself: made at start, removed at close, or by the next server if this one is killed. */

import { chmodSync, chownSync, mkdtempSync } from "node:fs";
import { readdir, rm, rmdir } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";

/** `sun_path` holds 108 bytes, the last of them NUL. */
const longestSocketPath = 107;
const prefix = "sandbox-";
const socketName = "workers.sock";
/** Made by a zygote whose workers cannot mount a scratch of their own. */
const scratchName = "scratch";

export interface RunDirectory {
  readonly path: string;
  /** Where workers connect. */
  readonly socket: string;
  /**
   * Lets a zygote of this uid connect. Null is the server's own; as root it then makes its workers' uids itself, and
   * they have to pass through to their scratch folders.
   */
  giveTo(uid: number | null): void;
  /** Removes what it made; never walks into a folder that scripts wrote to. */
  remove(): Promise<void>;
}

/**
 * Makes the folder with mode 0700.
 *
 * @throws Error that names the folder and the reason: a service without one cannot start.
 */
export function createRunDirectory(parent: string): RunDirectory {
  const path = makeFolder(parent);
  const socket = join(path, socketName);
  const length = Buffer.byteLength(socket);
  if (length > longestSocketPath) {
    void rmdir(path);
    throw new Error(
      `the socket's path may have ${longestSocketPath} bytes, ${socket} has ${length}: choose a shorter run directory`,
    );
  }
  return {
    path,
    socket,
    giveTo(uid) {
      if (process.getuid?.() !== 0) return;
      chmodSync(path, uid === null ? 0o711 : 0o700);
      for (const owned of [path, socket]) chownSync(owned, uid ?? 0, uid ?? 0);
    },
    remove: () => removeFolder(path),
  };
}

/**
 * Removes the folders of servers that were killed: those whose socket nobody listens on. A process id would not tell,
 * for another container may share the parent. Never rejects, and never removes more than a socket and its empty folder.
 */
export async function removeAbandoned(parent: string): Promise<void> {
  const names = await readdir(parent).catch(() => []);
  for (const name of names.filter((candidate) => candidate.startsWith(prefix))) {
    const folder = join(parent, name);
    const socket = join(folder, socketName);
    if (!(await isAbandoned(socket))) continue;
    await removeFolder(folder).catch(() => undefined);
  }
}

/** Removes the socket and empty folders; one with something left in it stays, for only a zygote may empty it. */
async function removeFolder(folder: string): Promise<void> {
  await rm(join(folder, socketName), { force: true });
  await rmdir(join(folder, scratchName)).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
  });
  await rmdir(folder);
}

function isAbandoned(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = connect(socket)
      .once("connect", () => {
        connection.destroy();
        resolve(false);
      })
      .once("error", (error: NodeJS.ErrnoException) => resolve(error.code === "ECONNREFUSED"));
  });
}

function makeFolder(parent: string): string {
  try {
    return mkdtempSync(join(parent, prefix));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`no run directory can be made in ${parent}: ${reason}`, { cause });
  }
}

import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createRunDirectory, removeAbandoned } from "./run-directory.js";

let parent = "";
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "run-directory-"));
});
afterEach(() => rmSync(parent, { recursive: true }));

test("is the server's alone, and removed with what is in it", async () => {
  const directory = createRunDirectory(parent);
  expect(statSync(directory.path).mode & 0o777).toBe(0o700);
  await directory.remove();
  expect(readdirSync(parent)).toEqual([]);
});

test("those of killed servers are removed, those in use and those just made are not", async () => {
  const killed = createRunDirectory(parent);
  const listen = `require("net").createServer().listen(${JSON.stringify(killed.socket)}, () => process.kill(process.pid, "SIGKILL"))`;
  expect(spawnSync(process.execPath, ["-e", listen]).signal).toBe("SIGKILL");
  const used = createRunDirectory(parent);
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(used.socket, resolve));
  const fresh = createRunDirectory(parent);
  await removeAbandoned(parent);
  expect(readdirSync(parent).sort()).toEqual([basename(used.path), basename(fresh.path)].sort());
  await new Promise((resolve) => server.close(resolve));
});

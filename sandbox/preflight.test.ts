import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { preflight } from "./preflight.js";
import { testSettings } from "./testing/settings.js";

const folder = mkdtempSync(join(tmpdir(), "preflight-"));
afterAll(() => rmSync(folder, { recursive: true }));

const around = { isRoot: false, isNsjailNamed: false };
const sound = { packages: folder, runtime: folder };

test("sound settings have no problem", async () => {
  expect(await preflight(testSettings(sound), around)).toEqual([]);
});

test("a folder that cannot be written to is named with its setting", async () => {
  const file = join(folder, "file");
  writeFileSync(file, "");
  const problems = await preflight(testSettings({ ...sound, runParent: file }), around);
  expect(problems).toEqual([`RUN_DIR ${file} is not a folder that this user can write to`]);
});

test("an interpreter that is not there", async () => {
  const problems = await preflight(testSettings({ ...sound, python: "/nonexistent/python3" }), around);
  expect(problems).toEqual([expect.stringMatching(/cannot use PYTHON \/nonexistent\/python3 .*ENOENT/)]);
});

test("packages that the jail's user cannot read", async () => {
  const problems = await preflight(testSettings({ ...sound, packages: "/nonexistent" }), around);
  expect(problems).toEqual([expect.stringMatching(/cannot use PYTHON .* with \/nonexistent .*Open the folders/)]);
});

test("memory that the place does not have is written out", async () => {
  const problems = await preflight(testSettings({ ...sound, maxMemoryBytes: 2 ** 50 }), around);
  expect(problems).toEqual([expect.stringContaining("the settings need")]);
});

test("an NSJAIL_PATH that is no nsjail", async () => {
  const impostor = join(folder, "impostor");
  writeFileSync(impostor, "#!/bin/sh\necho hello\n", { mode: 0o755 });
  const named = { ...around, isNsjailNamed: true };
  expect(await preflight(testSettings({ ...sound, nsjailPath: impostor }), named)).toEqual([
    `NSJAIL_PATH ${impostor} is no nsjail: it does not know nsjail's options`,
  ]);
  expect(await preflight(testSettings({ ...sound, nsjailPath: "/nonexistent" }), named)).toEqual([
    expect.stringMatching(/NSJAIL_PATH \/nonexistent is no nsjail: .*ENOENT/),
  ]);
});

test("all problems are told at once", async () => {
  const wrong = testSettings({ python: "/nonexistent", runParent: "/nonexistent", maxMemoryBytes: 2 ** 50 });
  expect(await preflight(wrong, around)).toHaveLength(3);
});

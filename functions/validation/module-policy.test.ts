import { writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readModulePolicy } from "./module-policy.js";

test("no module is both allowed and refused", () => {
  const policy = readModulePolicy();
  expect([...policy.refused.keys()].filter((name) => policy.allowed.has(name))).toEqual([]);
});

test("the packages are allowed", () => {
  const policy = readModulePolicy();
  expect(policy.packages.length).toBeGreaterThan(0);
  expect(policy.packages.every((name) => policy.allowed.has(name))).toBe(true);
});

test("a list of another shape stops the start", async () => {
  const folder = await mkdtemp(join(tmpdir(), "module-policy-"));
  try {
    const path = join(folder, "modules.json");
    writeFileSync(path, JSON.stringify({ packages: ["pandas"], standardLibrary: [], refused: {}, extra: 1 }));
    expect(() => readModulePolicy(path)).toThrow("extra");
  } finally {
    await rm(folder, { recursive: true });
  }
});

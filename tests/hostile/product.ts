/** The compiled sandbox, the driver and what they import, where the user of a mode can read them. */

import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { projectRoot } from "./installation.js";
import { asUser } from "./machine.js";

export interface Product {
  /** Path of driver.mjs. */
  readonly driver: string;
  /** URL of the compiled create.ts. */
  readonly sandbox: string;
}

/** @param folder takes a copy when this user cannot read the project where it lies. */
export function productFor(userId: number | undefined, folder: string): Product {
  const inPlace = productIn(projectRoot);
  if (userId === undefined || canImport(userId, inPlace)) return inPlace;
  copyProduct(folder);
  return productIn(folder);
}

function productIn(root: string): Product {
  return {
    driver: join(root, "tests/hostile/driver.mjs"),
    sandbox: pathToFileURL(join(root, "dist/sandbox/create.js")).href,
  };
}

function canImport(userId: number, product: Product): boolean {
  const [file = "", ...args] = [...asUser(userId), process.execPath, "--input-type=module", "-e"];
  const code = `await import(${JSON.stringify(product.sandbox)}); await import("node:fs").then((fs) => fs.readFileSync(${JSON.stringify(product.driver)}))`;
  return spawnSync(file, [...args, code], { cwd: "/" }).status === 0;
}

function copyProduct(target: string): void {
  const compiled = join(projectRoot, "dist/sandbox");
  cpSync(compiled, join(target, "dist/sandbox"), { recursive: true });
  cpSync(join(projectRoot, "package.json"), join(target, "package.json"));
  mkdirSync(join(target, "tests/hostile"), { recursive: true });
  for (const name of ["driver.mjs", "look.mjs"]) {
    cpSync(join(import.meta.dirname, name), join(target, "tests/hostile", name));
  }
  for (const name of closureOf(importedBy(compiled))) {
    cpSync(join(projectRoot, name), join(target, name), { recursive: true });
  }
}

/** Names of the packages that compiled files import. */
function importedBy(folder: string): string[] {
  const sources = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".js"));
  const names = sources.flatMap((name) =>
    [...readFileSync(join(folder, name), "utf8").matchAll(/from "([^."][^"]*)"/g)].map((match) => match[1] ?? ""),
  );
  return [...new Set(names)].filter((name) => !name.startsWith("node:"));
}

/** These packages and all that they need, as folders relative to the project. */
function closureOf(names: readonly string[]): Set<string> {
  const found = new Set<string>();
  const pending = names.map((name) => ({ name, from: "." }));
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const folder = findPackage(next.name, next.from);
    if (folder === undefined || found.has(folder)) continue;
    found.add(folder);
    const { dependencies = {} } = JSON.parse(readFileSync(join(projectRoot, folder, "package.json"), "utf8"));
    for (const name of Object.keys(dependencies)) pending.push({ name, from: folder });
  }
  return found;
}

/** As Node looks for it: in `from`, then in each folder above it. */
function findPackage(name: string, from: string): string | undefined {
  const candidate = join(from, "node_modules", name);
  if (existsSync(join(projectRoot, candidate, "package.json"))) return candidate;
  return from === "." ? undefined : findPackage(name, dirname(from));
}

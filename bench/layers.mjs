/** What each layer costs between fork and ready, in each way of jailing that this machine offers. */

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { chmod, chown } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createRlimitBackend } from "../dist/sandbox/backends/rlimit.js";
import { findReadable } from "../dist/sandbox/readable.js";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const isRoot = process.getuid?.() === 0;

/**
 * @param {import("../sandbox/settings.js").SandboxSettings} settings
 * @returns {Promise<Record<string, string | number>[]>} a row for each layer; "–" where that jail does not take it
 */
export async function measureLayers(settings) {
  const readable = await findReadable(settings);
  /** @type {Record<string, Record<string, number>>} */
  const costs = {};
  for (const [name, jail] of /** @type {const} */ ([
    ["namespaces", "self"],
    ["no namespaces", "none"],
  ])) {
    const folder = mkdtempSync(join(tmpdir(), "bench-"));
    try {
      const backend = createRlimitBackend(settings, isRoot, jail);
      if (backend.socketOwner !== null) await chown(folder, backend.socketOwner, backend.socketOwner);
      if (jail === "none") await chmod(folder, 0o711);
      costs[name] = run(settings, backend.plan({ socket: join(folder, "s"), readable }));
    } catch (error) {
      console.log(`${name}: not to be had here: ${error instanceof Error ? error.message : error}`);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  const layers = [...new Set(Object.values(costs).flatMap((cost) => Object.keys(cost)))];
  return layers.map((layer) => ({
    layer,
    ...Object.fromEntries(Object.entries(costs).map(([name, cost]) => [`${name}, µs`, cost[layer] ?? "–"])),
  }));
}

/**
 * @param {import("../sandbox/settings.js").SandboxSettings} settings
 * @param {import("../sandbox/plan.js").Plan} plan
 */
function run(settings, plan) {
  const program = join(ROOT, "bench", "layers.py");
  const { command } = createRlimitBackend(settings, isRoot, "self");
  const { env } = command({ socket: plan.socket, readable: plan.readable });
  // The jail's standing process lets go of stdout: the table comes over stderr.
  const script = 'exec "$0" -I -S -B -X utf8 "$1" "$2" 2>&1 >/dev/null';
  const output = execFileSync("/bin/sh", ["-c", script, settings.python, program, JSON.stringify(plan)], { env });
  return JSON.parse(output.toString());
}

/** The settings of a service with all defaults, as set-up left them. */
export async function defaultSettings() {
  const { readConfig } = await import("../dist/functions/config.js");
  const installed = JSON.parse(readFileSync(join(ROOT, ".runtime/python.json"), "utf8"));
  const reading = readConfig({}, { cpus: 2, tmpdir: tmpdir(), installed, projectRoot: ROOT });
  if ("problems" in reading) throw new Error(reading.problems.join("\n"));
  return reading.config.sandbox;
}

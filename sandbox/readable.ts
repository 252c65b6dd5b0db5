/** Asks the interpreter at hand which files a script has to be able to read. */

import { join } from "node:path";
import { execa } from "execa";
import { z } from "zod";
import { zygoteEnvironment } from "./backends/environment.js";
import { isolated } from "./backends/interpreter.js";
import type { SandboxSettings } from "./settings.js";

const timeoutMs = 10_000;
const paths = z.array(z.string().startsWith("/")).min(1);

/**
 * Runs `readable.py` once.
 *
 * @returns absolute paths of files and folders.
 * @throws Error that names the interpreter and what it said.
 */
export async function findReadable(settings: SandboxSettings): Promise<readonly string[]> {
  const program = join(settings.runtime, "readable.py");
  const result = await execa(settings.python, [...isolated, program, settings.packages], {
    env: zygoteEnvironment(process.env),
    extendEnv: false,
    cwd: "/",
    stdin: "ignore",
    timeout: timeoutMs,
    reject: false,
  });
  if (result.failed) throw new Error(`${settings.python} cannot be used: ${result.shortMessage}: ${result.stderr}`);
  return paths.parse(JSON.parse(result.stdout));
}

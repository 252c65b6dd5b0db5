/** The programs that the service is tried with, and what their first comment lines expect. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const folder = join(import.meta.dirname, "programs");
const expectation = /^# (input|result|stdout|python|needs): (.*)\n/;

export interface Program {
  readonly name: string;
  /** What is sent: without the expectations. */
  readonly script: string;
  /** JSON texts, so that long integers keep their digits; undefined where there is none. */
  readonly inputJson: string | undefined;
  readonly resultJson: string;
  readonly stdout: string;
  /** Works only where a run has scratch space. */
  readonly needsScratch: boolean;
  /** The oldest Python that takes its syntax, such as [3, 12]. */
  readonly python: readonly [number, number];
}

export const programs: readonly Program[] = readdirSync(folder)
  .filter((file) => file.endsWith(".py"))
  .sort()
  .map(readProgram);

function readProgram(file: string): Program {
  let script = readFileSync(join(folder, file), "utf8");
  const found = new Map<string, string>();
  for (let line = expectation.exec(script); line !== null; line = expectation.exec(script)) {
    found.set(line[1] ?? "", line[2] ?? "");
    script = script.slice(line[0].length);
  }
  const resultJson = found.get("result");
  if (resultJson === undefined) throw new Error(`${file} does not say "# result: …"`);
  const [major = 3, minor = 11] = (found.get("python") ?? "3.11").split(".").map(Number);
  return {
    name: file.replace(/\.py$/, ""),
    script,
    inputJson: found.get("input"),
    resultJson,
    stdout: JSON.parse(found.get("stdout") ?? '""') as string,
    needsScratch: found.get("needs") === "scratch",
    python: [major, minor],
  };
}

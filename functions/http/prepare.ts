/** From a request to the job that the sandbox runs, or to what is wrong with the script. */

import type { Job } from "../../sandbox/sandbox.js";
import type { Verdict } from "../validation/diagnostic.js";
import type { ExecuteRequest } from "./execute-request.js";
import { inputRefused, type Problem } from "./problem.js";
import { scriptRefused } from "./script-refused.js";

export interface Validation {
  readonly normalise: (script: string) => string;
  /** @param source what `normalise` gave. */
  readonly check: (source: string, signal: AbortSignal) => Promise<Verdict>;
}

/** @returns the job, or the problem (`invalid_script`; `invalid_request` where `input` and `main` do not fit). */
export async function prepareJob(
  { script, inputJson, limits }: ExecuteRequest,
  { normalise, check }: Validation,
  signal: AbortSignal,
): Promise<Job | Problem> {
  const source = normalise(script);
  const verdict = await check(source, signal);
  if (!verdict.valid) return scriptRefused(verdict.diagnostics);
  if (inputJson !== undefined && !verdict.main.acceptsInput) {
    return inputRefused("input was given, but main() takes no parameter. Define main(input), or leave input out.");
  }
  if (inputJson === undefined && verdict.main.requiresInput) {
    return inputRefused(
      "main() requires a parameter, but there is no input. Send input, or give the parameter a default.",
    );
  }
  return { script: source, inputJson, timeoutMs: limits.timeoutMs, memoryBytes: limits.memoryMb * 1024 * 1024 };
}

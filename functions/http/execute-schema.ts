/** The schema of `POST /execute`: strict, with a message of its own for every way to miss it. */

import { z } from "zod";
import { issuesMax, memoryMbMin, timeoutMsMin } from "./limits.js";
import { type Problem, refusal } from "./problem.js";

/** What a request may ask for at most; both are also the defaults. */
export interface Maxima {
  readonly maxTimeoutMs: number;
  readonly maxMemoryMb: number;
}

/** Whether `input` was given shows in the body's text: its value is never read here. */
export interface ExecuteFields {
  readonly script: string;
  readonly limits: { readonly timeoutMs: number; readonly memoryMb: number };
}

export interface Issue {
  readonly path: string;
  readonly message: string;
}

/** @returns a function that gives the fields of a parsed body, or a problem that lists every issue with its path. */
export function createExecuteSchema(maxima: Maxima): (body: unknown) => ExecuteFields | Problem {
  const schema = z.strictObject(
    {
      script: z.string({ error: says("must be a string of Python source with a top-level main()") }),
      input: z.unknown().optional(),
      limits: z
        .strictObject(
          {
            timeoutMs: bounded(timeoutMsMin, maxima.maxTimeoutMs),
            memoryMb: bounded(memoryMbMin, maxima.maxMemoryMb),
          },
          { error: says("must be an object") },
        )
        .prefault({}),
    },
    { error: says("must be a JSON object") },
  );

  return (body) => {
    const parsed = schema.safeParse(body);
    return parsed.success ? parsed.data : invalid(parsed.error.issues.flatMap(issuesOf));
  };
}

/** An integer within bounds; left out, it is the upper one. */
function bounded(min: number, max: number) {
  const within = says(`must be ${min}..${max}`);
  return z
    .number({ error: within })
    .int({ error: says(`must be an integer ${min}..${max}`), abort: true })
    .min(min, { error: within })
    .max(max, { error: within })
    .default(max);
}

/** zod's message for an issue; the path is put before it later. */
function says(demand: string): z.core.$ZodErrorMap {
  return ({ input }) => `${demand}, got ${input === undefined ? "nothing" : shown(input)}`;
}

function issuesOf(issue: z.core.$ZodIssue): Issue[] {
  const path = issue.path.join(".");
  if (issue.code !== "unrecognized_keys") return [{ path, message: `${path || "the body"} ${issue.message}` }];
  return issue.keys.map((key) => {
    const field = cut(path === "" ? key : `${path}.${key}`);
    return { path: field, message: `${field} is not a field of ${path || "the request"}` };
  });
}

function invalid(issues: readonly Issue[]): Problem {
  const listed = issues.slice(0, issuesMax);
  const more = issues.length > issuesMax ? `; and ${issues.length - issuesMax} more` : "";
  return refusal("invalid_request", `${listed.map(({ message }) => message).join("; ")}${more}`, {
    details: { issues: listed },
  });
}

/** A value as a caller would recognise it; what it holds is not repeated. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return "an array";
  if (typeof value === "object" && value !== null) return "an object";
  return typeof value === "string" ? JSON.stringify(cut(value)) : String(value);
}

function cut(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

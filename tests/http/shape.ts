/**
 * The one shape of every answer, stated a second time: this is the contract that callers were given,
 * so it does not follow the service's own tables when they change.
 */

import { expect } from "vitest";
import { z } from "zod";
import { firstMemberText } from "./json-text.js";

const text = z.string().min(1);
const count = z.number().int().min(0);
const position = z.number().int().min(1);

const diagnostic = z.strictObject({
  rule: z.enum([
    "source-text",
    "too-complex",
    "syntax",
    "main-function",
    "main-return",
    "import-allowlist",
    "forbidden-call",
  ]),
  message: text,
  line: position,
  column: position,
  endLine: position,
  endColumn: position,
});

const exception = z.strictObject({
  type: text,
  message: z.string(),
  line: position.nullable(),
  traceback: z.array(z.strictObject({ line: position, function: text, source: z.string() })),
  omittedFrames: count,
  get cause() {
    return exception.optional();
  },
});

const issue = z.strictObject({ path: z.string(), message: text });

function failure<Code extends string, Started extends z.ZodType<boolean>, Details extends z.core.$ZodLooseShape>(
  code: Code,
  started: Started,
  details: Details,
) {
  return z.strictObject({ code: z.literal(code), message: text, started, ...details });
}

const neverRan = z.literal(false);
const ran = z.literal(true);
const perhaps = z.boolean();

const error = z.discriminatedUnion("code", [
  failure("invalid_json", neverRan, {}),
  failure("invalid_request", neverRan, { issues: z.array(issue).min(1).optional() }),
  failure("invalid_script", neverRan, { diagnostics: z.array(diagnostic).min(1) }),
  failure("not_found", neverRan, {}),
  failure("method_not_allowed", neverRan, {}),
  failure("too_large", neverRan, {}),
  failure("unsupported_media_type", neverRan, {}),
  failure("script_error", ran, { exception }),
  failure("invalid_result", ran, {}),
  failure("no_result", ran, { exitCode: count }),
  failure("timeout", perhaps, { limitMs: count }),
  failure("cpu_limit", perhaps, { limitSeconds: count }),
  failure("memory_limit", perhaps, { limitBytes: count }),
  failure("output_limit", ran, { stream: z.enum(["stdout", "stderr"]), limitBytes: count }),
  failure("crashed", perhaps, { signal: z.string().regex(/^SIG[A-Z0-9+]+$/) }),
  failure("busy", neverRan, {}),
  failure("internal", perhaps, {}),
  // /health adds what it would have said.
  failure("sandbox_unavailable", neverRan, { health: z.looseObject({ ready: z.literal(false) }).optional() }),
  failure("shutting_down", perhaps, {}),
]);

const run = z.strictObject({
  id: z.uuid(),
  wallMs: z.number().min(0).nullable(),
  cpuMs: z.number().min(0).nullable(),
  peakMemoryBytes: count.nullable(),
  stdoutDroppedBytes: count,
  stderrDroppedBytes: count,
  sandbox: z.strictObject({ mode: z.enum(["nsjail", "rlimit"]), layers: z.array(text).min(1) }).nullable(),
});

const answer = z.strictObject({
  result: z.unknown(),
  stdout: z.string(),
  stderr: z.string(),
  error: error.nullable(),
  run,
});

export type Answer = z.infer<typeof answer>;
export type ErrorCode = NonNullable<Answer["error"]>["code"];

const statuses: Readonly<Record<ErrorCode, readonly number[]>> = {
  invalid_json: [400],
  // 408: the request itself came too slowly.
  invalid_request: [400, 408],
  invalid_script: [400],
  not_found: [404],
  method_not_allowed: [405],
  // 431: it was the headers.
  too_large: [413, 431],
  unsupported_media_type: [415],
  script_error: [422],
  invalid_result: [422],
  no_result: [422],
  timeout: [422],
  cpu_limit: [422],
  memory_limit: [422],
  output_limit: [422],
  crashed: [422],
  busy: [429],
  internal: [500],
  sandbox_unavailable: [503],
  shutting_down: [503],
};

/** What came back, checked. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly answer: Answer;
  /** `result` as it stands in the body, without blanks: long integers keep their digits. */
  readonly resultJson: string;
}

/** Every answer of the service passes here. */
export function assertShape(status: number, headers: Headers, body: string): Reply {
  const shown = `${status} ${body.slice(0, 500)}`;
  expect(headers.get("content-type"), shown).toMatch(/^application\/json(; charset=utf-8)?$/);
  expect(headers.get("cache-control"), shown).toBe("no-store");
  expect(headers.get("x-content-type-options"), shown).toBe("nosniff");

  const parsed = answer.safeParse(JSON.parse(body));
  expect(parsed.error?.issues, shown).toBeUndefined();
  const checked = answer.parse(parsed.data);
  const resultJson = firstMemberText(body, "result");
  const failed = checked.error;
  if (failed === null) {
    expect(status, shown).toBe(200);
  } else {
    expect(statuses[failed.code], shown).toContain(status);
    expect(resultJson, shown).toBe("null");
    assertFailure(checked, failed, headers, shown);
  }
  return { status, headers, text: body, answer: checked, resultJson };
}

function assertFailure(
  { run, stdout, stderr }: Answer,
  failed: NonNullable<Answer["error"]>,
  headers: Headers,
  shown: string,
) {
  const isForLater = ["busy", "sandbox_unavailable", "shutting_down"].includes(failed.code);
  expect(headers.has("retry-after"), shown).toBe(isForLater);
  if (isForLater) expect(headers.get("retry-after"), shown).toMatch(/^[1-9]\d*$/);
  expect(headers.has("allow"), shown).toBe(failed.code === "method_not_allowed");
  if (failed.started) {
    expect(run.sandbox, shown).not.toBeNull();
  } else {
    expect(stdout + stderr, shown).toBe("");
  }
}

/** The closed set of error codes, and what an error carries before it becomes an answer. */

/** Error code → HTTP status. */
export const statusOf = {
  invalid_json: 400,
  invalid_request: 400,
  invalid_script: 400,
  not_found: 404,
  method_not_allowed: 405,
  too_large: 413,
  unsupported_media_type: 415,
  script_error: 422,
  invalid_result: 422,
  no_result: 422,
  timeout: 422,
  cpu_limit: 422,
  memory_limit: 422,
  output_limit: 422,
  crashed: 422,
  busy: 429,
  internal: 500,
  sandbox_unavailable: 503,
  shutting_down: 503,
} as const;

export type ErrorCode = keyof typeof statusOf;

export interface Problem {
  readonly code: ErrorCode;
  /** For a person: names the value, the limit and the way out. */
  readonly message: string;
  /** False only where no line of the script can have run. */
  readonly started: boolean;
  /** Further members of `error`. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Where HTTP has a status of its own for what the code says, such as 431. */
  readonly status?: number;
}

type Extras = Pick<Problem, "details" | "headers" | "status">;

/** A problem met before any script ran. */
export function refusal(code: ErrorCode, message: string, extras: Extras = {}): Problem {
  return { code, message, started: false, ...extras };
}

/** `input` does not fit the script. */
export function inputRefused(message: string): Problem {
  return refusal("invalid_request", message, { details: { issues: [{ path: "input", message }] } });
}

/** The instance drains; another one takes the request at once. */
export function shuttingDown(started: boolean): Problem {
  const message = started
    ? "The instance is shutting down and ended the script; the script may have run in part."
    : "The instance is shutting down; send the request again.";
  return { code: "shutting_down", message, started, headers: { "Retry-After": "1" } };
}

/** A fault of the service; what it was stands in the log only. */
export function internalFault(started: boolean): Problem {
  return { code: "internal", message: "The service failed; its log has the details under run.id.", started };
}

export function isProblem<T extends object>(value: T | Problem): value is Problem {
  return "code" in value && "started" in value;
}

/** The function that functions-framework calls for every request that the guard let through. */

import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { type Answer, failure } from "./answer.js";
import type { Admitted, Guard } from "./guard.js";
import { internalFault } from "./problem.js";
import type { Endpoint } from "./routes.js";
import { send } from "./send.js";

/** @returns undefined where nobody is left to answer. */
export type Serve = (request: Admitted) => Answer | undefined | Promise<Answer | undefined>;

export interface HandlerParts {
  readonly guard: Guard;
  readonly endpoints: Readonly<Record<Endpoint, Serve>>;
  readonly log: { error(details: Readonly<Record<string, unknown>>, message: string): void };
}

/** Never rejects: the framework would answer a rejection in HTML, with a stack trace. */
export function createHandler({ guard, endpoints, log }: HandlerParts) {
  return async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    leaveDomain();
    const request = guard.admitted(req);
    try {
      if (request === undefined) throw new Error("a request came past the guard");
      const answer = await endpoints[request.endpoint](request);
      if (answer === undefined) res.destroy();
      else request.answer(answer);
    } catch (error) {
      const id = request?.id ?? randomUUID();
      log.error({ run: id, err: error }, "a request failed");
      send(res, failure(id, internalFault(true)), true);
    }
  };
}

/**
 * The framework calls each function inside a `domain`, which would swallow faults of later callbacks and answer them in
 * plain text. Outside of it they reach the process, as all others do.
 */
function leaveDomain(): void {
  (process as { domain?: { exit(): void } | null }).domain?.exit();
}

/** Who jails the zygote: the one thing in which the modes differ. */

import type { Plan } from "../plan.js";

/** How a zygote is started. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  /** The whole environment: nothing of the server's is inherited. */
  readonly env: Readonly<Record<string, string>>;
}

export interface Backend {
  readonly mode: "nsjail" | "rlimit";
  command(): Command;
  plan(socket: string): Plan;
}

/** Who jails the zygote: the one thing in which the modes differ. */

import type { Plan } from "../plan.js";

/** How a zygote is started. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  /** The whole environment: nothing of the server's is inherited. */
  readonly env: Readonly<Record<string, string>>;
}

/** What is known only when the sandbox starts. */
export interface Site {
  /** Path of the socket that workers connect to. */
  readonly socket: string;
  /** Files and folders that scripts may read: Python's own tree, its libraries, the packages. */
  readonly readable: readonly string[];
}

export interface Backend {
  readonly mode: "nsjail" | "rlimit";
  /** For the log. */
  readonly name: string;
  /** The uid as which the zygote connects to the socket, and so has to own it; null where that is the server's own. */
  readonly socketOwner: number | null;
  command(site: Site): Command;
  plan(site: Site): Plan;
}

/** What the server saw of one run: the facts from which `verdict.ts` tells how it ended. */

import type { WorkerEnd } from "./messages.js";
import type { Printed } from "./output.js";
import type { Frame } from "./wire.js";

/** Why the server itself ended a run. */
export type Stop =
  | { readonly kind: "timeout" }
  | { readonly kind: "output"; readonly stream: "stdout" | "stderr" }
  | Interruption;

/** Why a request is over before its time, wherever it is: in the queue, waiting for a worker, or running. */
export type Interruption = { readonly kind: "cancelled" } | { readonly kind: "shuttingDown" };

/** The first event that settles how a run ended; whatever comes after it changes nothing. */
export type Decision =
  /** A frame that may come last where it came; its payload is not checked yet. */
  | { readonly kind: "frame"; readonly frame: Frame }
  /** Something else on the control channel. */
  | { readonly kind: "breach"; readonly message: string }
  /** The control channel ended, and the process lived on. */
  | { readonly kind: "closed" }
  | { readonly kind: "stopped"; readonly stop: Stop };

export interface Observation {
  /**
   * Whether the `C` frame came. What a dying process wrote to a Unix socket is still delivered, so without it no line of
   * the script ran: the worker runs nothing before the frame is written.
   */
  readonly compiled: boolean;
  /** Null where the process ended by itself, without a last frame. */
  readonly decision: Decision | null;
  /** Null where the zygote was lost before it reported the end. */
  readonly end: WorkerEnd | null;
  /** From the job's hand-over to the decision. */
  readonly wallMs: number;
  /** From the job's hand-over until everything had ended. */
  readonly runMs: number;
  readonly stdout: Printed;
  readonly stderr: Printed;
}

/** What a request's own abort controller was aborted with. */
export function interruptionOf(signal: AbortSignal): Interruption {
  return signal.reason as Interruption;
}

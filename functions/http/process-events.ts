/** Takes the process's signals and faults over from functions-framework, which would answer them in HTML and exit at once. */

import type { EventEmitter } from "node:events";
import type { Server } from "node:http";

/** What functions-framework 5.0.5 listens to, all of it registered in its `listening` callback. */
const taken = ["SIGTERM", "SIGINT", "uncaughtException", "unhandledRejection", "exit"] as const;

export interface ProcessEvents {
  onSignal(signal: "SIGTERM" | "SIGINT"): void;
  /** An exception that nothing caught, or a rejection: Node turns an unhandled one into the former. */
  onFault(error: unknown): void;
}

/**
 * From the moment that the server listens, `events` is told and the framework is not.
 *
 * @param source the process, but for tests.
 */
export function takeProcessEvents(server: Server, source: EventEmitter, events: ProcessEvents): void {
  // Registered before the framework's own callback, this listener runs first, and the microtask right after it.
  server.once("listening", () => {
    const before = new Map(taken.map((name) => [name, source.listeners(name)]));
    queueMicrotask(() => {
      for (const [name, kept] of before) {
        for (const listener of source.listeners(name)) {
          if (!kept.includes(listener)) source.off(name, listener as () => void);
        }
      }
      source.on("SIGTERM", () => events.onSignal("SIGTERM"));
      source.on("SIGINT", () => events.onSignal("SIGINT"));
      source.on("uncaughtException", (error) => events.onFault(error));
    });
  });
}

/** The requests in flight, from their head to the last byte of their answer. */

import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";

export interface Exchange {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  /** Aborted when the answer was taken, or the caller went away before. */
  readonly ended: AbortSignal;
}

export interface Traffic {
  /** Counts a request until it has ended. */
  open(req: IncomingMessage, res: ServerResponse): Exchange;
  /** Those in flight, oldest first; of one connection when it is given (HTTP allows several at a time). */
  inFlight(socket?: Duplex): readonly Exchange[];
  /** @returns whether nothing was in flight, now or at some time within `ms`. */
  idle(ms: number): Promise<boolean>;
}

export function createTraffic(): Traffic {
  const all = new Map<Exchange, () => void>();
  const bySocket = new WeakMap<Duplex, Map<Exchange, () => void>>();
  const waiting = new Set<() => void>();

  function exchangesOf(socket: Duplex): Map<Exchange, () => void> {
    const known = bySocket.get(socket);
    if (known !== undefined) return known;
    const fresh = new Map<Exchange, () => void>();
    bySocket.set(socket, fresh);
    // Node closes only the response at the head of a connection's queue; those behind it end with the socket.
    socket.once("close", () => {
      for (const end of [...fresh.values()]) end();
    });
    return fresh;
  }

  return {
    open(req, res) {
      const own = exchangesOf(req.socket);
      const ending = new AbortController();
      const exchange: Exchange = { req, res, ended: ending.signal };
      const end = () => {
        if (!all.delete(exchange)) return;
        own.delete(exchange);
        ending.abort();
        if (all.size > 0) return;
        for (const wake of [...waiting]) wake();
      };
      all.set(exchange, end);
      own.set(exchange, end);
      res.once("close", end);
      return exchange;
    },
    inFlight: (socket) => [...(socket === undefined ? all : (bySocket.get(socket) ?? new Map())).keys()],
    idle(ms) {
      if (all.size === 0) return Promise.resolve(true);
      return new Promise((resolve) => {
        const settle = (isIdle: boolean) => {
          clearTimeout(timer);
          waiting.delete(wake);
          resolve(isIdle);
        };
        const wake = () => settle(true);
        const timer = setTimeout(() => settle(false), ms);
        waiting.add(wake);
      });
    },
  };
}

/** The log, in the shape that Cloud Logging reads: one JSON object a line on stdout. */

import type { IncomingHttpHeaders } from "node:http";
import { type DestinationStream, type Logger, pino } from "pino";
import type { LogLevel } from "./config.js";

/** pino's level → Cloud Logging's severity. */
const severities: Readonly<Record<string, string>> = {
  trace: "DEBUG",
  debug: "DEBUG",
  info: "INFO",
  warn: "WARNING",
  error: "ERROR",
  fatal: "CRITICAL",
};

/** @param destination stdout by default, written at once, so that nothing is lost at exit. */
export function createLog(level: LogLevel, destination?: DestinationStream): Logger {
  return pino(
    {
      level,
      base: null,
      messageKey: "message",
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ severity: severities[label] ?? "DEFAULT" }) },
    },
    destination ?? pino.destination({ fd: 1, sync: true }),
  );
}

/**
 * Links a log line to its request's trace.
 *
 * @param project of Google Cloud; without it nothing can be linked, and the bare trace id is logged.
 */
export function createTraceFields(project: string | undefined) {
  return (headers: IncomingHttpHeaders): Readonly<Record<string, unknown>> => {
    const { trace, span } = traceOf(headers);
    if (trace === undefined) return {};
    return {
      "logging.googleapis.com/trace": project === undefined ? trace : `projects/${project}/traces/${trace}`,
      "logging.googleapis.com/spanId": span,
    };
  };
}

function traceOf(headers: IncomingHttpHeaders): {
  readonly trace?: string | undefined;
  readonly span?: string | undefined;
} {
  const w3c = /^[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-/.exec(String(headers.traceparent ?? ""));
  if (w3c !== null) return { trace: w3c[1], span: w3c[2] };
  const cloud = /^([\da-f]{32})(?:\/(\d{1,20}))?/i.exec(String(headers["x-cloud-trace-context"] ?? ""));
  if (cloud === null) return {};
  // Cloud Logging wants the span as 16 hexadecimal digits; this header has it in decimal.
  return {
    trace: cloud[1],
    span: cloud[2] === undefined ? undefined : BigInt(cloud[2]).toString(16).padStart(16, "0"),
  };
}

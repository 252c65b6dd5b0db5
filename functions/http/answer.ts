/** The one shape of every answer, put into bytes. */

import type { RunReport } from "../../sandbox/sandbox.js";
import { type Problem, statusOf } from "./problem.js";

/** An answer ready to be written. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** @param resultJson JSON text, which goes out byte for byte: parsing it would round long integers. */
export function success(id: string, resultJson: Uint8Array, report?: RunReport): Answer {
  return answer(200, {}, resultJson, null, id, report);
}

export function failure(id: string, problem: Problem, report?: RunReport): Answer {
  const { code, message, started, details, headers = {}, status = statusOf[code] } = problem;
  return answer(status, headers, jsonNull, { code, message, started, ...details }, id, report);
}

const jsonNull = Buffer.from("null");

function answer(
  status: number,
  headers: Readonly<Record<string, string>>,
  resultJson: Uint8Array,
  error: Readonly<Record<string, unknown>> | null,
  id: string,
  report: RunReport | undefined,
): Answer {
  const rest = JSON.stringify({
    stdout: report?.stdout ?? "",
    stderr: report?.stderr ?? "",
    error,
    run: run(id, report),
  });
  const body = Buffer.concat([Buffer.from('{"result":'), resultJson, Buffer.from(`,${rest.slice(1)}`)]);
  return {
    status,
    headers: {
      ...headers,
      "Content-Type": "application/json; charset=utf-8",
      "Content-Length": String(body.length),
      "Cache-Control": "no-store",
      "X-Content-Type-Options": "nosniff",
    },
    body,
  };
}

function run(id: string, report: RunReport | undefined) {
  return {
    id,
    wallMs: tenths(report?.wallMs ?? null),
    cpuMs: tenths(report?.cpuMs ?? null),
    peakMemoryBytes: report?.peakMemoryBytes ?? null,
    stdoutDroppedBytes: report?.stdoutDroppedBytes ?? 0,
    stderrDroppedBytes: report?.stderrDroppedBytes ?? 0,
    sandbox: report?.isolation ? { mode: report.isolation.mode, layers: report.isolation.layers } : null,
  };
}

function tenths(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms * 10) / 10;
}

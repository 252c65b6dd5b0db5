/** `GET /health` tells whether scripts can run and how they are held; `GET /live` that the process answers. */

import type { Sandbox } from "../../sandbox/sandbox.js";
import type { Config } from "../config.js";
import { failure, success } from "./answer.js";
import type { Serve } from "./handler.js";
import { bodyBytesMax, inputBytesMax, scriptBytesMax } from "./limits.js";
import { refusal } from "./problem.js";

/** @param limits what a request may ask for and what a run may use, to be shown. */
export function createHealth(sandbox: Pick<Sandbox, "status">, limits: Readonly<Record<string, number>>): Serve {
  return ({ id }) => {
    const { ready, reason, isolation, versions, pool } = sandbox.status();
    const health = {
      ready,
      reason,
      mode: isolation?.mode ?? null,
      layers: isolation?.layers ?? [],
      versions,
      pool,
      limits,
    };
    if (ready) return success(id, Buffer.from(JSON.stringify(health)));
    const message = reason ?? "The sandbox is not ready.";
    return failure(
      id,
      refusal("sandbox_unavailable", message, { details: { health }, headers: { "Retry-After": "1" } }),
    );
  };
}

/** What a request and its run may use, as `/health` shows it. */
export function shownLimits({ maxTimeoutMs, maxMemoryMb, sandbox }: Config): Record<string, number> {
  const { slots, queueLength, queueWaitMs, cpuSeconds, scratchBytes, fileBytes, descriptors, threads } = sandbox;
  const { outputKeptBytes, outputLimitBytes, resultBytes, resultDepth } = sandbox;
  return {
    bodyBytes: bodyBytesMax,
    scriptBytes: scriptBytesMax,
    inputBytes: inputBytesMax,
    timeoutMs: maxTimeoutMs,
    memoryMb: maxMemoryMb,
    cpuSeconds,
    scratchBytes,
    fileBytes,
    descriptors,
    threads,
    outputKeptBytes,
    outputLimitBytes,
    resultBytes,
    resultDepth,
    slots,
    queueLength,
    queueWaitMs,
  };
}

const alive = Buffer.from('{"live":true}');

/** Without a look at the sandbox: a zygote being replaced must not restart the instance. */
export const serveLive: Serve = ({ id }) => success(id, alive);

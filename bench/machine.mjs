/** What the figures were taken on: they mean nothing without it. */

import os from "node:os";

/** @param {string} url of the running service */
export async function describeMachine(url) {
  const { result } = await (await fetch(`${url}/health`)).json();
  const cpus = os.cpus();
  return [
    `date      ${new Date().toISOString()}`,
    `machine   ${cpus.length} × ${cpus[0]?.model ?? "unknown"}, ${(os.totalmem() / 2 ** 30).toFixed(0)} GiB`,
    `kernel    ${os.type()} ${os.release()}, Node ${process.version}`,
    `sandbox   ${result.mode}: ${result.layers.join(" ")}`,
    `versions  ${JSON.stringify(result.versions)}`,
    `pool      ${JSON.stringify(result.pool)}`,
    "",
  ].join("\n");
}

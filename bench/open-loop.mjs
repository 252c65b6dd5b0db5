/** Requests at a fixed rate, whatever the answers do; latency counts from the intended start. */

import http from "node:http";
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { percentile } from "./statistics.mjs";

/** @param {{url: string, body: string, ratePerSecond: number, seconds: number}} load */
export async function openLoop({ url, body, ratePerSecond, seconds }) {
  const agent = new http.Agent({ keepAlive: true });
  const count = Math.round(ratePerSecond * seconds);
  const start = performance.now();
  const pending = [];
  for (let index = 0; index < count; index++) {
    const intended = start + (index * 1000) / ratePerSecond;
    await sleep(Math.max(0, intended - performance.now()));
    pending.push(post(agent, url, body).then((status) => ({ status, ms: performance.now() - intended })));
  }
  const answers = await Promise.all(pending);
  agent.destroy();
  const latencies = answers.filter(({ status }) => status === 200).map(({ ms }) => ms);
  return {
    "p50 ms": percentile(latencies, 0.5),
    "p95 ms": percentile(latencies, 0.95),
    "p99 ms": percentile(latencies, 0.99),
    "not 200": answers.length - latencies.length,
  };
}

/** @returns {Promise<number>} the status; 0 when the connection broke */
function post(agent, url, body) {
  return new Promise((resolve) => {
    const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
    const request = http.request(`${url}/execute`, { method: "POST", agent, headers }, (response) => {
      response.resume().on("end", () => resolve(response.statusCode));
    });
    request.on("error", () => resolve(0)).end(body);
  });
}

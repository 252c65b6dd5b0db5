/** Every example in README works as pasted. */

import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { statusOf } from "../../functions/http/problem.js";
import { findProjectRoot } from "../../functions/project-root.js";
import { type Service, startService } from "./service.js";

const run = promisify(execFile);
const readme = readFileSync(join(findProjectRoot(import.meta.dirname), "README.md"), "utf8");

let service: Service;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service?.stop());

/** The code blocks of one language that speak to the service, with its port put in. */
function examples(language: string): string[] {
  const blocks = [...readme.matchAll(new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``, "g"))].map(
    ([, block]) => block ?? "",
  );
  return blocks
    .filter((block) => block.includes("localhost:8080"))
    .map((block) => block.replaceAll("http://localhost:8080", service.url));
}

test("the curl example answers as shown", async () => {
  const [example] = examples("sh");
  const { stdout } = await run("bash", ["-c", example ?? "exit 1"]);
  expect(JSON.parse(stdout)).toMatchObject({
    result: { mean: 2 },
    stdout: "   x\n0  1\n1  2\n2  3\n",
    error: null,
    run: { sandbox: { layers: expect.arrayContaining(["seccomp"]) } },
  });
});

test("the PowerShell example answers", async ({ skip }) => {
  const [example] = examples("powershell");
  expect(example).toBeDefined();
  const installed = await run("pwsh", ["-Version"]).then(
    () => true,
    () => false,
  );
  if (!installed) skip("pwsh is not installed on this machine");
  const { stdout } = await run("pwsh", ["-NoProfile", "-Command", `(${example}) | ConvertTo-Json -Depth 9`]);
  expect(JSON.parse(stdout)).toMatchObject({ result: { sum: 6 }, stdout: "hello\n" });
});

test("the table of errors names every code, with its status", () => {
  for (const [code, status] of Object.entries(statusOf)) {
    const row = readme.split("\n").find((line) => line.startsWith("|") && line.includes(`\`${code}\``));
    expect(row, code).toMatch(new RegExp(`^\\|[^|]*\\b${status}\\b`));
  }
});

/** For tests with hostile scripts: one service a file, and behind each test a normal request that has to be served. */

import { afterEach, beforeAll, expect } from "vitest";
import type { Limits } from "./client.js";
import { type Service, startService } from "./service.js";
import type { ErrorCode, Reply } from "./shape.js";

export interface Hostile {
  run(script: string, limits?: Limits): Promise<Reply>;
  /** Runs the body of a main; lines in `before` stand at the top level. */
  runMain(body: string, before?: string, timeoutMs?: number): Promise<Reply>;
  pid(): number;
}

/** What a main gives that came to its own end. */
export const ownValue = "main's own value";

/** Registers the hooks of the calling file. */
export function serveHostile(): Hostile {
  let service: Service;

  beforeAll(async () => {
    service = await startService();
    return () => service.stop();
  });

  afterEach(async () => {
    const { answer } = await service.run('import json\ndef main():\n    print("fine")\n    return json.loads("[1]")');
    expect(answer).toMatchObject({ result: [1], stdout: "fine\n", stderr: "", error: null });
  });

  return {
    run: (script, limits = {}) => service.run(script, { limits }),
    runMain(body, before = "", timeoutMs = 4000) {
      const indented = body.replaceAll("\n", "\n    ");
      const script = `${before}\ndef main():\n    ${indented}\n    return ${JSON.stringify(ownValue)}\n`;
      return service.run(script, { limits: { timeoutMs } });
    },
    pid: () => service.pid,
  };
}

export function expectError({ answer, text }: Reply, code: ErrorCode, message: string | RegExp = ""): void {
  expect(answer.error?.code, text.slice(0, 500)).toBe(code);
  expect(answer.error?.message).toMatch(message);
}

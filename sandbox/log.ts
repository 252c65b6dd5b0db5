/** What the sandbox needs of a log: pino fits, and so does an array in a test. */

type Write = (details: Readonly<Record<string, unknown>>, message: string) => void;

export interface SandboxLog {
  readonly info: Write;
  readonly warn: Write;
  readonly error: Write;
}

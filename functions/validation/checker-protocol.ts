/** What the server and a helper process say to each other over Node's IPC: one source there, one reply back. */

import { z } from "zod";
import type { Rule, Verdict } from "./diagnostic.js";

/** The source of one script, normalised. A helper checks one at a time. */
export const requestSchema = z.strictObject({ source: z.string() });
export type Request = z.infer<typeof requestSchema>;

/** As an object, so that the compiler notices a rule that is missing here. */
const rules: { readonly [R in Rule]: R } = {
  "source-text": "source-text",
  "too-complex": "too-complex",
  syntax: "syntax",
  "main-function": "main-function",
  "main-return": "main-return",
  "import-allowlist": "import-allowlist",
  "forbidden-call": "forbidden-call",
};

const count = z.number().int().positive();

const verdictSchema = z.union([
  z.strictObject({
    valid: z.literal(true),
    main: z.strictObject({ acceptsInput: z.boolean(), requiresInput: z.boolean() }),
  }),
  z.strictObject({
    valid: z.literal(false),
    diagnostics: z.array(
      z.strictObject({
        rule: z.enum(rules),
        message: z.string(),
        line: count,
        column: count,
        endLine: count,
        endColumn: count,
      }),
    ),
  }),
]);

export type Reply =
  /** Once, before the first request. */
  | { readonly kind: "ready" }
  /** `worn`: its memory has grown for good, a fresh process would be better. */
  | { readonly kind: "verdict"; readonly verdict: Verdict; readonly worn: boolean }
  /** The check threw, which is a bug of ours. */
  | { readonly kind: "fault"; readonly message: string };

/** A helper has read hostile bytes with native code: the server believes its replies only after a look. */
export const replySchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("ready") }),
  z.strictObject({ kind: z.literal("verdict"), verdict: verdictSchema, worn: z.boolean() }),
  z.strictObject({ kind: z.literal("fault"), message: z.string() }),
]) satisfies z.ZodType<Reply>;

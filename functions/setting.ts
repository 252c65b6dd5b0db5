/** One row of the table of settings: how a variable of the environment is read, and how README shows it. */

import { isAbsolute } from "node:path";
import { z } from "zod";

/** What set-up wrote to `.runtime/python.json`: absolute paths. */
export interface Installed {
  readonly python: string;
  readonly packages: string;
  readonly runtime: string;
  readonly nsjail?: string | undefined;
}

/** What defaults are made from. */
export interface Surroundings {
  readonly cpus: number;
  readonly tmpdir: string;
  /** Undefined where set-up has not run. */
  readonly installed: Installed | undefined;
  /** The value of `SLOTS`, which others follow. */
  readonly slots: number;
}

export type Reading<T> = { readonly value: T } | { readonly problem: string };

/** `shownDefault`, `bounds` and `why` are Markdown. */
export interface Setting<T> {
  readonly env: string;
  readonly shownDefault: string;
  readonly bounds: string;
  readonly unit: string;
  readonly why: string;
  /** @param text the variable's value; undefined takes the default. */
  read(text: string | undefined, around: Surroundings): Reading<T>;
}

interface Row<T> {
  readonly env: string;
  readonly fallback: T | ((around: Surroundings) => T);
  /** Only where the default is computed. */
  readonly shownDefault?: string;
  readonly unit?: string;
  readonly why: string;
}

/** A whole number within bounds, both included. */
export function whole(row: Row<number> & { readonly min: number; readonly max: number }): Setting<number> {
  const bounds = `${row.min}..${row.max}`;
  const schema = z.string().regex(/^\d+$/).transform(Number).pipe(z.number().min(row.min).max(row.max));
  return setting(row, schema, bounds, bounds);
}

/** One of a few words. */
export function choice<const Word extends string>(row: Row<Word> & { readonly words: readonly Word[] }): Setting<Word> {
  return setting(
    row,
    z.enum(row.words),
    `one of ${row.words.join(", ")}`,
    row.words.map((word) => `\`${word}\``).join(" "),
  );
}

/** An absolute path; a default of undefined leaves it out. */
export function path<T extends string | undefined>(row: Row<string | T>): Setting<string | T> {
  return setting<string | T>(row, absolutePath, "an absolute path", "absolute path");
}

/** An absolute path that set-up provides. */
export function installedPath(
  row: Omit<Row<string>, "fallback"> & { readonly part: "python" | "packages" | "runtime" },
): Setting<string> {
  const shownDefault = "from `npm run setup`";
  const given = setting<string>(
    { ...row, shownDefault, fallback: "" },
    absolutePath,
    "an absolute path",
    "absolute path",
  );
  return {
    ...given,
    read(text, around) {
      if (text !== undefined) return given.read(text, around);
      const value = around.installed?.[row.part];
      if (value !== undefined) return { value };
      return {
        problem: `${row.env} is not set and .runtime/python.json, which set-up writes, is missing or damaged: run npm run setup`,
      };
    },
  };
}

/** Any text. */
export function text(row: Row<string | undefined>): Setting<string | undefined> {
  return setting(row, z.string(), "text", "");
}

const absolutePath = z.string().refine((value) => isAbsolute(value));

function setting<T>(row: Row<T>, schema: z.ZodType<T>, demand: string, bounds: string): Setting<T> {
  const { env, fallback, unit = "", why, shownDefault = fallback === undefined ? "" : `\`${String(fallback)}\`` } = row;
  return {
    env,
    shownDefault,
    bounds,
    unit,
    why,
    read(given, around) {
      if (given === undefined) return { value: isComputed(fallback) ? fallback(around) : fallback };
      const parsed = schema.safeParse(given);
      return parsed.success
        ? { value: parsed.data }
        : { problem: `${env} must be ${demand}, got ${/^\d+$/.test(given) ? given : JSON.stringify(given)}` };
    },
  };
}

function isComputed<T>(fallback: T | ((around: Surroundings) => T)): fallback is (around: Surroundings) => T {
  return typeof fallback === "function";
}

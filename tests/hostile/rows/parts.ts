/** Rows for the parts of one file, which have most in common. */

import type { Attack } from "../attack.js";

type Varying = Partial<Omit<Attack, "t" | "file" | "part">>;

/** @param parts name → what differs; `expected` and `control` come from either side. */
export function partsOf(
  common: Pick<Attack, "t" | "file" | "what"> & Partial<Attack>,
  parts: Readonly<Record<string, Varying>>,
): Attack[] {
  return Object.entries(parts).map(([part, varying]) => {
    const { expected = common.expected, control = common.control } = varying;
    if (expected === undefined || control === undefined) throw new Error(`${common.file} ${part} lacks a column`);
    return { ...common, ...varying, part, expected, control };
  });
}

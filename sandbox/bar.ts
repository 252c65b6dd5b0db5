/** The bar: the least isolation under which anything is run. */

interface Requirement {
  readonly held: string;
  readonly by: readonly string[];
}

/** Each of these must be held by at least one of its layers. */
const requirements: readonly Requirement[] = [
  { held: "network", by: ["network-namespace", "seccomp"] },
  { held: "files", by: ["mount-namespace", "landlock"] },
  { held: "system calls", by: ["seccomp"] },
];

/**
 * What a worker's verified layers leave open.
 *
 * @returns one sentence for the operator, or null when the bar is met.
 */
export function belowBar(layers: readonly string[]): string | null {
  const open = requirements.filter(({ by }) => !by.some((layer) => layers.includes(layer)));
  if (open.length === 0) return null;
  const wants = open.map(({ held, by }) => `${held} (needs ${by.join(" or ")})`).join(", ");
  return `too little isolation: nothing holds ${wants}; engaged: ${layers.join(", ") || "nothing"}`;
}

/** Whether two workers verified the same layers, in whatever order. */
export function sameLayers(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((layer) => other.includes(layer));
}

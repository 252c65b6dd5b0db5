/** Order statistics. */

/** @returns {number} the smallest value that `share` of the values do not exceed; NaN of none */
export function percentile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

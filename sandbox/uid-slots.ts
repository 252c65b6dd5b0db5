/** Which worker slots, and so which uids, are taken: no two living workers share one. */

export interface UidSlots {
  /** The lowest free slot, or undefined when all are taken. */
  take(): number | undefined;
  free(slot: number): void;
  readonly taken: number;
}

export function createUidSlots(count: number): UidSlots {
  const taken = new Set<number>();
  return {
    take() {
      for (let slot = 0; slot < count; slot += 1) {
        if (!taken.has(slot)) {
          taken.add(slot);
          return slot;
        }
      }
      return undefined;
    },
    free(slot) {
      taken.delete(slot);
    },
    get taken() {
      return taken.size;
    },
  };
}

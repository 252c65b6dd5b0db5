/** Bounds the bytes that requests and answers hold at a time: slow callers could pin any amount otherwise. */

export interface Hold {
  /** Corrects what is held, also beyond the budget: what exists has to be counted. */
  set(bytes: number): void;
  release(): void;
}

export interface Budget {
  /** @returns undefined when that many bytes would pass the budget; nothing is always to be had. */
  take(bytes: number): Hold | undefined;
}

export function createBudget(maxBytes: number): Budget {
  let heldBytes = 0;
  return {
    take(bytes) {
      if (bytes > 0 && heldBytes + bytes > maxBytes) return undefined;
      let own = 0;
      let released = false;
      const set = (now: number) => {
        if (released) return;
        heldBytes += now - own;
        own = now;
      };
      set(bytes);
      return {
        set,
        release() {
          set(0);
          released = true;
        },
      };
    },
  };
}

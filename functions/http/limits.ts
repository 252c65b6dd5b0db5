/** The bounds of a request that no setting moves: each is named here once. */

const mib = 1024 * 1024;

/** Of a request's body, as sent. */
export const bodyBytesMax = 4 * mib;
/** Of `script`, as UTF-8. */
export const scriptBytesMax = 204_800;
/** Of `input`, as it stands in the body. */
export const inputBytesMax = 2 * mib;
/**
 * Of the body's nesting. `JSON.parse` takes half a second for 4 MiB of brackets, and Python's own
 * parser gives up at about a thousand levels.
 */
export const bodyDepthMax = 500;
export const timeoutMsMin = 100;
export const memoryMbMin = 16;

/** Problems of one request that are listed; a 4 MiB body can have a million. */
export const issuesMax = 20;

/** Requests not yet answered and answers not yet taken, together: bounds what slow callers can pin. */
export const heldBytesMax = 64 * mib;

/** For a caller to send the head of a request, and the whole of it. */
export const headTimeoutMs = 15_000;
export const requestTimeoutMs = 60_000;
/** For a caller to take the whole answer. */
export const deliveryTimeoutMs = 60_000;
/** For an idle connection. */
export const keepAliveMs = 65_000;

/** Read and thrown away behind a refusal, so that a caller who is still sending gets to see it; the last is for pauses. */
export const lingerBytesMax = 64 * mib;
export const lingerMs = 5000;
export const lingerQuietMs = 1000;

/** Of a drain: for requests in flight, and for what is left of them afterwards. Cloud Run kills after 10 s. */
export const drainGraceMs = 9000;
export const drainLastMs = 700;

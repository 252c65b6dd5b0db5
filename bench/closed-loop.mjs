/** Throughput: a fixed number of connections, each sending as soon as it is answered. */

import autocannon from "autocannon";

/** @param {{url: string, body: string, connections: number, seconds: number}} load */
export async function closedLoop({ url, body, connections, seconds }) {
  const result = await autocannon({
    url: `${url}/execute`,
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
    connections,
    duration: seconds,
  });
  return { perSecond: result["2xx"] / result.duration, failures: result.non2xx + result.errors };
}

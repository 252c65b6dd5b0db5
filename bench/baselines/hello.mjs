/** The HTTP floor: what functions-framework itself costs. */

import functions from "@google-cloud/functions-framework";

functions.http("hello", (_request, response) => {
  response.setHeader("content-type", "application/json");
  response.end('{"result":42}');
});

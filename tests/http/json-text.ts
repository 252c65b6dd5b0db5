/** JSON as text, so that integers beyond 2^53 can be compared digit by digit. */

const token = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/gs;

/** The tokens of a valid JSON text: brackets, commas, colons, strings with their quotes, literals. */
export function tokensOf(json: string): string[] {
  return json.match(token) ?? [];
}

/** The same text without blanks between tokens. */
export function compact(json: string): string {
  return tokensOf(json).join("");
}

/** The text of the first member, whose name must be `name`, without blanks between tokens. */
export function firstMemberText(json: string, name: string): string {
  const [open, key, colon, ...rest] = tokensOf(json);
  if (open !== "{" || key !== JSON.stringify(name) || colon !== ":") {
    throw new Error(`${name} is not the first member of ${json.slice(0, 100)}`);
  }
  let depth = 0;
  const end = rest.findIndex((each) => {
    if (each === "{" || each === "[") depth += 1;
    else if (each === "}" || each === "]") depth -= 1;
    return depth === -1 || (depth === 0 && each === ",");
  });
  return rest.slice(0, end).join("");
}

/** The one text of a script: what is parsed here is what CPython compiles later. */

/**
 * Drops one leading byte order mark and makes CRLF and lone CR a line feed.
 *
 * CPython ends a line at a lone CR, tree-sitter does not: `# x\rimport os` is one comment to the one and an import to
 * the other. CPython also refuses a BOM in a string that it compiles.
 */
export function normalise(script: string): string {
  const text = script.startsWith("\uFEFF") ? script.slice(1) : script;
  return text.replace(/\r\n?/g, "\n");
}

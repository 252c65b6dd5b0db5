/** Prints rows of figures as an aligned table. */

/** @param {Record<string, string | number>[]} rows all with the same keys */
export function printTable(rows) {
  const keys = Object.keys(rows[0] ?? {});
  const cells = [keys, ...rows.map((row) => keys.map((key) => format(row[key])))];
  const widths = keys.map((_, column) => Math.max(...cells.map((line) => line[column].length)));
  for (const line of cells) {
    console.log(
      line.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))).join("  "),
    );
  }
}

function format(value) {
  return typeof value === "number" && !Number.isInteger(value) ? value.toFixed(value < 100 ? 2 : 0) : String(value);
}

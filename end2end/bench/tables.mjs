// What the reports share: reading `name value` lines, and tables for the terminal and for Markdown.

import { readFileSync } from "node:fs";

export function read(from) {
  const said = new Map(readFileSync(from, "utf8").trim().split("\n").map((line) => [line.slice(0, line.indexOf(" ")), line.slice(line.indexOf(" ") + 1)]));
  return { said, num: (name) => Number(said.get(name) ?? NaN) };
}
export const whole = (n) => (Number.isNaN(n) ? "–" : Math.round(n).toLocaleString("en-US"));
export const fine = (n, digits = 2) => (Number.isNaN(n) ? "–" : n.toFixed(digits));
export const text = (table) => {
  const wide = table[0].map((_, column) => Math.max(...table.map((row) => [...row[column]].length)));
  const cell = (text, column) => (column === 0 ? text + " ".repeat(wide[column] - [...text].length) : " ".repeat(wide[column] - [...text].length) + text);
  return table.map((row) => "  " + row.map(cell).join("  ").trimEnd()).join("\n");
};
export const markdown = ([head, ...rows]) =>
  [head, head.map((_, column) => (column === 0 ? "---" : "--:")), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");

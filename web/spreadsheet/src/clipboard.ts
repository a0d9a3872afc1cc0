/** Ranges on the clipboard: tab-separated text with quotes, and the tables of Excel and others. */

/** Rows of cells as text; a trailing line end is no row. */
export function parseTsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  const source = text.replaceAll("\r\n", "\n").replaceAll("\r", "\n");
  while (at <= source.length) {
    const [cell, end] = source[at] === '"' ? quoted(source, at) : plain(source, at);
    row.push(cell);
    if (source[end] !== "\t") {
      rows.push(row);
      row = [];
    }
    at = end + 1;
  }
  const last = rows[rows.length - 1];
  if (rows.length > 1 && last?.length === 1 && last[0] === "") rows.pop();
  return rows;
}

function plain(source: string, start: number): [string, number] {
  const found = /[\t\n]/g;
  found.lastIndex = start;
  const end = found.exec(source)?.index ?? source.length;
  return [source.slice(start, end), end];
}

/** A quoted cell, as Excel writes one that holds a line break; not one that merely starts so. */
function quoted(source: string, start: number): [string, number] {
  const found = /"((?:[^"]|"")*)"(?=[\t\n]|$)/y;
  found.lastIndex = start;
  const match = found.exec(source);
  if (!match) return plain(source, start);
  return [match[1]!.replaceAll('""', '"'), found.lastIndex];
}

export function toTsv(rows: string[][]): string {
  return rows
    .map((row) =>
      row
        .map((text) => (/[\t\n"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text))
        .join("\t"),
    )
    .join("\n");
}

export function toHtml(rows: string[][]): string {
  const line = (row: string[]): string =>
    `<tr>${row.map((text) => `<td>${escaped(text)}</td>`).join("")}</tr>`;
  return `<meta charset="utf-8"><table>${rows.map(line).join("")}</table>`;
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll("\n", "<br>");
}

/** The cells of the first table in an HTML text; null when there is none. */
export function parseTable(html: string): string[][] | null {
  // Styles go first: the page's policy would refuse them aloud, and no text depends on them.
  const bare = html.replace(/<style[\s\S]*?<\/style>/gi, "").replace(/\sstyle=("[^"]*"|'[^']*')/gi, "");
  const table = new DOMParser().parseFromString(bare, "text/html").querySelector("table");
  if (!table) return null;
  const rows: string[][] = Array.from(table.rows, () => []);
  Array.from(table.rows).forEach((line, at) => {
    let column = 0;
    for (const cell of Array.from(line.cells)) {
      while (rows[at]![column] !== undefined) column++;
      spread(rows, at, column, cell);
      column += cell.colSpan;
    }
  });
  return rows.map((row) => Array.from(row, (text) => text ?? ""));
}

/** A cell over several rows or columns fills the first one and leaves the others blank. */
function spread(rows: string[][], top: number, left: number, cell: HTMLTableCellElement): void {
  for (let row = top; row < Math.min(top + cell.rowSpan, rows.length); row++) {
    for (let column = left; column < left + cell.colSpan; column++) rows[row]![column] = "";
  }
  rows[top]![left] = cellText(cell);
}

const BREAK = "\u0001";

/** Excel wraps long lines of its source: only a <br> is a line break of the cell. */
function cellText(cell: HTMLTableCellElement): string {
  cell.querySelectorAll("br").forEach((line) => line.replaceWith(BREAK));
  return (cell.textContent ?? "")
    .replace(/\s+/g, " ")
    .split(BREAK)
    .map((line) => line.trim())
    .join("\n");
}

/** What was copied elsewhere: the text is exact, the table knows better where cells end. */
export function pasted(text: string, html: string): string[][] {
  const rows = parseTsv(text);
  const table = html ? parseTable(html) : null;
  if (!table?.length) return rows;
  const width = (of: string[][]): number => Math.max(...of.map((row) => row.length));
  const alike = text !== "" && rows.length === table.length && width(rows) === width(table);
  return alike ? rows : table;
}

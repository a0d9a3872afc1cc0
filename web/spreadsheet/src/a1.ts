/** Cells and ranges by their names: B5, B5:D9, B:D, 5:9, 'Tab name'!B5. Indexes count from 0. */

/** A rectangle of cells; `bottom` and `right` are the first ones outside. */
export interface Rect {
  top: number;
  left: number;
  bottom: number;
  right: number;
}

export const ENDLESS = 1e9;

export function letters(column: number): string {
  let name = "";
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    name = String.fromCharCode(65 + ((rest - 1) % 26)) + name;
  }
  return name;
}

function columnOf(name: string): number {
  let index = 0;
  for (const letter of name.toUpperCase()) index = index * 26 + letter.charCodeAt(0) - 64;
  return index - 1;
}

export function cellName(row: number, column: number): string {
  return letters(column) + (row + 1);
}

/** A rectangle by name; whole rows or columns (an endless end) as 5:9 or B:D. */
export function rangeName(rect: Rect): string {
  const { top, left, bottom, right } = rect;
  if (right >= ENDLESS) return `${top + 1}:${bottom}`;
  if (bottom >= ENDLESS) return `${letters(left)}:${letters(right - 1)}`;
  const first = cellName(top, left);
  const last = cellName(bottom - 1, right - 1);
  return first === last ? first : `${first}:${last}`;
}

export function tabName(title: string): string {
  return `'${title.replaceAll("'", "''")}'`;
}

export function inTab(title: string, range: string): string {
  return `${tabName(title)}!${range}`;
}

interface Corner {
  row?: number;
  column?: number;
}

function corner(text: string): Corner | null {
  const found = /^\$?([A-Za-z]{1,3})?\$?([0-9]{1,8})?$/.exec(text);
  if (!found || (found[1] === undefined && found[2] === undefined)) return null;
  const row = found[2] === undefined ? undefined : Number(found[2]) - 1;
  if (row !== undefined && row < 0) return null;
  return { row, column: found[1] === undefined ? undefined : columnOf(found[1]) };
}

/** The tab and the rectangle that a text means; null if it means none. */
export function parseA1(text: string): { tab: string | null; rect: Rect } | null {
  const trimmed = text.trim();
  const split = /^(?:'((?:[^']|'')+)'|([^'!]+))!(.+)$/.exec(trimmed);
  const tab = split ? (split[1]?.replaceAll("''", "'") ?? split[2] ?? null) : null;
  const parts = (split ? (split[3] ?? "") : trimmed).split(":");
  if (parts.length > 2) return null;
  const first = corner(parts[0] ?? "");
  const last = corner(parts[1] ?? parts[0] ?? "");
  if (!first || !last) return null;
  if (parts.length === 1 && (first.row === undefined || first.column === undefined)) return null;
  return { tab, rect: spanned(first, last) };
}

function spanned(first: Corner, last: Corner): Rect {
  const rows = [first.row, last.row].filter((one) => one !== undefined);
  const columns = [first.column, last.column].filter((one) => one !== undefined);
  return {
    top: rows.length ? Math.min(...rows) : 0,
    left: columns.length ? Math.min(...columns) : 0,
    bottom: rows.length === 2 ? Math.max(...rows) + 1 : ENDLESS,
    right: columns.length === 2 ? Math.max(...columns) + 1 : ENDLESS,
  };
}

export function holds(rect: Rect, row: number, column: number): boolean {
  return row >= rect.top && row < rect.bottom && column >= rect.left && column < rect.right;
}

export function meets(one: Rect, other: Rect): boolean {
  return (
    one.top < other.bottom &&
    other.top < one.bottom &&
    one.left < other.right &&
    other.left < one.right
  );
}

/** Runs of neighbours among ascending numbers, as [start, end) pairs. */
export function runs(numbers: number[]): [number, number][] {
  const found: [number, number][] = [];
  for (const one of numbers) {
    const last = found[found.length - 1];
    if (last && last[1] === one) last[1] = one + 1;
    else found.push([one, one + 1]);
  }
  return found;
}

/** Filter views and filters: which rows they hide and in which order they show the others. */

import { type Cell, rawValue } from "./cells";
import type { Condition, Filter } from "./google";
import { rectOf, type Tab } from "./tab";

type Check = (text: string, number: number, wanted: string[]) => boolean;

const lower = (text: string): string => text.toLowerCase();
const first = (wanted: string[]): string => lower(wanted[0] ?? "");

const CHECKS: Record<string, Check> = {
  BLANK: (text) => text === "",
  NOT_BLANK: (text) => text !== "",
  TEXT_CONTAINS: (text, _, wanted) => lower(text).includes(first(wanted)),
  TEXT_NOT_CONTAINS: (text, _, wanted) => !lower(text).includes(first(wanted)),
  TEXT_STARTS_WITH: (text, _, wanted) => lower(text).startsWith(first(wanted)),
  TEXT_ENDS_WITH: (text, _, wanted) => lower(text).endsWith(first(wanted)),
  TEXT_EQ: (text, _, wanted) => lower(text) === first(wanted),
  TEXT_NOT_EQ: (text, _, wanted) => lower(text) !== first(wanted),
  NUMBER_GREATER: (_, x, wanted) => x > Number(wanted[0]),
  NUMBER_GREATER_THAN_EQ: (_, x, wanted) => x >= Number(wanted[0]),
  NUMBER_LESS: (_, x, wanted) => x < Number(wanted[0]),
  NUMBER_LESS_THAN_EQ: (_, x, wanted) => x <= Number(wanted[0]),
  NUMBER_EQ: (_, x, wanted) => x === Number(wanted[0]),
  NUMBER_NOT_EQ: (_, x, wanted) => x !== Number(wanted[0]),
  NUMBER_BETWEEN: (_, x, wanted) => x >= Number(wanted[0]) && x <= Number(wanted[1]),
  NUMBER_NOT_BETWEEN: (_, x, wanted) => !(x >= Number(wanted[0]) && x <= Number(wanted[1])),
};

/** Conditions of a filter that only the server could tell; the page says so. */
export function unknownConditions(filter: Filter): string[] {
  const types = (filter.filterSpecs ?? []).map((one) => one.filterCriteria?.condition?.type ?? "");
  return [...new Set(types.filter((type) => type !== "" && !(type in CHECKS)))];
}

function passes(cell: Cell, condition: Condition): boolean {
  const check = CHECKS[condition.type ?? ""];
  if (!check) return true;
  const number = cell.value?.numberValue ?? Number.NaN;
  return check(cell.text, number, (condition.values ?? []).map((one) => one.userEnteredValue ?? ""));
}

/** The rows below a filter's header that it hides. */
export function filteredOut(tab: Tab, filter: Filter | null): Set<number> {
  const hidden = new Set<number>();
  if (!filter) return hidden;
  const area = rectOf(filter.range ?? {});
  for (let row = area.top + 1; row < Math.min(area.bottom, tab.rowCount); row++) {
    for (const { columnIndex = 0, filterCriteria = {} } of filter.filterSpecs ?? []) {
      const cell = tab.cell(row, columnIndex);
      const out =
        filterCriteria.hiddenValues?.includes(cell.text) ||
        (filterCriteria.condition && !passes(cell, filterCriteria.condition));
      if (out) hidden.add(row);
    }
  }
  return hidden;
}

/** The order of rows that a filter view shows; null when it does not sort. */
export function sortedBy(tab: Tab, filter: Filter | null): number[] | null {
  if (!filter?.sortSpecs?.length) return null;
  const area = rectOf(filter.range ?? {});
  const bottom = Math.min(area.bottom, tab.rowCount);
  const all = Array.from({ length: tab.rowCount }, (_, row) => row);
  const middle = all.slice(area.top + 1, bottom);
  middle.sort((one, other) => {
    for (const { dimensionIndex = 0, sortOrder } of filter.sortSpecs ?? []) {
      const found = compared(tab.cell(one, dimensionIndex), tab.cell(other, dimensionIndex), sortOrder);
      if (found) return found;
    }
    return one - other;
  });
  return [...all.slice(0, area.top + 1), ...middle, ...all.slice(bottom)];
}

const RANKS: Record<string, number> = { number: 0, text: 1, boolean: 2, error: 3 };

/** Google's order: numbers, texts, booleans, errors; blanks last whichever way. */
function compared(one: Cell, other: Cell, order: string | undefined): number {
  if (one.kind === "" || other.kind === "") return Number(one.kind === "") - Number(other.kind === "");
  const sign = order === "DESCENDING" ? -1 : 1;
  const rank = RANKS[one.kind]! - RANKS[other.kind]!;
  if (rank) return sign * rank;
  const [a, b] = [rawValue(one.value), rawValue(other.value)];
  if (typeof a === "number" && typeof b === "number") return sign * (a - b);
  return sign * one.text.localeCompare(other.text);
}

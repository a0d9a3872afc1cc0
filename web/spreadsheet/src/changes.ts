/** What menus, keys and the mouse can do to cells, rows, columns and tabs: all of it API requests. */

import type { Rect } from "./a1";
import { boxTexts, isCheckbox, isChecked } from "./cells";
import { type Place, rectsOf } from "./cursor";
import type { Request } from "./google";
import { Removing, Reversing } from "./history";
import { continued, repeated } from "./series";
import type { Sheet } from "./sheet";
import type { TypedCell } from "./saving";
import { type AxisName, COLUMN_PIXELS, gridRange, ROW_PIXELS, type Tab } from "./tab";

export class Changes {
  constructor(private readonly sheet: Sheet) {}

  // Cells

  /** Empty the chosen cells; none of them if one is locked. */
  clear(): void {
    const { sheet } = this;
    const { tab } = sheet;
    const full: TypedCell[] = [];
    for (const rect of sheet.rects()) {
      for (let row = rect.top; row < rect.bottom; row++) {
        for (let column = rect.left; column < rect.right; column++) {
          if (tab.waiting(row, column) || tab.cell(row, column).entered) full.push({ row, column, text: "" });
        }
      }
    }
    if (full.some((cell) => tab.isLocked(cell.row, cell.column)) || (!full.length && sheet.isLocked())) {
      sheet.events.warn(sheet.lockedWords());
    } else sheet.type(full);
  }

  toggleBox(): void {
    const { sheet } = this;
    const { row, column } = sheet.chosen.active;
    if (sheet.isLocked()) return sheet.events.warn(sheet.lockedWords());
    const cell = sheet.tab.cell(row, column);
    const [on, off] = boxTexts(cell);
    const waiting = sheet.tab.waiting(row, column);
    const isOn = waiting ? waiting.text === on : isChecked(cell);
    const cells = sheet.rects().flatMap((rect) => boxesIn(sheet.tab, rect));
    sheet.type(cells.map((place) => ({ ...place, text: isOn ? off : on })));
  }

  fillDown(): void {
    this.fillFrom((rect) => ({ ...rect, bottom: rect.top + 1 }), "top");
  }

  fillRight(): void {
    this.fillFrom((rect) => ({ ...rect, right: rect.left + 1 }), "left");
  }

  /** Fill the chosen range from its first row or column; a single cell from its neighbour. */
  private fillFrom(first: (rect: Rect) => Rect, side: "top" | "left"): void {
    const span = this.sheet.span();
    const end = side === "top" ? "bottom" : "right";
    const single = span[end] - span[side] === 1;
    if (single && span[side] === 0) return;
    const whole = single ? { ...span, [side]: span[side] - 1 } : span;
    const source = first(whole);
    this.copyTo(source, [{ ...whole, [side]: source[end] }], "fill");
  }

  /** What the fill handle asks for: the chosen range again, down to or up to a corner. */
  fillTo(corner: Place): void {
    const { sheet } = this;
    const { rows, columns } = sheet.view.layout;
    const places = sheet.view.chosenPlaces();
    const down = rows.place(corner.row) + 1 > places.bottom;
    const target = down
      ? { ...places, top: places.bottom, bottom: rows.place(corner.row) + 1 }
      : { ...places, left: places.right, right: columns.place(corner.column) + 1 };
    const source = sheet.span();
    const targets = rectsOf(target, sheet.view.layout);
    this.copyTo(source, targets, "fill", continued(sheet.tab, source, targets, down));
    sheet.setChosen({ ...sheet.chosen, corner }, null);
  }

  private copyTo(source: Rect, targets: Rect[], label: string, over: Request[] = []): void {
    const { sheet } = this;
    const { tab } = sheet;
    const pairs = targets.flatMap((target) => repeated(source, target));
    const requests: Request[] = pairs.map(([from, to]) => ({
      copyPaste: {
        source: gridRange(tab.sheetId, from),
        destination: gridRange(tab.sheetId, to),
        pasteType: "PASTE_NORMAL",
      },
    }));
    sheet.rewrite(label, tab, targets, () => sheet.api.batch([...requests, ...over]));
  }

  bold(): void {
    this.format("bold", { bold: !this.activeCss("font-weight") });
  }

  italic(): void {
    this.format("italic", { italic: !this.activeCss("font-style") });
  }

  strike(): void {
    this.format("strikethrough", { strikethrough: !this.activeCss("line-through") });
  }

  private activeCss(part: string): boolean {
    const { row, column } = this.sheet.chosen.active;
    return this.sheet.tab.cell(row, column).style.css.includes(part);
  }

  private format(label: string, textFormat: Record<string, boolean>): void {
    const fields = Object.keys(textFormat).map((name) => `userEnteredFormat.textFormat.${name}`);
    this.restyle(label, { userEnteredFormat: { textFormat } }, fields.join(","));
  }

  /** Colours as [red, green, blue] from 0 to 255; null takes the colour away. */
  ground(color: [number, number, number] | null): void {
    const cell = color ? { userEnteredFormat: { backgroundColorStyle: { rgbColor: rgb(color) } } } : {};
    this.restyle(
      "colour",
      cell,
      "userEnteredFormat.backgroundColor,userEnteredFormat.backgroundColorStyle",
    );
  }

  numberFormat(type: string, pattern: string): void {
    const cell = type ? { userEnteredFormat: { numberFormat: { type, pattern } } } : {};
    this.restyle("number format", cell, "userEnteredFormat.numberFormat");
  }

  align(horizontalAlignment: string): void {
    const cell = { userEnteredFormat: { horizontalAlignment } };
    this.restyle("alignment", cell, "userEnteredFormat.horizontalAlignment");
  }

  wrap(wrapStrategy: string): void {
    this.restyle("wrapping", { userEnteredFormat: { wrapStrategy } }, "userEnteredFormat.wrapStrategy");
  }

  clearFormat(): void {
    this.restyle("format", {}, "userEnteredFormat");
  }

  note(text: string): void {
    const { row, column } = this.sheet.chosen.active;
    const rect = { top: row, left: column, bottom: row + 1, right: column + 1 };
    this.restyle("note", text ? { note: text } : {}, "note", [rect]);
  }

  private restyle(label: string, cell: Request, fields: string, rects = this.sheet.rects()): void {
    const { sheet } = this;
    const { tab } = sheet;
    const requests = rects.map((rect) => ({
      repeatCell: { range: gridRange(tab.sheetId, rect), cell, fields },
    }));
    sheet.rewrite(label, tab, rects, () => sheet.api.batch(requests));
  }

  merge(mergeType: string): void {
    const { sheet } = this;
    const { tab } = sheet;
    const range = gridRange(tab.sheetId, sheet.span());
    const merging: Request = { mergeCells: { range, mergeType } };
    const parting: Request = { unmergeCells: { range } };
    const [forth, back] = mergeType ? [merging, parting] : [parting, null];
    if (!back) return sheet.send([forth]);
    sheet.reverse(new Reversing(tab, "merge", null, () => [back], () => [forth]));
  }

  // Rows and columns

  /** The chosen rows or columns, hidden ones between them too. */
  private lines(axis: AxisName): { start: number; end: number } {
    const span = this.sheet.span();
    return axis === "ROWS"
      ? { start: span.top, end: span.bottom }
      : { start: span.left, end: span.right };
  }

  insert(axis: AxisName, side: "before" | "after"): void {
    const { tab } = this.sheet;
    const { start, end } = this.lines(axis);
    const at = side === "before" ? start : end;
    const count = end - start;
    const range = (from: number, to: number) => dimension(tab, axis, from, to);
    this.sheet.reverse(
      new Reversing(
        tab,
        axis === "ROWS" ? "insert rows" : "insert columns",
        { axis, start: at, end: at + count },
        (from, to) => [{ deleteDimension: { range: range(from, to) } }],
        (from, to) => [
          { insertDimension: { range: range(from, to), inheritFromBefore: side === "after" } },
        ],
      ),
    );
  }

  remove(axis: AxisName): void {
    const { sheet } = this;
    const { tab } = sheet;
    const { start, end } = this.lines(axis);
    const rect =
      axis === "ROWS"
        ? { top: start, bottom: end, left: 0, right: tab.columnCount }
        : { top: 0, bottom: tab.rowCount, left: start, right: end };
    sheet.saving.add({
      tab,
      run: async () => {
        sheet.history.add(await Removing.record(sheet.api, tab, axis, rect));
      },
    });
  }

  hide(axis: AxisName): void {
    const { start, end } = this.lines(axis);
    this.setHidden(axis, start, end, true);
  }

  /** Show what is hidden inside the chosen lines, or right beside them. */
  unhide(axis: AxisName): void {
    const { tab } = this.sheet;
    let { start, end } = this.lines(axis);
    const lines = axis === "ROWS" ? tab.rowLines : tab.columnLines;
    const count = axis === "ROWS" ? tab.rowCount : tab.columnCount;
    while (start > 0 && lines[start - 1]?.hiddenByUser) start--;
    while (end < count && lines[end]?.hiddenByUser) end++;
    this.setHidden(axis, start, end, false);
  }

  private setHidden(axis: AxisName, start: number, end: number, hidden: boolean): void {
    const { tab } = this.sheet;
    const set = (hiddenByUser: boolean) => (from: number, to: number) => [
      {
        updateDimensionProperties: {
          range: dimension(tab, axis, from, to),
          properties: { hiddenByUser },
          fields: "hiddenByUser",
        },
      },
    ];
    const label = hidden ? "hide" : "show";
    this.sheet.reverse(new Reversing(tab, label, { axis, start, end }, set(!hidden), set(hidden)));
  }

  resize(axis: AxisName, line: number, pixels: number): void {
    const { tab } = this.sheet;
    const known = (axis === "ROWS" ? tab.rowLines : tab.columnLines)[line]?.pixelSize;
    const before = known ?? (axis === "ROWS" ? ROW_PIXELS : COLUMN_PIXELS);
    const { start, end } = this.lines(axis);
    const lines = line >= start && line < end && this.isWhole(axis) ? { start, end } : { start: line, end: line + 1 };
    const set = (pixelSize: number) => (from: number, to: number) => [
      {
        updateDimensionProperties: {
          range: dimension(tab, axis, from, to),
          properties: { pixelSize },
          fields: "pixelSize",
        },
      },
    ];
    this.sheet.reverse(new Reversing(tab, "size", { axis, ...lines }, set(before), set(pixels)));
  }

  private isWhole(axis: AxisName): boolean {
    const places = this.sheet.view.chosenPlaces();
    const { rows, columns } = this.sheet.view.layout;
    return axis === "ROWS"
      ? places.right - places.left >= columns.length
      : places.bottom - places.top >= rows.length;
  }

  /** Move the chosen rows or columns by one, over what is shown beside them. */
  move(axis: AxisName, step: 1 | -1): void {
    const { sheet } = this;
    const { tab } = sheet;
    const { start, end } = this.lines(axis);
    const lines = axis === "ROWS" ? sheet.view.layout.rows : sheet.view.layout.columns;
    const beside = step > 0 ? lines.place(end - 1) + 1 : lines.place(start) - 1;
    if (beside < 0 || beside >= lines.length) return;
    const neighbour = lines.line(beside);
    const to = step > 0 ? neighbour + 1 : neighbour;
    const request = (from: number, until: number, destinationIndex: number): Request[] => [
      { moveDimension: { source: dimension(tab, axis, from, until), destinationIndex } },
    ];
    const landed = step > 0 ? to - (end - start) : to;
    const back = step > 0 ? start : end;
    const home = { start: landed, end: landed + end - start };
    sheet.reverse(
      new Reversing(
        tab,
        "move",
        null,
        () => request(home.start, home.end, back),
        () => request(start, end, to),
      ),
    );
  }

  /** Sort rows by the chosen cell's column: the chosen range, or all below the frozen rows. */
  sort(sortOrder: "ASCENDING" | "DESCENDING"): void {
    const { sheet } = this;
    const { tab } = sheet;
    const span = sheet.span();
    const used = tab.used();
    const isRange = span.bottom - span.top > 1 && !this.isWhole("COLUMNS");
    const rect = isRange
      ? span
      : { top: tab.frozenRows, bottom: used.row + 1, left: 0, right: tab.columnCount };
    if (rect.bottom - rect.top < 2) return sheet.events.say("There is nothing to sort.");
    const dimensionIndex = sheet.chosen.active.column;
    const request = {
      sortRange: { range: gridRange(tab.sheetId, rect), sortSpecs: [{ dimensionIndex, sortOrder }] },
    };
    sheet.rewrite("sort", tab, [rect], () => sheet.api.batch([request]));
  }

  freeze(axis: AxisName, count: number): void {
    const { tab } = this.sheet;
    const name = axis === "ROWS" ? "frozenRowCount" : "frozenColumnCount";
    const before = axis === "ROWS" ? tab.frozenRows : tab.frozenColumns;
    const set = (many: number) => () => [tabProperties(tab, { gridProperties: { [name]: many } }, `gridProperties.${name}`)];
    this.sheet.reverse(new Reversing(tab, "freeze", null, set(before), set(count)));
  }

  group(axis: AxisName, add: boolean): void {
    const { tab } = this.sheet;
    const { start, end } = this.lines(axis);
    const make = (name: string) => (from: number, to: number): Request[] => [
      { [name]: { range: dimension(tab, axis, from, to) } },
    ];
    const [forth, back] = [make("addDimensionGroup"), make("deleteDimensionGroup")];
    const lines = { axis, start, end };
    const entry = add ? new Reversing(tab, "group", lines, back, forth) : new Reversing(tab, "ungroup", lines, forth, back);
    this.sheet.reverse(entry);
  }

  fold(axis: AxisName, index: number): void {
    const { tab } = this.sheet;
    const group = (axis === "ROWS" ? tab.rowGroups : tab.columnGroups)[index];
    if (!group) return;
    const { range, depth } = group;
    const dimensionGroup = { range, depth, collapsed: !group.collapsed };
    this.sheet.send([{ updateDimensionGroup: { dimensionGroup, fields: "collapsed" } }]);
  }

  // Tabs

  rename(tab: Tab, title: string): void {
    const before = tab.title;
    const set = (to: string) => () => [tabProperties(tab, { title: to }, "title")];
    this.sheet.reverse(new Reversing(tab, "rename", null, set(before), set(title)));
  }

  addTab(): void {
    this.sheet.send([{ addSheet: { properties: {} } }]);
  }

  duplicateTab(tab: Tab): void {
    this.sheet.send([{ duplicateSheet: { sourceSheetId: tab.sheetId } }]);
  }

  deleteTab(tab: Tab): void {
    this.sheet.send([{ deleteSheet: { sheetId: tab.sheetId } }]);
  }

  hideTab(tab: Tab, hidden: boolean): void {
    const set = (on: boolean) => () => [tabProperties(tab, { hidden: on }, "hidden")];
    this.sheet.reverse(new Reversing(tab, hidden ? "hide tab" : "show tab", null, set(!hidden), set(hidden)));
  }
}

function boxesIn(tab: Tab, rect: Rect): Place[] {
  const found: Place[] = [];
  for (let row = rect.top; row < rect.bottom; row++) {
    for (let column = rect.left; column < rect.right; column++) {
      if (isCheckbox(tab.cell(row, column))) found.push({ row, column });
    }
  }
  return found;
}

function rgb([red, green, blue]: [number, number, number]) {
  return { red: red / 255, green: green / 255, blue: blue / 255 };
}

function dimension(tab: Tab, axis: AxisName, startIndex: number, endIndex: number) {
  return { sheetId: tab.sheetId, dimension: axis, startIndex, endIndex };
}

function tabProperties(tab: Tab, properties: Request, fields: string): Request {
  return { updateSheetProperties: { properties: { sheetId: tab.sheetId, ...properties }, fields } };
}

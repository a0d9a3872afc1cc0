/** Copy, cut and paste of ranges: inside the spreadsheet with all they hold, elsewhere as text. */

import { pasted, toHtml, toTsv } from "./clipboard";
import { meets, type Rect } from "./a1";
import type { Editor } from "./editor";
import type { Request } from "./google";
import type { TypedCell } from "./saving";
import type { Sheet } from "./sheet";
import { gridRange, type Tab } from "./tab";

interface Copied {
  tab: Tab;
  rect: Rect;
  text: string;
  cut: boolean;
}

const MOST_CELLS = 200_000;

export class Clip {
  private clip: Copied | null = null;
  private onlyValues = false;

  constructor(
    private readonly sheet: Sheet,
    private readonly editor: Editor,
  ) {
    const { field } = editor;
    field.addEventListener("copy", (event) => this.copy(event, false));
    field.addEventListener("cut", (event) => this.copy(event, true));
    field.addEventListener("paste", (event) => this.paste(event));
  }

  /** The paste that follows takes values only, not formats. */
  plainPaste(): void {
    this.onlyValues = true;
  }

  private copy(event: ClipboardEvent, cut: boolean): void {
    if (this.editor.isEditing || !event.clipboardData) return;
    event.preventDefault();
    const rows = this.texts();
    const text = toTsv(rows);
    event.clipboardData.setData("text/plain", text);
    event.clipboardData.setData("text/html", toHtml(rows));
    const rects = this.sheet.rects();
    this.clip = rects.length === 1 ? { tab: this.sheet.tab, rect: rects[0]!, text, cut } : null;
    this.sheet.view.setCopied(this.clip ? rects[0]! : null);
    this.sheet.events.say(`${cut ? "Cut" : "Copied"}: ${this.sheet.chosenName()}.`);
  }

  private texts(): string[][] {
    const { tab, view } = this.sheet;
    const { top, left, bottom, right } = view.chosenPlaces();
    const { rows, columns } = view.layout;
    const last = tab.used();
    const made: string[][] = [];
    for (let row = top; row < bottom; row++) {
      // A whole column is as long as what stands in it.
      if (rows.line(row) > last.row && row > top) break;
      const line: string[] = [];
      for (let column = left; column < right; column++) {
        line.push(tab.shownText(rows.line(row), columns.line(column)));
      }
      made.push(line);
    }
    return made;
  }

  forget(): void {
    this.clip = null;
    this.sheet.view.setCopied(null);
  }

  private paste(event: ClipboardEvent): void {
    if (this.editor.isEditing || !event.clipboardData) return;
    event.preventDefault();
    const text = event.clipboardData.getData("text/plain");
    const onlyValues = this.onlyValues;
    this.onlyValues = false;
    const own = this.clip;
    if (own && own.text === text.replaceAll("\r\n", "\n") && !onlyValues) {
      this.pasteOwn(own);
      return;
    }
    const rows = pasted(text, event.clipboardData.getData("text/html"));
    if (rows.length) this.pasteTexts(rows);
  }

  /** All that the cells hold; formulas follow their new place, as the API does it. */
  private pasteOwn(clip: Copied): void {
    const { sheet } = this;
    const target = this.target(clip.rect);
    const source = gridRange(clip.tab.sheetId, clip.rect);
    const grown = this.room(target.bottom);
    if (clip.cut) {
      const to = { sheetId: sheet.tab.sheetId, rowIndex: target.top, columnIndex: target.left };
      this.cut(clip, target, [...grown, { cutPaste: { source, destination: to, pasteType: "PASTE_NORMAL" } }]);
      return;
    }
    const destination = gridRange(sheet.tab.sheetId, target);
    const request = { copyPaste: { source, destination, pasteType: "PASTE_NORMAL" } };
    const { tab } = sheet;
    sheet.rewrite("paste", tab, [target], () => sheet.api.batch([...grown, request]));
  }

  private cut(clip: Copied, target: Rect, requests: Request[]): void {
    const { sheet } = this;
    const { tab } = sheet;
    if (clip.tab !== tab) {
      sheet.send(requests); // two tabs at once: no undo
    } else {
      const both = meets(clip.rect, target) ? [around(clip.rect, target)] : [clip.rect, target];
      sheet.rewrite("cut and paste", tab, both, () => sheet.api.batch(requests));
    }
    this.forget();
  }

  /** Where a block goes: as often as it fits into the chosen range, else once. */
  private target(source: Rect): Rect {
    const span = this.sheet.span();
    const [height, width] = [source.bottom - source.top, source.right - source.left];
    const down = Math.floor((span.bottom - span.top) / height) || 1;
    const across = Math.floor((span.right - span.left) / width) || 1;
    return {
      top: span.top,
      left: span.left,
      bottom: span.top + down * height,
      right: span.left + across * width,
    };
  }

  /** Rows to add when a block would not fit. */
  private room(bottom: number): Request[] {
    const { tab } = this.sheet;
    const length = bottom - tab.rowCount;
    return length > 0 ? [{ appendDimension: { sheetId: tab.sheetId, dimension: "ROWS", length } }] : [];
  }

  private pasteTexts(block: string[][]): void {
    const { sheet } = this;
    const places = sheet.view.chosenPlaces();
    const width = Math.max(...block.map((row) => row.length));
    const target = {
      ...places,
      bottom: places.top + fitting(places.bottom - places.top, block.length),
      right: places.left + fitting(places.right - places.left, width),
    };
    if ((target.bottom - target.top) * (target.right - target.left) > MOST_CELLS) {
      sheet.events.warn("That is more than can be pasted at once.");
      return;
    }
    const { rows, columns } = sheet.view.layout;
    if (target.right > columns.length) {
      sheet.events.warn("The pasted block is wider than the columns from here on.");
      return;
    }
    const missing = target.bottom - rows.length;
    if (missing > 0) sheet.send(this.room(sheet.tab.rowCount + missing));
    const cells: TypedCell[] = [];
    for (let row = target.top; row < target.bottom; row++) {
      const line = row < rows.length ? rows.line(row) : sheet.tab.rowCount + row - rows.length;
      for (let column = target.left; column < target.right; column++) {
        const text = block[(row - target.top) % block.length]![(column - target.left) % width] ?? "";
        cells.push({ row: line, column: columns.line(column), text });
      }
    }
    sheet.type(cells);
    sheet.setChosen({
      active: sheet.chosen.active,
      anchor: { row: rows.line(target.top), column: columns.line(target.left) },
      corner: { row: rows.line(target.bottom - 1), column: columns.line(target.right - 1) },
    }, null);
    sheet.events.say(`Pasted: ${sheet.chosenName()}.`);
  }
}

function fitting(chosen: number, block: number): number {
  return chosen > block ? Math.floor(chosen / block) * block : block;
}

function around(one: Rect, other: Rect): Rect {
  return {
    top: Math.min(one.top, other.top),
    left: Math.min(one.left, other.left),
    bottom: Math.max(one.bottom, other.bottom),
    right: Math.max(one.right, other.right),
  };
}

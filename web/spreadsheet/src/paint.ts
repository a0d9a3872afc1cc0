/** Drawing one cell. */

import { cellName, type Rect } from "./a1";
import { type Cell, hasChoices, isCheckbox, isChecked, obeys } from "./cells";
import type { Tab } from "./tab";

export interface CellElement extends HTMLElement {
  row: number;
  column: number;
  /** What is drawn, to draw nothing twice. */
  drawn?: string;
}

/** Where a cell stands in its row, and how far its text may run. */
export interface Box {
  left: number;
  width: number;
  height: number;
  /** Pixels up to the next full cell on the right. */
  room: number;
}

const PADDING = 6;
const ruler = document.createElement("canvas").getContext("2d")!;
const widths = new Map<string, number>();

/** How wide a line of text is in a cell's font. */
export function textWidth(text: string, size: number, bold: boolean): number {
  const font = `${bold ? "700 " : ""}${(size * 4) / 3}px Arial, Helvetica, sans-serif`;
  const key = font + text;
  let width = widths.get(key);
  if (width === undefined) {
    if (widths.size > 50_000) widths.clear();
    ruler.font = font;
    width = ruler.measureText(text).width;
    widths.set(key, width);
  }
  return width;
}

/** How high a row must be for a wrapped text. */
export function wrappedHeight(cell: Cell, width: number): number {
  const lineHeight = Math.ceil(cell.style.size * 1.6);
  let lines = 0;
  for (const part of cell.text.split("\n")) {
    lines += 1;
    let filled = 0;
    for (const word of part.split(" ")) {
      const wide = textWidth(word + " ", cell.style.size, cell.style.bold);
      if (filled > 0 && filled + wide > width - PADDING + 3) {
        lines += 1;
        filled = 0;
      }
      filled += wide;
    }
  }
  return lines * lineHeight + 5;
}

/** The class, look and content of a cell; draws only what changed. */
export function paintCell(element: CellElement, tab: Tab, row: number, column: number, box: Box): void {
  const cell = tab.cell(row, column);
  const waiting = tab.waiting(row, column);
  const text = waiting ? waiting.text : cell.text;
  const locked = tab.isLocked(row, column);
  const align = waiting ? alignOf(text) : cell.style.align || alignBy(cell);
  const classes = ["cell", align, cell.style.vertical];
  if (locked) classes.push("locked");
  if (waiting) classes.push("waiting");
  if (cell.note) classes.push("noted");
  if (isWrong(cell, text)) classes.push("wrong");
  const over = overflow(cell, text, align, box);
  classes.push(over ? "over" : cell.style.wrap === "WRAP" ? "wrap" : "");
  const look = `${cell.style.css};left:${box.left}px;width:${box.width}px;height:${box.height}px`;
  const content = contentOf(cell, text, waiting !== undefined);
  const drawn = [row, column, ...classes, look, content, over].join("|");
  element.row = row;
  element.column = column;
  if (element.drawn === drawn) return;
  element.drawn = drawn;
  element.id = `cell-${cellName(row, column)}`;
  element.className = classes.filter(Boolean).join(" ");
  element.style.cssText = look;
  element.setAttribute("aria-colindex", String(column + 2));
  setFlag(element, "aria-readonly", locked);
  draw(element, cell, text, content, over);
}

export function setFlag(element: HTMLElement, name: string, on: boolean): void {
  if (on) element.setAttribute(name, "true");
  else element.removeAttribute(name);
}

function alignBy(cell: Cell): string {
  if (cell.kind === "number") return "right";
  return cell.kind === "boolean" || cell.kind === "error" || isCheckbox(cell) ? "center" : "left";
}

function alignOf(text: string): string {
  return text.trim() !== "" && !Number.isNaN(Number(text.replace(/%$/, ""))) ? "right" : "left";
}

function isWrong(cell: Cell, text: string): boolean {
  const condition = cell.rule?.condition;
  if (!condition || text === "" || condition.type === "BOOLEAN") return false;
  if (condition.type === "ONE_OF_RANGE" || condition.type === "CUSTOM_FORMULA") return false;
  const list = (condition.values ?? []).map((one) => one.userEnteredValue ?? "");
  const value = cell.kind === "number" && text === cell.text ? String(cell.value?.numberValue) : text;
  return !obeys(condition, condition.type === "ONE_OF_LIST" ? text : value, list);
}

/** How wide the text may be drawn beyond its cell; 0 when it stays inside. */
function overflow(cell: Cell, text: string, align: string, box: Box): number {
  if (align !== "left" || cell.style.wrap !== "OVERFLOW_CELL" || box.room <= box.width) return 0;
  if (cell.kind !== "text" && cell.kind !== "") return 0;
  if (text.length * 11 < box.width || hasChoices(cell)) return 0;
  const wide = textWidth(text, cell.style.size, cell.style.bold) + PADDING;
  return wide > box.width ? Math.min(wide, box.room) : 0;
}

type Content = "text" | "chip" | "on" | "off";

function contentOf(cell: Cell, text: string, waiting: boolean): string {
  let kind: Content = "text";
  if (isCheckbox(cell)) kind = (waiting ? text === "TRUE" : isChecked(cell)) ? "on" : "off";
  else if (hasChoices(cell) && cell.rule?.showCustomUi) kind = "chip";
  return `${kind}:${text}:${cell.note}`;
}

function draw(element: CellElement, cell: Cell, text: string, content: string, over: number): void {
  const kind = content.slice(0, content.indexOf(":")) as Content;
  element.textContent = "";
  if (kind === "on" || kind === "off") {
    const box = add(element, "span", `box ${kind}`);
    box.setAttribute("role", "img");
    box.setAttribute("aria-label", kind === "on" ? "checked" : "not checked");
  } else if (kind === "chip") {
    const chip = add(element, "span", text ? "chip" : "chip blank");
    add(chip, "span", "chiptext").textContent = text;
    add(chip, "span", "arrow");
  } else if (over) {
    const span = add(element, "span", "run");
    span.style.width = `${over - PADDING / 2}px`;
    span.textContent = text;
  } else {
    element.textContent = text;
  }
  if (cell.note) add(element, "span", "unseen").textContent = ` Note: ${cell.note}`;
}

function add(parent: HTMLElement, name: string, className: string): HTMLElement {
  const child = document.createElement(name);
  child.className = className;
  parent.append(child);
  return child;
}

export function isAnchor(rect: Rect | undefined, row: number, column: number): boolean {
  return !rect || (rect.top === row && rect.left === column);
}

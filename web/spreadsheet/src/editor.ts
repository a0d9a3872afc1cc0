/** The one text field that always has the focus: keys go in at once, however fast they come. */

import type { Place } from "./cursor";
import type { ScreenBox } from "./view";

export type Mode = "ready" | "enter" | "edit";

export interface EditorHost {
  /** The chosen cell. */
  place(): Place;
  /** Its text as one edits it. */
  original(): string;
  /** Google's words if it may not be edited; empty otherwise. */
  refusal(): string;
  box(): ScreenBox;
  /** Keep a text; false when a rule forbids it, and one must type on. */
  keep(place: Place, text: string): boolean;
  refuse(words: string): void;
  /** Editing began, ended, or its text changed. */
  changed(): void;
}

export class Editor {
  mode: Mode = "ready";
  private place: Place | null = null;
  private before = "";

  constructor(
    readonly field: HTMLTextAreaElement,
    readonly bar: HTMLTextAreaElement,
    private readonly host: EditorHost,
  ) {
    field.addEventListener("input", () => this.typed(field));
    bar.addEventListener("input", () => this.typed(bar));
    bar.addEventListener("focus", () => this.beginInBar());
  }

  get isEditing(): boolean {
    return this.mode !== "ready";
  }

  get text(): string {
    return document.activeElement === this.bar ? this.bar.value : this.field.value;
  }

  focus(): void {
    this.field.focus({ preventScroll: true });
  }

  /** Characters came into one of the two fields. */
  private typed(from: HTMLTextAreaElement): void {
    if (this.mode === "ready") {
      const refusal = this.host.refusal();
      if (refusal) {
        this.field.value = "";
        this.host.refuse(refusal);
        return;
      }
      this.begin("enter");
    }
    if (from === this.field) this.bar.value = from.value;
    else this.field.value = from.value;
    this.fit();
    this.host.changed();
  }

  private begin(mode: Mode): void {
    this.place = this.host.place();
    this.before = this.host.original();
    this.mode = mode;
    this.field.classList.add("editing");
  }

  /** Edit what stands there, the caret at its end. */
  open(): boolean {
    if (this.isEditing) return true;
    const refusal = this.host.refusal();
    if (refusal) {
      this.host.refuse(refusal);
      return false;
    }
    this.begin("edit");
    this.field.value = this.bar.value = this.before;
    this.focus();
    this.field.setSelectionRange(this.before.length, this.before.length);
    this.fit();
    this.host.changed();
    return true;
  }

  private beginInBar(): void {
    if (this.mode !== "ready") {
      this.mode = "edit";
      return;
    }
    const refusal = this.host.refusal();
    if (refusal) return;
    this.begin("edit");
    this.field.value = this.bar.value = this.before;
    this.fit();
    this.host.changed();
  }

  /** From typing on to moving the caret, and back. */
  toggle(): void {
    this.mode = this.mode === "edit" ? "enter" : "edit";
  }

  breakLine(): void {
    const field = document.activeElement === this.bar ? this.bar : this.field;
    field.setRangeText("\n", field.selectionStart, field.selectionEnd, "end");
    this.typed(field);
  }

  /** Keep what was typed; false when it may not stand there. */
  commit(text: string = this.text): boolean {
    if (!this.isEditing) return true;
    const place = this.place!;
    if (text !== this.before && !this.host.keep(place, text)) return false;
    this.close();
    return true;
  }

  cancel(): void {
    if (this.isEditing) this.close();
  }

  private close(): void {
    this.mode = "ready";
    this.place = null;
    this.field.value = "";
    this.field.classList.remove("editing");
    this.field.setAttribute("inputmode", isTouch() ? "none" : "text");
    if (document.activeElement === this.bar) this.focus();
    this.fit();
    this.host.changed();
  }

  /** Put the field over its cell, as large as its text. */
  fit(): void {
    const box = this.host.box();
    const { style } = this.field;
    style.transform = `translate(${Math.max(0, box.left)}px, ${Math.max(0, box.top)}px)`;
    style.minWidth = `${box.width + 1}px`;
    style.minHeight = `${box.height + 1}px`;
    if (!this.isEditing) {
      style.width = style.height = "";
      return;
    }
    style.width = style.height = "0";
    style.width = `${Math.max(box.width + 1, this.field.scrollWidth + 8)}px`;
    style.height = `${Math.max(box.height + 1, this.field.scrollHeight + 2)}px`;
  }
}

export function isTouch(): boolean {
  return matchMedia("(pointer: coarse)").matches;
}

/** The inputs of the card that is shown: what is in them, what is wrong, and what the event says. */

import type { Json } from "./card_json";

/** What was typed into the inputs of one card, by name; the widget says whether it still fits. */
export type Kept = Map<string, { widget: string; values: string[] }>;

export interface Input {
  name: string;
  /** The widget's JSON: an input that has changed drops what was typed. */
  widget: string;
  control: HTMLElement;
  label: string;
  read(): string[];
  show(values: string[]): void;
  /** Its part of `formInputs`; null leaves it out, as Google leaves out empty ones. */
  shape(): Json | null;
  /** What is wrong with it; "" if nothing is. */
  problem(): string;
  /** Say it beside the input, or take it back. */
  say(problem: string): void;
}

export class Form {
  private readonly inputs: Input[] = [];

  constructor(private readonly kept: Kept) {}

  add(input: Input): void {
    this.inputs.push(input);
    const before = this.kept.get(input.name);
    if (before?.widget === input.widget) input.show(before.values);
    input.control.addEventListener("input", () => this.keep(input));
    input.control.addEventListener("change", () => this.keep(input));
  }

  private keep(input: Input): void {
    this.kept.set(input.name, { widget: input.widget, values: input.read() });
    input.say("");
  }

  /** `formInputs` of the event. */
  values(): Json {
    const made: Json = {};
    for (const input of this.inputs) {
      const shape = input.shape();
      if (shape) made[input.name] = shape;
    }
    return made;
  }

  /** Whether all may be sent; else each input says what is missing and the first has the focus. */
  check(required: string[], all: boolean): boolean {
    const wrong = this.inputs.filter((input) => {
      const isMissing = (all || required.includes(input.name)) && !input.shape();
      const problem = isMissing ? `${input.label} is needed.` : input.problem();
      input.say(problem);
      return problem !== "";
    });
    wrong[0]?.control.focus();
    return wrong.length === 0;
  }
}

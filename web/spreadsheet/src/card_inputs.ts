/** The inputs of cards: text, choices, switches, days and times; each with its label. */

import { type Action, readAction } from "./card_action";
import type { Form, Input } from "./card_form";
import { type Json, make, type Part } from "./card_json";

export interface InputHost {
  form: Form;
  /** Follow an input's own action. */
  changed(action: Action): void;
}

let made = 0;

function nextId(): string {
  made += 1;
  return `input-${made}`;
}

/** A label, a control, what belongs to it, and room for what is wrong with it. */
class Field {
  readonly box = make("div", "field");
  readonly name: string;
  readonly label: string;
  private readonly wrong = make("p", "wrong");
  private readonly onChange: Action | null;

  constructor(
    private readonly part: Part,
    private readonly control: HTMLElement,
    hint = "",
  ) {
    this.name = part.text("name");
    this.label = part.text("label") || hint;
    const changed = part.part("onChangeAction");
    this.onChange = changed && readAction(changed);
    this.wrong.id = nextId();
    if (!this.name) part.trouble("an input has no name");
    if (!this.label) part.trouble("an input has no label");
  }

  /** Take part in the form; `say` shows what is wrong at the control. */
  join(host: InputHost, about: Pick<Input, "read" | "show" | "shape" | "problem">): void {
    const { control, wrong } = this;
    this.box.append(wrong);
    host.form.add({
      ...about,
      name: this.name,
      label: this.label,
      control,
      widget: JSON.stringify(this.part.json),
      say: (problem) => {
        wrong.textContent = problem;
        if (problem) control.setAttribute("aria-describedby", wrong.id);
        else control.removeAttribute("aria-describedby");
        control.setAttribute("aria-invalid", String(problem !== ""));
      },
    });
    const action = this.onChange;
    if (action) control.addEventListener("change", () => host.changed(action));
  }

  labelled(): HTMLLabelElement {
    const label = make("label", "", this.label);
    this.control.id = nextId();
    label.htmlFor = this.control.id;
    return label;
  }
}

function strings(values: string[]): Json | null {
  return values.length ? { stringInputs: { value: values } } : null;
}

// Text

const FORMS: Record<string, [RegExp, string, string]> = {
  INTEGER: [/^[+-]?\d+$/, "numeric", "must be a whole number"],
  FLOAT: [/^[+-]?(\d+\.?\d*|\.\d+)$/, "decimal", "must be a number"],
  EMAIL: [/^[^\s@]+@[^\s@]+$/, "email", "must be an e-mail address"],
};

export function textInput(part: Part, host: InputHost): HTMLElement {
  const many = part.one("type", ["SINGLE_LINE", "MULTIPLE_LINE"]) === "MULTIPLE_LINE";
  const control = many ? make("textarea") : make("input");
  const hint = part.text("hintText");
  const field = new Field(part, control, hint);
  const rules = part.part("validation");
  const limit = rules?.number("characterLimit") ?? 0;
  const form = FORMS[rules?.one("inputType", ["TEXT", "INTEGER", "FLOAT", "EMAIL"]) ?? ""];
  rules?.end();
  control.value = part.text("value");
  control.autocomplete = "off";
  if (form) control.inputMode = form[1];
  field.box.append(field.labelled(), control);
  if (hint && hint !== field.label) field.box.append(make("p", "quiet", hint));
  if (limit) field.box.append(counter(control, limit));
  if (control instanceof HTMLInputElement) suggest(part, control, field.box);
  else if (part.has("initialSuggestions")) part.trouble("suggestions need a single line");
  field.join(host, {
    read: () => [control.value],
    show: ([text]) => {
      control.value = text ?? "";
      control.dispatchEvent(new Event("shown"));
    },
    shape: () => strings(control.value ? [control.value] : []),
    problem: () => {
      const length = [...control.value].length;
      if (limit && length > limit) return `${field.label} has ${length} characters; ${limit} is the most.`;
      return form && control.value && !form[0].test(control.value.trim()) ? `${field.label} ${form[2]}.` : "";
    },
  });
  return field.box;
}

function counter(control: HTMLInputElement | HTMLTextAreaElement, limit: number): HTMLElement {
  const shown = make("p", "quiet count");
  const count = (): void => {
    shown.textContent = `${[...control.value].length} / ${limit}`;
  };
  control.addEventListener("input", count);
  control.addEventListener("shown", count);
  count();
  return shown;
}

function suggest(part: Part, control: HTMLInputElement, box: HTMLElement): void {
  const listed = part.part("initialSuggestions");
  if (!listed) return;
  const list = make("datalist");
  list.id = nextId();
  for (const item of listed.parts("items")) {
    const option = make("option");
    option.value = item.text("text");
    item.end();
    list.append(option);
  }
  listed.end();
  control.setAttribute("list", list.id);
  box.append(list);
}

// Choices

interface Choice {
  text: string;
  value: string;
  selected: boolean;
  more: string;
}

function choicesOf(part: Part): Choice[] {
  return part.parts("items").map((item) => {
    const choice = {
      text: item.text("text"),
      value: item.text("value"),
      selected: item.flag("selected"),
      more: item.text("bottomText"),
    };
    item.end();
    return choice;
  });
}

export function selectionInput(part: Part, host: InputHost): HTMLElement {
  const type = part.one("type", ["CHECK_BOX", "RADIO_BUTTON", "SWITCH", "DROPDOWN"]);
  const items = choicesOf(part);
  return type === "DROPDOWN" ? dropdown(part, items, host) : boxes(part, items, type, host);
}

function dropdown(part: Part, items: Choice[], host: InputHost): HTMLElement {
  const control = make("select");
  const field = new Field(part, control);
  if (!items.some((item) => item.selected)) control.append(make("option"));
  for (const item of items) control.append(new Option(item.text, item.value, item.selected, item.selected));
  field.box.append(field.labelled(), control);
  field.join(host, {
    read: () => (control.value ? [control.value] : []),
    show: ([value]) => (control.value = value ?? ""),
    shape: () => strings(control.value ? [control.value] : []),
    problem: () => "",
  });
  return field.box;
}

function boxes(part: Part, items: Choice[], type: string, host: InputHost): HTMLElement {
  const group = make("fieldset");
  const field = new Field(part, group);
  group.append(make("legend", "", field.label));
  group.tabIndex = -1;
  const controls = items.map((item) => {
    const control = make("input");
    control.type = type === "RADIO_BUTTON" ? "radio" : "checkbox";
    if (type === "SWITCH") control.setAttribute("role", "switch");
    control.name = field.name;
    control.value = item.value;
    control.checked = item.selected;
    const label = make("label", "choice", control, make("span", "", item.text));
    if (item.more) label.append(make("span", "quiet", item.more));
    group.append(label);
    return control;
  });
  const chosen = (): string[] => controls.filter((one) => one.checked).map((one) => one.value);
  field.box.append(group);
  field.join(host, {
    read: chosen,
    show: (values) => controls.forEach((one) => (one.checked = values.includes(one.value))),
    shape: () => strings(chosen()),
    problem: () => "",
  });
  return field.box;
}

/** The switch of a decorated text, named by that text. */
export function switchControl(part: Part, label: string, host: InputHost): HTMLElement {
  const control = make("input");
  control.type = "checkbox";
  const kind = part.one("controlType", ["SWITCH", "CHECK_BOX"]);
  if (kind === "SWITCH") control.setAttribute("role", "switch");
  control.checked = part.flag("selected");
  const value = part.text("value");
  control.setAttribute("aria-label", label);
  const field = new Field(part, control, label);
  field.box.append(control);
  field.join(host, {
    read: () => (control.checked ? ["on"] : []),
    show: (values) => (control.checked = values.length > 0),
    shape: () => strings(control.checked ? [value] : []),
    problem: () => "",
  });
  part.end();
  return field.box;
}

// Days and times

const MINUTE = 60_000;

interface Clock {
  type: string;
  shown(ms: number, offset: number): string;
  shape(text: string, offset: number): Json;
}

const CLOCKS: Record<string, Clock> = {
  DATE_AND_TIME: {
    type: "datetime-local",
    shown: (ms, offset) => new Date(ms + offset * MINUTE).toISOString().slice(0, 16),
    shape: (text, offset) => ({
      dateTimeInput: {
        msSinceEpoch: String(Date.parse(`${text}Z`) - offset * MINUTE),
        hasDate: true,
        hasTime: true,
      },
    }),
  },
  // A day is midnight UTC of it, wherever one is.
  DATE_ONLY: {
    type: "date",
    shown: (ms) => new Date(ms).toISOString().slice(0, 10),
    shape: (text) => ({ dateInput: { msSinceEpoch: String(Date.parse(`${text}T00:00Z`)) } }),
  },
  TIME_ONLY: {
    type: "time",
    shown: (ms) => new Date(ms).toISOString().slice(11, 16),
    shape: (text) => {
      const [hours, minutes] = text.split(":").map(Number);
      return { timeInput: { hours, minutes } };
    },
  },
};

export function dateTimePicker(part: Part, host: InputHost): HTMLElement {
  const control = make("input");
  const field = new Field(part, control);
  const clock = CLOCKS[part.one("type", ["DATE_AND_TIME", "DATE_ONLY", "TIME_ONLY"])]!;
  const value = part.number("valueMsEpoch");
  const offset = part.number("timezoneOffsetDate") ?? -new Date().getTimezoneOffset();
  control.type = clock.type;
  if (value !== null) control.value = clock.shown(value, offset);
  field.box.append(field.labelled(), control);
  field.join(host, {
    read: () => [control.value],
    show: ([text]) => (control.value = text ?? ""),
    shape: () => (control.value ? clock.shape(control.value, offset) : null),
    problem: () => (control.validity.badInput ? `${field.label} is no date.` : ""),
  });
  return field.box;
}

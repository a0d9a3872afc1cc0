/** Questions in a small window: a text, a yes, or a list of keys. */

interface Question {
  title: string;
  label: string;
  value: string;
  many?: boolean;
  action: string;
}

export class Dialogs {
  private readonly dialog = document.getElementById("ask") as HTMLDialogElement;
  private readonly help = document.getElementById("help") as HTMLDialogElement;

  private before: Element | null = null;

  /** `closed` gets the focus back to where it was before. */
  constructor(private readonly closed: (before: Element | null) => void) {
    for (const dialog of [this.dialog, this.help]) {
      dialog.addEventListener("close", () => this.closed(this.before));
    }
  }

  /** The text that was entered; null if the question was dismissed. */
  text(question: Question): Promise<string | null> {
    const field = document.createElement(question.many ? "textarea" : "input");
    field.value = question.value;
    field.id = "answer";
    const label = document.createElement("label");
    label.htmlFor = "answer";
    label.textContent = question.label;
    const shown = this.show(question.title, [label, field], question.action);
    field.focus();
    field.select();
    return shown.then((yes) => (yes ? field.value : null));
  }

  sure(title: string, words: string, action: string): Promise<boolean> {
    const text = document.createElement("p");
    text.textContent = words;
    return this.show(title, [text], action);
  }

  showHelp(): void {
    this.before = document.activeElement;
    this.help.showModal();
  }

  private show(title: string, parts: HTMLElement[], action: string): Promise<boolean> {
    const { dialog } = this;
    const form = document.createElement("form");
    form.method = "dialog";
    const heading = document.createElement("h2");
    heading.id = "asked";
    heading.textContent = title;
    const buttons = document.createElement("p");
    buttons.className = "buttons";
    buttons.append(button(action, "yes"), button("Cancel", "no"));
    form.append(heading, ...parts, buttons);
    dialog.replaceChildren(form);
    dialog.returnValue = "no";
    this.before = document.activeElement;
    dialog.showModal();
    return new Promise((done) => {
      dialog.addEventListener("close", () => done(dialog.returnValue === "yes"), { once: true });
    });
  }
}

function button(label: string, value: string): HTMLButtonElement {
  const made = document.createElement("button");
  made.textContent = label;
  made.value = value;
  return made;
}

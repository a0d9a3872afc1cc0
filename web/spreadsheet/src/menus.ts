/** Menus: one list of commands, shown from the toolbar, by right click, or by key. */

export interface Item {
  label: string;
  keys?: string;
  act?: () => void;
  checked?: boolean;
  disabled?: boolean;
  /** A colour shown before the label. */
  color?: string;
}

/** Groups are set apart by lines. */
export type Menu = Item[][];

export class Menus {
  private readonly box = document.getElementById("menu")!;
  private opener: HTMLElement | null = null;

  /** `closed` gets the focus back to where it was: to the button that opened the menu, if any. */
  constructor(private readonly closed: (opener: HTMLElement | null) => void) {
    this.box.addEventListener("keydown", (event) => this.key(event));
    document.addEventListener("mousedown", (event) => {
      const target = event.target as Node;
      if (this.isOpen && !this.box.contains(target) && !this.opener?.contains(target)) this.close();
    });
    this.box.addEventListener("focusout", (event) => {
      const next = event.relatedTarget as Node | null;
      if (next && !this.box.contains(next) && next !== this.opener) this.close(false);
    });
  }

  get isOpen(): boolean {
    return !this.box.hidden;
  }

  /** Let a button open a menu. */
  button(button: HTMLElement, make: () => Menu): void {
    button.setAttribute("aria-haspopup", "menu");
    button.setAttribute("aria-expanded", "false");
    const open = (): void => {
      const box = button.getBoundingClientRect();
      this.open(make(), box.left, box.bottom, button);
    };
    button.addEventListener("click", () => (this.opener === button ? this.close() : open()));
    button.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" && this.opener !== button) {
        event.preventDefault();
        open();
      }
    });
  }

  open(menu: Menu, x: number, y: number, opener: HTMLElement | null = null): void {
    this.close(false);
    this.opener = opener;
    opener?.setAttribute("aria-expanded", "true");
    this.box.setAttribute("aria-label", opener?.textContent ?? "Cell");
    const groups = menu.filter((group) => group.length);
    this.box.replaceChildren(...groups.flatMap((group, at) => [...(at ? [line()] : []), ...group.map((item) => this.item(item))]));
    this.box.hidden = false;
    const { offsetWidth, offsetHeight } = this.box;
    this.box.style.left = `${Math.max(2, Math.min(x, innerWidth - offsetWidth - 4))}px`;
    this.box.style.top = `${Math.max(2, Math.min(y, innerHeight - offsetHeight - 4))}px`;
    this.items()[0]?.focus();
  }

  private item(item: Item): HTMLElement {
    const button = document.createElement("button");
    const isCheck = item.checked !== undefined;
    button.type = "button";
    button.setAttribute("role", isCheck ? "menuitemcheckbox" : "menuitem");
    if (isCheck) button.setAttribute("aria-checked", String(item.checked));
    if (item.disabled || !item.act) button.setAttribute("aria-disabled", "true");
    button.tabIndex = -1;
    if (item.color) {
      const dot = document.createElement("span");
      dot.className = "dot";
      dot.style.backgroundColor = item.color;
      button.append(dot);
    }
    button.append(item.label);
    if (item.keys) {
      const keys = document.createElement("span");
      keys.className = "keys";
      keys.textContent = item.keys;
      button.append(keys);
    }
    button.addEventListener("click", () => {
      if (item.disabled || !item.act) return;
      this.close();
      item.act();
    });
    return button;
  }

  private items(): HTMLElement[] {
    return Array.from(this.box.querySelectorAll<HTMLElement>("button"));
  }

  close(back = true): void {
    if (!this.isOpen) return;
    this.box.hidden = true;
    const { opener } = this;
    opener?.setAttribute("aria-expanded", "false");
    this.opener = null;
    if (back) this.closed(opener);
  }

  private key(event: KeyboardEvent): void {
    const items = this.items();
    const now = items.indexOf(document.activeElement as HTMLElement);
    const to: Record<string, number> = {
      ArrowDown: (now + 1) % items.length,
      ArrowUp: (now + items.length - 1) % items.length,
      Home: 0,
      End: items.length - 1,
    };
    if (event.key in to) items[to[event.key]!]?.focus();
    else if (event.key === "Escape" || event.key === "Tab") this.close();
    else return this.byLetter(event, items, now);
    event.preventDefault();
  }

  private byLetter(event: KeyboardEvent, items: HTMLElement[], now: number): void {
    if (event.key.length !== 1 || event.key === " ") return;
    const order = [...items.slice(now + 1), ...items.slice(0, now + 1)];
    order.find((item) => item.textContent?.toLowerCase().startsWith(event.key.toLowerCase()))?.focus();
  }
}

function line(): HTMLElement {
  const hr = document.createElement("div");
  hr.setAttribute("role", "separator");
  return hr;
}

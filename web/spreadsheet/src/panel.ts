/** The side panel: it hosts an add-on as Google Sheets would, and keeps the stack of its cards. */

import type { Action } from "./card_action";
import { Form, type Kept } from "./card_form";
import { type Json, make } from "./card_json";
import { opening } from "./card_text";
import { type CardHost, drawCard } from "./cards";
import type { Dialogs } from "./dialogs";
import type { Item, Menu, Menus } from "./menus";
import { PanelServer, type About, type Reply, Troubled } from "./panel_server";

/** One card of the stack, with what was typed into it. */
interface Entry {
  card: Json;
  kept: Kept;
  isStale: boolean;
}

/** What was asked; a consent in between asks it again. */
interface Asking {
  url: string;
  parameters: Record<string, string>;
  inputs: Json;
  /** Whether the first card is meant: whatever lies there goes. */
  isHome: boolean;
  isQuiet: boolean;
  isKept: boolean;
}

/** The cells beside the panel. */
export interface PanelGrid {
  focus(): void;
  /** There is less room for them: the chosen one must stay in sight. */
  narrowed(): void;
}

const LINGER = 10_000;
const WIDE = "(min-width: 64rem)";
const REMEMBERED = "side-panel";
const MEANINGS: Record<string, string> = {
  "*": "all that it asks for",
  "https://www.googleapis.com/auth/userinfo.email": "your e-mail address",
  "https://www.googleapis.com/auth/drive.file": "the files that you let it see",
  "https://www.googleapis.com/auth/script.locale": "your language and time zone",
};

function element<T extends HTMLElement>(id: string): T {
  return document.getElementById(id) as T;
}

export class SidePanel {
  private readonly server: PanelServer;
  readonly box = element("panel");
  private readonly place = element("cards");
  private readonly toggle = element("paneltoggle");
  private readonly back = element<HTMLButtonElement>("panelback");
  private readonly toast = element("toast");
  private about: About | null = null;
  private stack: Entry[] = [];
  private heading: HTMLElement | null = null;
  private cardActions: Item[] = [];
  private asking: AbortController | null = null;
  private timer = 0;

  constructor(
    fileId: string,
    menus: Menus,
    private readonly dialogs: Dialogs,
    private readonly grid: PanelGrid,
  ) {
    this.server = new PanelServer(fileId);
    this.toggle.addEventListener("click", () => (this.isOpen ? this.close() : this.open(true)));
    this.back.addEventListener("click", () => this.goBack());
    element("panelclose").addEventListener("click", () => this.close());
    menus.button(element("panelmenu"), () => this.menu());
    this.box.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.grid.focus();
    });
  }

  get isOpen(): boolean {
    return !this.box.hidden;
  }

  /** Open by itself where there is room, unless it was closed the last time. */
  begin(): void {
    this.toggle.setAttribute("aria-expanded", "false");
    const state = remembered() ?? (matchMedia(WIDE).matches ? "open" : "closed");
    if (state === "open") this.open(false);
    else void this.showSign();
  }

  focus(): void {
    (this.heading ?? element("panelmenu")).focus();
  }

  private open(takesFocus: boolean): void {
    this.box.hidden = false;
    this.toggle.setAttribute("aria-expanded", "true");
    this.grid.narrowed();
    if (takesFocus) {
      remember("open");
      element("panelmenu").focus();
    }
    if (!this.stack.length) void this.home();
    else if (takesFocus) this.focus();
  }

  private close(): void {
    this.box.hidden = true;
    this.toggle.setAttribute("aria-expanded", "false");
    remember("closed");
    this.grid.focus();
  }

  private async home(): Promise<void> {
    await this.busily(async (signal) => {
      this.about = await this.server.look(signal);
      this.introduce(this.about);
      return this.asked({ ...plain(this.about.home), isHome: true }, signal);
    }, () => void this.home());
  }

  /** The add-on's sign stands at the edge also while nobody has opened it. */
  private async showSign(): Promise<void> {
    try {
      this.introduce(await this.server.look());
    } catch {
      // Whoever opens the panel is told what is wrong.
    }
  }

  private introduce(about: About): void {
    element("panelname").textContent = about.name;
    this.toggle.setAttribute("aria-label", about.name);
    this.toggle.title = about.name;
    for (const image of document.querySelectorAll<HTMLImageElement>(".addonlogo")) {
      image.src = this.server.picture(about.logo);
      image.hidden = false;
    }
  }

  // Asking

  /** Something that waits for the server; whatever went wrong is said, with a way to try again. */
  private async busily(
    work: (signal: AbortSignal) => Promise<void>,
    again: () => void,
    isQuiet = false,
  ): Promise<void> {
    this.asking?.abort();
    const asking = new AbortController();
    this.asking = asking;
    this.box.setAttribute("aria-busy", String(!isQuiet));
    element("asking").textContent = isQuiet ? "" : "Waiting for an answer";
    this.forgetTrouble();
    try {
      await work(asking.signal);
    } catch (error) {
      if (!asking.signal.aborted) this.trouble(words(error), again);
    } finally {
      if (this.asking === asking) this.idle();
    }
  }

  private idle(): void {
    this.asking = null;
    this.box.removeAttribute("aria-busy");
    element("asking").textContent = "";
  }

  private ask(asking: Asking): void {
    void this.busily((signal) => this.asked(asking, signal), () => this.ask(asking), asking.isQuiet);
  }

  private async asked(asking: Asking, signal: AbortSignal): Promise<void> {
    const reply = await this.server.ask(asking.url, asking.parameters, asking.inputs, signal);
    if (reply.scopes.length) await this.consent(reply.scopes, asking);
    else if (reply.wants_file) await this.fileWanted(signal);
    else this.follow(reply, asking);
  }

  /** The add-on wants to know more: ask, and then the same again. */
  private async consent(scopes: string[], asking: Asking): Promise<void> {
    const name = this.about?.name ?? "The add-on";
    const listed = scopes.map((scope) => MEANINGS[scope] ?? scope).join(", ");
    const question = `${name} wants to know ${listed}.`;
    if (!(await this.dialogs.sure(`Allow ${name}?`, question, "Allow"))) {
      this.trouble(`${name} may not know ${listed}, so it shows nothing.`, () => this.ask(asking));
      return;
    }
    await this.server.allow(scopes);
    this.ask(asking);
  }

  private async fileWanted(signal: AbortSignal): Promise<void> {
    const name = this.about?.name ?? "The add-on";
    const words = `${name} wants to know which spreadsheet is open, and to reach it as you.`;
    if (!(await this.dialogs.sure(`Let ${name} see this file?`, words, "Allow"))) return;
    const next = await this.server.grantFile();
    if (next) await this.asked({ ...plain(next), isHome: true }, signal);
  }

  // Following the answer

  private follow(reply: Reply, asking: Asking): void {
    const before = this.stack.at(-1);
    if (asking.isHome) this.stack = [];
    if (!asking.isKept) before?.kept.clear();
    for (const step of reply.steps) this.step(step);
    if (reply.is_stale) this.stack.slice(0, -1).forEach((entry) => (entry.isStale = true));
    if (reply.steps.length || !asking.isKept) this.draw(this.hasFocus());
    if (reply.toast) this.tell(reply.toast);
    if (reply.link) this.go(reply.link);
  }

  private step(step: Record<string, unknown>): void {
    const { stack } = this;
    if ("pushCard" in step) stack.push(laid(step.pushCard as Json));
    else if ("updateCard" in step) this.update(step.updateCard as Json);
    else if ("popToRoot" in step) stack.splice(1);
    else if ("popToCard" in step) {
      const at = stack.map((entry) => entry.card.name).lastIndexOf(step.popToCard);
      if (at >= 0) stack.splice(at + 1);
    } else if (stack.length > 1) stack.pop();
  }

  /** The card on top changes; inputs that stay the same keep what was typed. */
  private update(card: Json): void {
    const top = this.stack.at(-1);
    if (top) Object.assign(top, { card, isStale: false });
    else this.stack.push(laid(card));
  }

  private goBack(): void {
    this.asking?.abort();
    this.idle();
    this.stack.pop();
    this.draw(true);
    if (this.stack.length === 1 && this.stack[0]!.isStale) void this.home();
  }

  // Drawing

  private draw(takesFocus: boolean): void {
    const entry = this.stack.at(-1);
    this.forgetTrouble();
    this.back.hidden = this.stack.length < 2;
    this.cardActions = [];
    this.heading = null;
    if (!entry) return this.place.replaceChildren();
    const drawn = drawCard(entry.card, this.hostOf(entry));
    this.cardActions = drawn.actions;
    this.heading = drawn.heading;
    this.place.replaceChildren(drawn.element);
    this.place.scrollTop = 0;
    if (takesFocus) this.focus();
  }

  private hostOf(entry: Entry): CardHost {
    const form = new Form(entry.kept);
    return {
      form,
      act: (action, more) => this.act(form, action, more ?? {}),
      lay: (card) => {
        this.stack.push(laid(card));
        this.draw(true);
      },
      allowed: (url) => this.allowed(url),
      picture: (url) => this.server.picture(url),
    };
  }

  /** A click that asks the add-on; one that lacks something needed says so instead. */
  private act(form: Form, action: Action, more: Record<string, string>): void {
    if (!form.check(action.required, action.needsAll)) return;
    const { url, isKept, isQuiet } = action;
    const parameters = { ...action.parameters, ...more };
    this.ask({ url, parameters, inputs: form.values(), isHome: false, isKept, isQuiet });
  }

  private menu(): Menu {
    const universal = (this.about?.actions ?? []).map((one) => ({
      label: one.label,
      act: () => (one.link ? this.go(one.link) : this.ask(plain(one.function))),
    }));
    return [[{ label: "Refresh", act: () => void this.home() }], this.cardActions, universal];
  }

  // Links, and what is said

  private allowed(url: string): boolean {
    const isSafe = /^(https?:|mailto:|tel:)/i.test(url);
    return isSafe && (this.about?.prefixes ?? []).some((prefix) => url.startsWith(prefix));
  }

  private go(url: string): void {
    if (!this.allowed(url)) return this.trouble(`${url} is not below any of openLinkUrlPrefixes.`, null);
    const opened = window.open(url, "_blank");
    if (opened) opened.opener = null;
    else this.tell("", opening(make("a", "", "Open it"), url));
  }

  private tell(text: string, ...more: Node[]): void {
    this.toast.replaceChildren(text, ...more);
    this.toast.classList.add("shown");
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.toast.classList.remove("shown"), LINGER);
  }

  private trouble(text: string, again: (() => void) | null): void {
    const box = element("paneltrouble");
    const retry = make("button", "button outlined", "Try again");
    retry.type = "button";
    retry.addEventListener("click", () => again?.());
    box.replaceChildren(make("p", "", text), ...(again ? [retry] : []));
    box.hidden = false;
  }

  private forgetTrouble(): void {
    element("paneltrouble").hidden = true;
  }

  private hasFocus(): boolean {
    return this.box.contains(document.activeElement);
  }
}

function plain(url: string): Asking {
  return { url, parameters: {}, inputs: {}, isHome: false, isQuiet: false, isKept: true };
}

function laid(card: Json): Entry {
  return { card, kept: new Map(), isStale: false };
}

function words(error: unknown): string {
  return error instanceof Troubled ? error.message : `Something went wrong here: ${String(error)}`;
}

function remembered(): string | null {
  try {
    return localStorage.getItem(REMEMBERED);
  } catch {
    return null; // a browser that keeps nothing
  }
}

function remember(state: string): void {
  try {
    localStorage.setItem(REMEMBERED, state);
  } catch {
    // then it opens as it always does
  }
}

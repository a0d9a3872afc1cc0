/** Cards of Google Workspace add-ons, drawn: the widgets that the side panel of Sheets shows. */

import { type Action, readAction } from "./card_action";
import { type Json, make, Part } from "./card_json";
import type { Form } from "./card_form";
import { dateTimePicker, selectionInput, switchControl, textInput } from "./card_inputs";
import { clamped, folded, icon, image, paint, spoken } from "./card_looks";
import { opening, rich } from "./card_text";

/** What a card needs of the panel. */
export interface CardHost {
  form: Form;
  /** Ask the add-on, as an action says; `more` are parameters of the widget's own. */
  act(action: Action, more?: Record<string, string>): void;
  /** Lay a card on top that came with this one. */
  lay(card: Json): void;
  allowed(url: string): boolean;
  picture(url: string): string;
}

const MOST_WIDGETS = 100;
/** Where a click leads; null for one that cannot be followed. */
type Click = { url: string } | { act: () => void } | null;

export interface Drawn {
  element: HTMLElement;
  heading: HTMLElement;
  /** The card's own entries of the panel's menu. */
  actions: { label: string; act: () => void }[];
}

export function drawCard(json: Json, host: CardHost): Drawn {
  return new Drawing(host).card(json);
}

class Drawing {
  private troubles: string[] = [];
  private widgets = 0;

  constructor(private readonly host: CardHost) {}

  card(json: Json): Drawn {
    const card = new Part(json, "card", this.troubles);
    const element = make("div", "card");
    const heading = make("h2");
    heading.tabIndex = -1;
    card.text("name");
    const header = card.part("header");
    element.append(...(header ? this.header(header, heading) : [heading]));
    for (const section of card.parts("sections")) element.append(this.section(section));
    const footer = card.part("fixedFooter");
    if (footer) element.append(this.footer(footer));
    const actions = card.parts("cardActions").map((one) => this.cardAction(one));
    card.end();
    element.append(...this.told());
    return { element, heading, actions };
  }

  /** What could not be drawn, so that it is not overlooked. */
  private told(): HTMLElement[] {
    const troubles = this.troubles.splice(0);
    return troubles.map((words) => make("p", "unknown", words));
  }

  private header(header: Part, heading: HTMLElement): HTMLElement[] {
    heading.textContent = header.text("title");
    if (!heading.textContent) header.trouble("there is no title");
    const box = make("header", "", make("div", "", heading));
    const subtitle = header.text("subtitle");
    if (subtitle) box.firstElementChild!.append(make("p", "quiet", subtitle));
    const url = header.text("imageUrl");
    const alt = header.text("imageAltText");
    const shape = header.one("imageType", ["SQUARE", "CIRCLE"]);
    if (url) box.prepend(this.image(url, alt, shape.toLowerCase()));
    header.end();
    return [box];
  }

  private section(section: Part): HTMLElement {
    const box = make("section");
    const header = section.text("header");
    if (header) box.append(make("h3", "", this.rich(header, section)));
    const widgets = section.parts("widgets");
    if (!widgets.length) section.trouble("there is no widget");
    const drawn = widgets.map((widget) => this.widget(widget));
    const open = section.number("uncollapsibleWidgetsCount") ?? 0;
    if (section.flag("collapsible") && drawn.length > open) box.append(...folded(drawn, open));
    else box.append(...drawn);
    section.end();
    box.append(...this.told());
    return box;
  }

  /** One widget; those beyond the hundredth are ignored, as Google ignores them. */
  private widget(widget: Part): HTMLElement {
    this.widgets += 1;
    const kinds: Record<string, (part: Part) => HTMLElement> = {
      textParagraph: (part) => this.paragraph(part),
      decoratedText: (part) => this.decorated(part),
      buttonList: (part) => this.buttons(part),
      textInput: (part) => textInput(part, this.inputs()),
      selectionInput: (part) => selectionInput(part, this.inputs()),
      dateTimePicker: (part) => dateTimePicker(part, this.inputs()),
      divider: () => make("hr"),
      image: (part) => this.picture(part),
      grid: (part) => this.grid(part),
    };
    const box = make("div", "widget");
    if (this.widgets > MOST_WIDGETS) {
      if (this.widgets === MOST_WIDGETS + 1) widget.trouble("this is the 101st widget; Google ignores it");
      box.append(...this.told());
      return box;
    }
    const name = Object.keys(kinds).find((one) => widget.has(one));
    const part = name ? widget.part(name) : null;
    if (name && part) {
      box.append(kinds[name]!(part));
      part.end();
    }
    widget.end();
    box.append(...this.told());
    return box;
  }

  private inputs(): { form: Form; changed(action: Action): void } {
    return { form: this.host.form, changed: (action) => this.host.act(action) };
  }

  private paragraph(part: Part): HTMLElement {
    const text = make("p", "", this.rich(part.text("text"), part));
    const most = part.number("maxLines") ?? 0;
    return most ? clamped(text, most) : text;
  }

  private decorated(part: Part): HTMLElement {
    const lines = make("span", part.flag("wrapText") ? "lines" : "lines oneline");
    const [top, bottom] = [part.text("topLabel"), part.text("bottomLabel")];
    if (top) lines.append(make("span", "quiet", this.rich(top, part)));
    const text = make("span", "main", this.rich(part.text("text"), part));
    lines.append(text);
    if (bottom) lines.append(make("span", "quiet", this.rich(bottom, part)));
    const click = this.click(part.part("onClick"));
    const row = make("div", "entry", ...this.icon(part.part("startIcon")), this.clickable(click, "text", lines));
    const button = part.part("button");
    if (button) row.append(this.button(button, spoken(text)));
    const control = part.part("switchControl");
    if (control) row.append(switchControl(control, spoken(text), this.inputs()));
    row.append(...this.icon(part.part("endIcon")));
    return row;
  }

  private buttons(part: Part): HTMLElement {
    return make("div", "buttons", ...part.parts("buttons").map((one) => this.button(one)));
  }

  /** A button; in a row its name says of which row it is. */
  private button(part: Part, row = ""): HTMLElement {
    const type = part.one("type", ["OUTLINED", "FILLED", "FILLED_TONAL", "BORDERLESS"]);
    const text = part.text("text");
    const alt = part.text("altText");
    const made = this.clickable(this.click(part.part("onClick")), `button ${type.toLowerCase()}`);
    made.append(...this.icon(part.part("icon")), text);
    if (!text && !alt) part.trouble("a button has neither text nor altText");
    if (alt) made.setAttribute("aria-label", alt);
    else if (row) made.setAttribute("aria-label", `${text}: ${row}`);
    const color = part.part("color");
    if (color) paint(made, color);
    if (part.flag("disabled")) made.setAttribute("disabled", "");
    part.end();
    return made;
  }

  private grid(part: Part): HTMLElement {
    const title = part.text("title");
    const tiles = make("ul", "tiles");
    tiles.style.gridTemplateColumns = `repeat(${part.number("columnCount") ?? 2}, 1fr)`;
    part.part("borderStyle");
    const onClick = part.part("onClick");
    const asks = onClick?.part("action");
    const action = asks ? readAction(asks) : null;
    onClick?.end();
    for (const item of part.parts("items")) tiles.append(make("li", "", this.tile(item, action)));
    return make("div", "", ...(title ? [make("p", "", title)] : []), tiles);
  }

  private tile(item: Part, action: Action | null): HTMLElement {
    const id = item.text("id");
    item.one("layout", ["TEXT_BELOW", "TEXT_ABOVE"]);
    const act = action && (() => this.host.act(action, { grid_item_identifier: id }));
    const tile = this.clickable(act ? { act } : null, "tile");
    const image = item.part("image");
    if (image) tile.append(this.image(image.text("imageUri"), image.text("altText")));
    image?.end();
    tile.append(make("b", "", item.text("title")), make("span", "quiet", item.text("subtitle")));
    item.end();
    return tile;
  }

  private footer(part: Part): HTMLElement {
    const box = make("footer", "buttons");
    const [first, second] = [part.part("primaryButton"), part.part("secondaryButton")];
    if (!first) part.trouble("there is no primaryButton");
    for (const one of [first, second]) if (one) box.append(this.button(one));
    part.end();
    return box;
  }

  private cardAction(part: Part): { label: string; act: () => void } {
    const label = part.text("actionLabel");
    const click = this.click(part.part("onClick"));
    part.end();
    const act = (): void => {
      if (click && "act" in click) click.act();
      else if (click) window.open(click.url, "_blank", "noopener");
    };
    return { label, act };
  }

  private picture(part: Part): HTMLElement {
    const image = this.image(part.text("imageUrl"), part.text("altText"));
    return this.clickable(this.click(part.part("onClick")), "picture", image);
  }

  private image(url: string, alt: string, className = ""): HTMLImageElement {
    return image(this.host.picture(url), alt, className);
  }

  private icon(part: Part | null): HTMLElement[] {
    return icon(part, (url) => this.host.picture(url));
  }

  // Text and clicks

  private rich(text: string, part: Part): DocumentFragment {
    return rich(text, {
      allowed: (url) => this.url(url, part),
      trouble: (words) => part.trouble(words),
    });
  }

  private url(url: string, part: Part): string | null {
    if (this.host.allowed(url)) return url;
    part.trouble(`${url} is not below any of openLinkUrlPrefixes`);
    return null;
  }

  private click(part: Part | null): Click {
    if (!part) return null;
    const link = part.part("openLink");
    const asks = part.part("action") ?? part.part("openDynamicLinkAction");
    const action = asks && readAction(asks);
    const card = part.part("card");
    const ways = [link, action, card].filter(Boolean).length;
    if (ways !== 1) part.trouble(`a click leads to ${ways} places that are known here`);
    part.end();
    if (action) return { act: () => this.host.act(action) };
    if (card) return { act: () => this.host.lay(card.json) };
    if (!link) return null;
    const url = this.url(link.text("url"), link);
    link.one("openAs", ["FULL_SIZE", "OVERLAY"]);
    link.one("onClose", ["NOTHING"]);
    link.end();
    return url === null ? null : { url };
  }

  private clickable(click: Click, className: string, ...inside: Node[]): HTMLElement {
    if (!click) return make("span", className, ...inside);
    if ("url" in click) return opening(make("a", className, ...inside), click.url);
    const button = make("button", className, ...inside);
    button.type = "button";
    button.addEventListener("click", () => click.act());
    return button;
  }
}

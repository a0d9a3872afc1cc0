/** Small parts of cards that need to know nothing else: icons, colours, what folds. */

import { make, type Part } from "./card_json";

/** Google's known icons, each as a sign that most fonts have. */
const ICONS: Record<string, string> = {
  AIRPLANE: "✈", BOOKMARK: "⚑", BUS: "▭", CAR: "▭", CLOCK: "◷", CONFIRMATION_NUMBER_ICON: "#",
  DESCRIPTION: "≡", DOLLAR: "$", EMAIL: "✉", EVENT_SEAT: "□", FLIGHT_ARRIVAL: "✈",
  FLIGHT_DEPARTURE: "✈", HOTEL: "⌂", HOTEL_ROOM_TYPE: "⌂", INVITE: "✉", MAP_PIN: "◉",
  MEMBERSHIP: "♢", MULTIPLE_PEOPLE: "⚇", PERSON: "⚲", PHONE: "☎", RESTAURANT_ICON: "◍",
  SHOPPING_CART: "⊡", STAR: "★", STORE: "⌂", TICKET: "▤", TRAIN: "▭", VIDEO_CAMERA: "▷",
  VIDEO_PLAY: "▷",
};

/** An icon, or nothing; `picture` says where the page finds a picture of the add-on's. */
export function icon(part: Part | null, picture: (url: string) => string): HTMLElement[] {
  if (!part) return [];
  const [name, url, alt] = [part.text("knownIcon"), part.text("iconUrl"), part.text("altText")];
  part.one("imageType", ["SQUARE", "CIRCLE"]);
  if (name && !ICONS[name]) part.trouble(`the icon ${name} is not known`);
  part.end();
  if (url) return [image(picture(url), alt, "icon")];
  const glyph = make("span", "icon", ICONS[name] ?? "");
  if (alt) {
    glyph.setAttribute("role", "img");
    glyph.setAttribute("aria-label", alt);
  } else glyph.setAttribute("aria-hidden", "true");
  return [glyph];
}

export function image(url: string, alt: string, className = ""): HTMLImageElement {
  const made = make("img", className);
  made.src = url;
  made.alt = alt;
  return made;
}

/** The widgets that fold stand behind a button that says so. */
export function folded(widgets: HTMLElement[], open: number): HTMLElement[] {
  const hidden = make("div", "", ...widgets.slice(open));
  hidden.hidden = true;
  const more = make("button", "link", "Show more");
  more.type = "button";
  more.setAttribute("aria-expanded", "false");
  more.addEventListener("click", () => {
    hidden.hidden = !hidden.hidden;
    more.setAttribute("aria-expanded", String(!hidden.hidden));
    more.textContent = hidden.hidden ? "Show more" : "Show less";
  });
  return [...widgets.slice(0, open), hidden, more];
}

/** A text of which only the first lines show. */
export function clamped(text: HTMLElement, lines: number): HTMLElement {
  text.className = "clamped";
  text.style.setProperty("-webkit-line-clamp", String(lines));
  const more = make("button", "link", "Show more");
  more.type = "button";
  more.addEventListener("click", () => {
    text.className = "";
    more.remove();
  });
  return make("div", "", text, more);
}

/** A colour of the add-on's own; the text on it is black or white, whichever stands out. */
export function paint(button: HTMLElement, color: Part): void {
  const parts = ["red", "green", "blue"].map((name) => color.number(name) ?? 0);
  color.number("alpha");
  color.end();
  const [red, green, blue] = parts.map((one) => Math.round(one * 255));
  const light = parts.map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4));
  const isDark = 0.2126 * light[0]! + 0.7152 * light[1]! + 0.0722 * light[2]! < 0.179;
  button.style.backgroundColor = `rgb(${red} ${green} ${blue})`;
  button.style.color = isDark ? "#fff" : "#000";
}

/** The text of nodes as one says it: lines are words apart. */
export function spoken(node: Node): string {
  if (node.nodeName === "BR") return " ";
  if (!node.childNodes.length) return node.textContent ?? "";
  return Array.from(node.childNodes, spoken).join("").replace(/\s+/g, " ");
}

/** What a click, a switch or an input of a card asks of the add-on. */

import type { Part } from "./card_json";

export interface Action {
  url: string;
  parameters: Record<string, string>;
  /** The inputs without which nothing is sent. */
  required: string[];
  needsAll: boolean;
  /** Whether what was typed stays after the answer. */
  isKept: boolean;
  /** Whether the panel waits without showing it. */
  isQuiet: boolean;
}

export function readAction(part: Part): Action {
  const given = part.parts("parameters").map((one): [string, string] => {
    const pair: [string, string] = [one.text("key"), one.text("value")];
    one.end();
    return pair;
  });
  const action = {
    url: part.text("function"),
    parameters: Object.fromEntries(given),
    required: part.texts("requiredWidgets"),
    needsAll: part.flag("allWidgetsAreRequired"),
    isKept: part.flag("persistValues"),
    isQuiet: part.one("loadIndicator", ["SPINNER", "NONE"]) === "NONE",
  };
  if (!action.url) part.trouble("an action has no function");
  part.end();
  return action;
}

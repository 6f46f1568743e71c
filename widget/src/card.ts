// Numbers to call, set apart from the text: for an emergency, for a professional's advice, for reaching the clinic.
import type { Card, Phone } from "./contract";
import { h, icon } from "./dom";
import { PHONE, WARN } from "./icons";
import { phoneLink } from "./links";
import { button, type Ui } from "./ui";

/** The card; a fresh emergency is announced at once, one from the history is not. */
export function cardOf(card: Card, isFresh: boolean, ui: Ui): HTMLElement {
  const isEmergency = card.kind === "emergency";
  const kind = isEmergency || card.kind === "professional" ? card.kind : "contact";
  const calls = card.phones.map((phone) => callOf(phone, ui));
  const title = h("p", { class: "title" }, kind !== "contact" && icon(WARN), h("bdi", {}, card.title));
  const element = h("div", { class: `card ${kind}`, role: isEmergency && isFresh ? "alert" : "group" });
  if (!isEmergency) element.ariaLabel = card.title;
  element.append(...(isEmergency ? [...calls.slice(0, 1), title, ...calls.slice(1)] : [title, ...calls]));
  if (!isEmergency) element.append(button(ui, "plain", ui.words("contact"), ui.openContact));
  return element;
}

function callOf({ label, number }: Phone, ui: Ui): HTMLElement {
  return phoneLink(
    number,
    "call",
    icon(PHONE),
    h("span", { class: "unseen" }, `${ui.words("call")} `),
    h("bdi", {}, label),
    " ",
    h("strong", {}, number),
  );
}


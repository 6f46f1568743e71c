// A view that lies over the conversation: it has a heading, and a way back.
import { h, icon } from "./dom";
import { BACK } from "./icons";
import { button, type Ui } from "./ui";

export interface Sheet {
  readonly element: HTMLElement;
  show(title: string, ...content: Node[]): void;
  hide(): void;
}

export function createSheet(ui: Ui): Sheet {
  const heading = h("h2", { id: "sheet", tabindex: -1 });
  const back = button(ui, "round", icon(BACK), ui.closeSheet, ui.words("back"));
  const body = h("div", { class: "body" });
  const element = h("section", { class: "sheet", "aria-labelledby": "sheet", hidden: true });
  element.append(h("div", { class: "top" }, back, heading), body);
  return {
    element,
    show(title, ...content) {
      heading.textContent = title;
      body.replaceChildren(...content);
      element.hidden = false;
      body.scrollTop = 0;
      heading.focus();
    },
    hide() {
      element.hidden = true;
      body.replaceChildren();
    },
  };
}

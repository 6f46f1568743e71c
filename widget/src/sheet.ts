// A view that lies over the conversation: it has a heading, and a way back to what opened it.
import { h, icon } from "./dom";
import { BACK } from "./icons";
import { button, type Ui } from "./ui";

export interface Sheet {
  readonly element: HTMLElement;
  show(title: string, ...content: Child[]): void;
  /** The focus goes back to what opened it, or to the other where that is gone, as an item of the menu is. */
  hide(other: HTMLElement): void;
}

type Child = Node | string;

export function createSheet(ui: Ui): Sheet {
  const heading = h("h2", { id: "sheet", tabindex: -1 });
  const body = h("div", { class: "body" });
  const top = h("div", { class: "top" }, button(ui, "round", icon(BACK), ui.closeSheet, ui.words("back")), heading);
  const element = h("section", { class: "sheet", "aria-labelledby": "sheet", hidden: true }, top, body);
  let opener: Element | null = null;

  function set(isShown: boolean): void {
    element.hidden = !isShown;
    for (const under of element.parentElement!.children) (under as HTMLElement).inert = isShown && under !== element;
  }

  return {
    element,
    show(title, ...content) {
      opener = (element.getRootNode() as ShadowRoot).activeElement;
      heading.textContent = title;
      body.replaceChildren(...content);
      set(true);
      heading.focus();
    },
    hide(other) {
      set(false);
      other.focus();
      (opener as HTMLElement | null)?.focus();
    },
  };
}

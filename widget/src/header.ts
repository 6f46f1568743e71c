// The top of the panel: who speaks, what else can be done, and the way out.
import { h, icon } from "./dom";
import { CLOSE, MORE, STROKE } from "./icons";
import { openForget, openKept, openStartOver } from "./kept";
import { button, on, type Ui } from "./ui";

export interface Header {
  readonly element: HTMLElement;
  readonly menu: HTMLButtonElement;
  readonly isOpen: boolean;
  closeMenu(): void;
  update(): void;
}

export function createHeader(ui: Ui, close: () => void): Header {
  const name = h("h2");
  const menu = button(ui, "round more", icon(MORE), () => set(items.hidden), ui.words("menu"));
  const items = h("div", { class: "menu" });
  const element = h(
    "div",
    { class: "top" },
    h("span", { class: "mark" }, icon(STROKE)),
    h("div", {}, name, h("p", { class: "small soft" }, ui.words("automated"))),
    menu,
    items,
    button(ui, "round", icon(CLOSE), close, ui.words("close")),
  );

  function set(isOpen: boolean): void {
    items.hidden = !isOpen;
    menu.ariaExpanded = String(isOpen);
  }

  function item(label: string, act: () => void): void {
    items.append(button(ui, "", label, () => (set(false), act())));
  }

  item(ui.words("contact"), ui.openContact);
  item(ui.words("startOver"), () => openStartOver(ui));
  item(ui.words("kept"), () => void openKept(ui));
  item(ui.words("forget"), () => openForget(ui));
  set(false);
  on(ui, element, "focusout", ({ relatedTarget }) => {
    if (!element.contains(relatedTarget as Node | null)) set(false);
  });
  return {
    element,
    menu,
    get isOpen() {
      return !items.hidden;
    },
    closeMenu() {
      set(false);
      menu.focus();
    },
    update() {
      name.textContent = ui.words("speaker");
    },
  };
}

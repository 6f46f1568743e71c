// The panel itself: a dialog beside the page, or over all of it on a small screen.
import { createComposer } from "./composer";
import { openContact } from "./contact";
import { Conversation } from "./conversation";
import { h } from "./dom";
import { createHeader } from "./header";
import { phoneLink } from "./links";
import { Log } from "./log";
import { entry, Memory } from "./memory";
import type { Stage } from "./panel";
import css from "./panel.css";
import { Server } from "./server";
import { createSheet } from "./sheet";
import type { Strings } from "./strings";
import { button, on, reasonOf, wording, type Ui } from "./ui";

const SMALL = "(max-width: 480px), (max-height: 480px)";

export class Room {
  readonly #stage: Stage;
  readonly #ui: Ui;
  readonly #talk: Conversation;
  readonly #log: Log;
  readonly #header;
  readonly #composer;
  readonly #sheet;
  readonly #bar = h("div", { class: "bar small", role: "status" });
  readonly #main: HTMLElement;
  readonly #dialog: HTMLDialogElement;
  readonly #small = matchMedia(SMALL);
  #told = "";

  constructor(stage: Stage, strings: Strings) {
    const { signal, root, frame } = stage;
    this.#stage = stage;
    const memory = new Memory(stage.host.server, signal, (isErased) => this.#changed(isErased));
    const isOver = memory.wake();
    this.#talk = new Conversation(new Server(stage.host.server), memory, strings, () => this.#update(), signal);
    this.#ui = {
      talk: this.#talk,
      signal,
      words: wording(strings, () => this.#talk),
      openSheet: (title, ...content) => this.#sheet.show(title, ...content),
      closeSheet: () => this.#sheet.hide(this.#header.menu),
      openContact: () => openContact(this.#ui),
    };
    if (isOver) this.#talk.past = [entry("notice", this.#ui.words("ended"))];
    this.#header = createHeader(this.#ui, () => this.close());
    this.#log = new Log(this.#ui);
    this.#composer = createComposer(this.#ui);
    this.#sheet = createSheet(this.#ui);
    this.#main = h("div", { class: "main" }, this.#log.element, this.#bar, this.#composer.element);
    this.#dialog = h("dialog", { part: "panel", lang: strings.language, tabindex: -1 });
    this.#dialog.append(this.#header.element, this.#main, this.#sheet.element);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheetOf(css)];
    frame.append(this.#dialog);
    this.#listen();
    this.#update();
  }

  open(): void {
    if (this.#dialog.open) return;
    this.#show();
    this.#log.goLive();
    // On a touch screen a focused field would bring up the keyboard, over the greeting.
    (matchMedia("(pointer: coarse)").matches ? this.#dialog : this.#composer.field).focus();
    void this.#talk.start();
  }

  close(): void {
    this.#dialog.close();
  }

  #listen(): void {
    const { signal } = this.#stage;
    on(this.#ui, this.#dialog, "keydown", (event) => {
      if (event.key !== "Escape" || event.isComposing) return;
      event.preventDefault();
      event.stopPropagation();
      this.#escape();
    });
    // Closed by us, or by the back gesture of a phone; not where it only changes between beside and over.
    on(this.#ui, this.#dialog, "close", () => this.#dialog.open || this.#stage.closed());
    this.#small.addEventListener("change", () => this.#dialog.open && this.#show(), { signal });
    visualViewport!.addEventListener("resize", () => this.#fit(), { signal });
  }

  #escape(): void {
    if (this.#header.isOpen) this.#header.closeMenu();
    else if (!this.#sheet.element.hidden) this.#ui.closeSheet();
    else this.close();
  }

  /** Beside the page it leaves the page alone; over all of it, it is modal, and the browser holds the focus inside. */
  #show(): void {
    const focused = this.#stage.root.activeElement as HTMLElement | null;
    this.#dialog.close();
    if (this.#small.matches) this.#dialog.showModal();
    else this.#dialog.show();
    focused?.focus();
    this.#fit();
    this.#composer.update();
  }

  /** A phone's keyboard covers the lower part of the page: the panel keeps to what is left. */
  #fit(): void {
    const { height, offsetTop } = visualViewport!;
    const isCovered = this.#small.matches && height < innerHeight - 80;
    this.#dialog.style.cssText = isCovered ? `height: ${height}px; top: ${offsetTop}px` : "";
  }

  #changed(isErased: boolean): void {
    if (isErased) this.#talk.forgotten(entry("notice", this.#ui.words("forgotten")));
    this.#update();
  }

  #update(): void {
    this.#header.update();
    this.#dialog.ariaLabel = this.#ui.words("dialog");
    this.#log.update();
    this.#composer.update();
    this.#tellTrouble();
  }

  #tellTrouble(): void {
    const { trouble, clinic, isBusy, said } = this.#talk;
    const told = trouble ? `${trouble.code} ${trouble.message} ${isBusy}` : "";
    if (told === this.#told) return;
    this.#told = told;
    if (!trouble) return this.#bar.replaceChildren();
    const phone = trouble.phone || clinic?.phone || this.#stage.host.getAttribute("phone");
    const text = isBusy ? this.#ui.words("lost") : reasonOf(trouble, this.#ui);
    const retry = button(this.#ui, "plain", this.#ui.words("retry"), () => this.#talk.retry());
    // A message that was not sent has a button of its own.
    const isAsked = isBusy || said.some(({ state }) => state);
    this.#bar.replaceChildren(h("p", {}, text));
    if (phone) this.#bar.append(h("p", {}, `${this.#ui.words("callInstead")} `, phoneLink(phone, "", phone)));
    if (!isAsked) this.#bar.append(retry);
    this.#log.toEnd();
  }
}

function sheetOf(text: string): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  return sheet;
}

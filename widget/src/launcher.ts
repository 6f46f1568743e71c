// What the page's script tag loads: the custom element and its button. The panel is fetched when somebody reaches for it.
import { dress, readColour } from "./accent";
import { h, icon } from "./dom";
import css from "./launcher.css";
import type { Panel } from "./panel";
import { fill, launcher as strings } from "./strings";

const NAME = "effie-chat";
const BUBBLE = "M12 3.5c-5 0-9 3.5-9 7.9 0 2.5 1.3 4.7 3.4 6.1L5.6 21l4-2.1c.8.2 1.6.3 2.4.3 5 0 9-3.5 9-7.8s-4-7.9-9-7.9Z";
const STROKE = "M7.5 11.7c1.5-1.6 3-1.6 4.5 0s3 1.6 4.5 0";

// A module, or a script that a page loads late, is not the current one.
const script = (document.currentScript ?? document.querySelector("[src*='effie.js']")) as HTMLScriptElement;
const sheet = new CSSStyleSheet();
sheet.replaceSync(css);

/** <effie-chat server accent position label theme strings phone>: the assistant on a page. */
class EffieChat extends HTMLElement {
  static readonly observedAttributes = ["accent", "label", "position", "theme"];

  readonly #root = this.attachShadow({ mode: "open" });
  readonly #button = h("button", { class: "launcher", part: "launcher", "aria-haspopup": "dialog" });
  readonly #note = h("p", { class: "sorry", role: "status" });
  readonly #frame = h("div", { class: "frame" });
  #gone = new AbortController();
  #panel: Promise<Panel> | null = null;
  #again = "";

  connectedCallback(): void {
    const { signal } = (this.#gone = new AbortController());
    this.#root.adoptedStyleSheets = [sheet];
    this.#root.append(this.#frame);
    this.#frame.replaceChildren(this.#note, this.#button);
    // However somebody reaches for the button: the panel is there before the click.
    for (const near of ["pointerenter", "focus"]) {
      this.#button.addEventListener(near, () => void this.#load().catch(() => {}), { signal });
    }
    this.#button.addEventListener("click", () => void this.open(), { signal });
    darkness().addEventListener("change", () => this.attributeChangedCallback(), { signal });
    this.#closed();
    this.attributeChangedCallback();
    forgetIfOver(this.server);
  }

  disconnectedCallback(): void {
    this.#gone.abort();
    this.#panel = null;
  }

  attributeChangedCallback(): void {
    const { classList } = this.#frame;
    const theme = this.getAttribute("theme");
    const isDark = theme === "dark" || (theme !== "light" && darkness().matches);
    classList.toggle("dark", isDark);
    classList.toggle("light", !isDark);
    classList.toggle("left", this.getAttribute("position") === "left");
    this.#button.ariaLabel = this.getAttribute("label") || strings.label;
    this.#button.replaceChildren(icon(BUBBLE, STROKE), h("span", {}, this.#button.ariaLabel));
    if (this.isConnected) this.#colour();
  }

  /** The web channel's address, without a slash at its end. */
  get server(): string {
    return new URL(this.getAttribute("server") || "/webhooks/web", script.src).href.replace(/\/$/, "");
  }

  /** Opens the chat; a link of the page's own may call it. */
  async open(): Promise<void> {
    this.#button.ariaBusy = "true";
    try {
      await (await this.#load()).open();
      this.#note.textContent = "";
      this.#button.hidden = true;
      this.#button.ariaExpanded = "true";
    } catch {
      this.#note.textContent = fill(strings.unreachable, { phone: this.getAttribute("phone") || "" });
    }
    this.#button.ariaBusy = null;
  }

  /** Closes the chat, as its own button does. */
  close(): void {
    void this.#panel?.then((panel) => panel.close());
  }

  #load(): Promise<Panel> {
    return (this.#panel ??= this.#fetch().catch((error) => {
      this.#panel = null;
      // A browser may remember a module that failed to load: another address is another try.
      this.#again += "?";
      throw error;
    }));
  }

  async #fetch(): Promise<Panel> {
    const { createPanel } = (await import(new URL(PANEL, script.src).href + this.#again)) as typeof import("./panel");
    return createPanel({
      host: this,
      root: this.#root,
      frame: this.#frame,
      signal: this.#gone.signal,
      closed: () => {
        this.#closed();
        this.#button.focus();
      },
    });
  }

  #closed(): void {
    this.#button.hidden = false;
    this.#button.ariaExpanded = "false";
  }

  #colour(): void {
    const accent = this.getAttribute("accent") || getComputedStyle(this).getPropertyValue("--effie-accent");
    if (!accent) return;
    const colour = readColour(accent, this.#frame, getComputedStyle(this.#frame));
    if (colour) dress(this.#frame, colour, accent);
    else console.warn(`${NAME}: no colour is called ${accent}`);
  }
}

function darkness(): MediaQueryList {
  return matchMedia("(prefers-color-scheme: dark)");
}

/** A conversation that is over leaves the device at the next page, even if nobody opens the chat. */
function forgetIfOver(server: string): void {
  try {
    const key = `effie:${server}`;
    // What is kept begins with the instant at which it is over; nothing kept is no number.
    if (parseInt(localStorage[key]) < Date.now()) localStorage.removeItem(key);
  } catch {
    // The browser keeps nothing for this page.
  }
}

/** Puts the element at the end of the page, unless the page has placed one itself. */
function stand(): void {
  if (document.querySelector(NAME)) return;
  const element = document.createElement(NAME);
  for (const [name, value] of Object.entries(script.dataset)) element.setAttribute(name, value ?? "");
  document.body.append(element);
}

if (!customElements.get(NAME)) {
  customElements.define(NAME, EffieChat);
  if (document.body) stand();
  else document.addEventListener("DOMContentLoaded", stand, { once: true });
}

// Where the visitor writes.
import { h, icon } from "./dom";
import { SEND } from "./icons";
import { on, type Ui } from "./ui";

// What the server takes; a text near it is counted.
const MOST = 4096;
const NEAR = 300;

export interface Composer {
  readonly element: HTMLElement;
  readonly field: HTMLTextAreaElement;
  update(): void;
}

export function createComposer(ui: Ui): Composer {
  const field = h("textarea", {
    rows: 1,
    "aria-label": ui.words("message"),
    placeholder: ui.words("placeholder"),
    enterkeyhint: "send",
    "aria-describedby": "count",
  });
  const count = h("p", { id: "count", class: "small soft", role: "status" });
  const send = h("button", { class: "round send", "aria-label": ui.words("send") }, icon(SEND));
  const small = h("p", { class: "small soft" });
  const element = h("form", { class: "composer" }, count, h("div", { class: "line" }, field, send), small);

  function measure(): void {
    // As the server counts: characters, of which the length of a string counts some twice.
    const rest = MOST - [...field.value].length;
    const text = rest < 0 ? ui.words("tooMany", { count: -rest }) : rest <= NEAR ? ui.words("left", { count: rest }) : "";
    if (count.textContent !== text) count.textContent = text;
    count.classList.toggle("over", rest < 0);
    send.ariaDisabled = field.value.trim() && rest >= 0 ? null : "true";
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight + 2}px`;
  }

  on(ui, field, "input", measure);
  on(ui, field, "keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    element.requestSubmit();
  });
  on(ui, element, "submit", (event) => {
    event.preventDefault();
    if (send.ariaDisabled) return;
    ui.talk.say(field.value.trim());
    field.value = "";
    measure();
    field.focus();
  });
  return {
    element,
    field,
    update() {
      small.textContent = ui.talk.clinic?.emergency_number ? ui.words("inEmergency") : "";
      measure();
    },
  };
}

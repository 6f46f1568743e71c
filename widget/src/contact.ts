// The form that asks the clinic to make contact: a name, one way to reach it, and consent.
import { h, icon } from "./dom";
import { WARN } from "./icons";
import type { Strings } from "./strings";
import { on, type Ui } from "./ui";

type Texts = Record<string, string>;

const FIELDS: [name: string, label: keyof Strings, autocomplete: string, type: string][] = [
  ["name", "name", "name", "text"],
  ["phone", "phone", "tel", "tel"],
  ["email", "email", "email", "email"],
  ["good_time", "goodTime", "off", "text"],
];

export function openContact(ui: Ui): void {
  const form = h("form", { novalidate: true }, h("p", {}, ui.words("contactIntro")));
  for (const [name, label, autocomplete, type] of FIELDS) {
    const input = h("input", { id: name, name, type, autocomplete, maxlength: 250, "aria-describedby": `${name}-wrong` });
    form.append(h("div", { class: "field" }, h("label", { for: name }, ui.words(label)), input, problemOf(name)));
  }
  const box = h("input", { id: "consent", name: "consent", type: "checkbox", "aria-describedby": "consent-wrong" });
  const agree = h("label", { for: "consent" }, ui.talk.clinic?.consent || ui.words("consent"));
  form.append(h("div", { class: "field agree" }, box, agree, problemOf("consent")), problemOf("form"));
  form.append(h("button", { class: "primary" }, ui.words("send")));
  on(ui, form, "submit", (event) => {
    event.preventDefault();
    void send(ui, form);
  });
  ui.openSheet(ui.words("contact"), form);
}

async function send(ui: Ui, form: HTMLFormElement): Promise<void> {
  const given = [...new FormData(form)].map(([name, value]) => [name, String(value).trim()]);
  const request = Object.fromEntries(given.filter(([, value]) => value)) as Texts;
  if (form.inert || show(missingOf(request, ui), form)) return;
  form.inert = true;
  const outcome = await ui.talk.requestContact({ ...request, consent: true });
  form.inert = false;
  if ("value" in outcome) return ui.closeSheet();
  const { fields, message } = outcome.problem;
  show(Object.keys(fields).length ? fields : { form: message || ui.words("unreachable") }, form);
}

function missingOf({ name, phone, email, consent }: Texts, ui: Ui): Texts {
  return {
    ...(!name && { name: ui.words("nameMissing") }),
    ...(!phone && !email && { phone: ui.words("reachMissing") }),
    ...(!consent && { consent: ui.words("consentMissing") }),
  };
}

/** Says at each field what is wrong, and goes to the first. True where something is wrong. */
function show(problems: Texts, form: HTMLFormElement): boolean {
  for (const place of form.querySelectorAll(".problem")) {
    const name = place.id.replace("-wrong", "");
    const problem = problems[name];
    place.replaceChildren(...(problem ? [icon(WARN), problem] : []));
    const field = form.elements.namedItem(name) as HTMLInputElement | null;
    if (field) field.ariaInvalid = problem ? "true" : null;
  }
  form.querySelector<HTMLElement>("[aria-invalid]")?.focus();
  return Object.keys(problems).length > 0;
}

function problemOf(name: string): HTMLElement {
  return h("p", { class: "problem", id: `${name}-wrong`, role: "alert" });
}

// The only way in which the widget makes elements: attributes of its own naming, and text as text.

export type Child = Node | string | null | undefined | false;
export type Attributes = Record<string, string | number | boolean | null | undefined>;

const SVG = "http://www.w3.org/2000/svg";

/** An element with its attributes and children; what is false or missing is left out. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  return fillIn(document.createElement(tag), attributes, children);
}

/** A drawing of strokes in the colour of the text around it; hidden from screen readers. */
export function icon(...paths: string[]): SVGElement {
  const strokes = paths.map((d) => fillIn(document.createElementNS(SVG, "path"), { d }));
  return fillIn(document.createElementNS(SVG, "svg"), { viewBox: "0 0 24 24", "aria-hidden": true }, strokes);
}

function fillIn<T extends Element>(element: T, attributes: Attributes, children: Child[] = []): T {
  for (const [name, value] of Object.entries(attributes)) {
    if (value != null && value !== false) element.setAttribute(name, String(value));
  }
  element.append(...children.filter((child): child is Node | string => !!child));
  return element;
}

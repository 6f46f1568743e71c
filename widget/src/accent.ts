// The clinic's colour, made readable.

type Colour = readonly number[];

/** WCAG 2.2 AA, for text. */
const ENOUGH = 4.5;
const WHITE: Colour = [1, 1, 1];
// What accent-coloured text stands on, at its least favourable: --tint of panel.css, light and dark.
const LIGHT: Colour = [0.957, 0.937, 0.91];
const DARK: Colour = [0.18, 0.169, 0.157];

/** Sets the accent, the text on it, and the accent as text on a light and on a dark ground; warns where it had to change. */
export function dress({ style }: HTMLElement, accent: Colour, name: string): void {
  const withWhite = contrast(accent, WHITE);
  const onLight = readable(accent, LIGHT, 0);
  style.setProperty("--accent", css(accent));
  style.setProperty("--on-accent", withWhite < ENOUGH ? "#000" : "#fff");
  style.setProperty("--accent-on-light", css(onLight));
  style.setProperty("--accent-on-dark", css(readable(accent, DARK, 1)));
  if (onLight === accent) return;
  const changed = withWhite < ENOUGH ? "text on it is black, and " : "";
  console.warn(`effie-chat: white on ${name} has a contrast of ${withWhite.toFixed(1)}: ${changed}text in it is darkened`);
}

/** Any CSS colour that the browser knows; null where it knows none of that name. */
export function readColour(text: string, { style }: HTMLElement, computed: CSSStyleDeclaration): Colour | null {
  style.color = `color-mix(in srgb, ${text}, ${text})`;
  const known = style.color && computed.color.match(/[\d.]+(?=[ )])/g);
  style.color = "";
  return known ? known.slice(0, 3).map(Number) : null;
}

/** From 1, the same, to 21, black on white. */
function contrast(one: Colour, other: Colour): number {
  const ratio = (luminance(one) + 0.05) / (luminance(other) + 0.05);
  return Math.max(ratio, 1 / ratio);
}

/** The colour, moved towards black (0) or white (1) as far as it must be. */
function readable(colour: Colour, ground: Colour, pole: number): Colour {
  if (contrast(colour, ground) >= ENOUGH) return colour;
  return readable(colour.map((part) => part + (pole - part) * 0.06), ground, pole);
}

function luminance(colour: Colour): number {
  const [r = 0, g = 0, b = 0] = colour.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function css(colour: Colour): string {
  return `rgb(${colour.map((part) => part * 255).join(" ")})`;
}

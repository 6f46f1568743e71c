// What the server says, in its own words (docs/web-api.md), read with suspicion: only what is known, of the right type, and so much of it.
// What the device keeps has the same shape, and is read the same way: any script of the page may have written there.

export type Fields = Record<string, unknown>;

export interface Offer {
  readonly title: string;
  readonly payload: string;
}

export interface Clinic {
  readonly name: string;
  readonly assistant: string;
  readonly phone: string;
  readonly emergency_number: string;
  readonly greeting: string;
  readonly privacy: string;
  readonly consent: string;
  readonly offers: readonly Offer[];
}

export interface Session {
  readonly token: string;
  readonly expires_at: string;
}

export interface Source {
  readonly title: string;
  readonly organisation: string;
  readonly year: string;
  readonly url: string;
}

export interface Phone {
  readonly label: string;
  readonly number: string;
}

export interface Card {
  readonly kind: string;
  readonly title: string;
  readonly phones: readonly Phone[];
}

export interface Reply {
  readonly kind: string;
  readonly text: string;
  readonly escalation: string;
  readonly evidence: string;
  readonly sources: readonly Source[];
  readonly buttons: readonly Offer[];
  readonly card: Card | null;
  readonly answer_id: string;
}

const MOST_TEXT = 20_000;
const MOST_WORDS = 2_000;

/** The value as an object; empty where it is none. */
export function fieldsOf(value: unknown): Fields {
  return value && typeof value === "object" && !Array.isArray(value) ? (value as Fields) : {};
}

/** The objects in a list; none where it is no list. */
export function listOf(value: unknown, most = 20): Fields[] {
  return Array.isArray(value) ? value.slice(0, most).map(fieldsOf) : [];
}

/** These fields of the value, as texts: cut where they are beyond reason, empty where they are none. */
export function textsOf<Name extends string>(value: unknown, ...names: Name[]): Record<Name, string> {
  const fields = fieldsOf(value);
  return Object.fromEntries(names.map((name) => [name, textOf(fields[name], name)])) as Record<Name, string>;
}

function textOf(value: unknown, name: string): string {
  return typeof value === "string" ? value.slice(0, name === "text" ? MOST_TEXT : MOST_WORDS) : "";
}

/** A session; null where there is no token, or no end of it. */
export function readSession(value: unknown): Session | null {
  const session = textsOf(value, "token", "expires_at");
  return session.token && endOf(session) ? session : null;
}

/** The instant at which the session is over, in milliseconds; 0 where it names none. */
export function endOf({ expires_at }: Session): number {
  return Date.parse(expires_at) || 0;
}

/** What the clinic says of itself; null where it has no name. */
export function readClinic(value: unknown): Clinic | null {
  const texts = textsOf(value, "name", "assistant", "phone", "emergency_number", "greeting", "privacy", "consent");
  return texts.name ? { ...texts, offers: readOffers(fieldsOf(value)["offers"]) } : null;
}

/** The reply; null where there is nothing to read in it. An unknown kind is a reply like any other. */
export function readReply(value: unknown): Reply | null {
  const texts = textsOf(value, "kind", "text", "escalation", "evidence", "answer_id");
  const { sources, buttons, card } = fieldsOf(value);
  return texts.text
    ? {
        ...texts,
        sources: listOf(sources).map((source) => textsOf(source, "title", "organisation", "year", "url")),
        buttons: readOffers(buttons),
        card: readCard(card),
      }
    : null;
}

function readOffers(value: unknown): Offer[] {
  return listOf(value).map((offer) => textsOf(offer, "title", "payload"));
}

function readCard(value: unknown): Card | null {
  const texts = textsOf(value, "kind", "title");
  const phones = listOf(fieldsOf(value)["phones"]).map((phone) => textsOf(phone, "label", "number"));
  return texts.kind ? { ...texts, phones } : null;
}

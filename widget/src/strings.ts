// Every word that the widget itself says. A page may override the panel's ones: data-strings="/their.json", same names.
// {assistant}, {clinic}, {emergency}, {count} and {phone} are filled in.

export const launcher = {
  label: "Ask us about massage",
  unreachable: "The chat cannot be opened just now. {phone}",
};

export const panel = {
  language: "en-GB",
  assistant: "Assistant",
  clinic: "the clinic",
  dialog: "Chat with {assistant}",
  automated: "Automated assistant",
  close: "Close",
  menu: "More",
  conversation: "Conversation",
  back: "Back",
  cancel: "Cancel",
  newTab: "opens in a new tab",

  you: "You",
  speaker: "{assistant}",
  typing: "{assistant} is writing",
  choices: "Choices",
  inEmergency: "In an emergency, call {emergency}.",

  message: "Your message",
  placeholder: "Write a message",
  send: "Send",
  left: "{count} characters left",
  tooMany: "{count} characters too many",

  waiting: "Waiting",
  retry: "Try again",
  notSent: "Not sent.",
  lost: "The connection is lost. Trying again.",
  unreachable: "The assistant cannot be reached just now.",
  callInstead: "You can call {clinic}:",
  newConversation: "A new conversation begins here. {assistant} no longer knows what was said before it.",
  ended: "Your last conversation is over, and was deleted from this device.",

  sourcesOne: "1 source",
  sourcesMany: "{count} sources",
  undated: "undated",
  strong: "Strong support",
  moderate: "Moderate support",
  limited: "Limited support",
  insufficient: "Too little research",
  contradicted: "Not supported",
  consensus: "Expert agreement",
  practical: "Everyday practice",
  professional: "Check with a professional first",
  urgent: "See a doctor today",
  emergency: "Emergency",
  call: "Call",

  helpful: "Helpful",
  unhelpful: "Not helpful",
  words: "Thank you. Would you like to add anything?",
  thanks: "Thank you.",

  contact: "Ask us to contact you",
  contactIntro: "Leave your name, and a phone number or an email address.",
  name: "Your name",
  phone: "Phone number",
  email: "Email address",
  goodTime: "A good time to reach you (optional)",
  consent: "I agree that {clinic} keeps these details to contact me.",
  nameMissing: "Please tell us your name.",
  reachMissing: "Please give a phone number or an email address.",
  consentMissing: "Please agree, so that we may contact you.",

  startOver: "Start over",
  startOverAsk: "This deletes the conversation from this device, and a new one begins.",
  kept: "What do you know about me?",
  keptNothing: "Nothing is kept about you.",
  keptDays: "The clinic deletes this after {count} days. This device keeps the conversation until it is over.",
  keptMessages: "Messages",
  keptFeedback: "Feedback",
  keptRequests: "Contact requests",
  yes: "yes",
  no: "no",
  forget: "Forget me",
  forgetAsk:
    "This deletes the conversation, your feedback and your contact requests, here and at the clinic. It cannot be undone.",
  forgetDo: "Delete everything",
  forgotten: "Everything has been deleted, here and at the clinic.",
  notForgotten: "Nothing has been deleted yet.",
};

export type Strings = typeof panel;

/** The text with its names filled in; a name that nothing stands for is left as it is. */
export function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (name, key: string) => String(values[key] ?? name));
}

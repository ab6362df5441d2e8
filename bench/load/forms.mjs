import { WrongAnswerError } from './connections.mjs';

/** The request that pressing a button makes, with what the form holds as it stands. */
export function formRequestOf(page, name, value) {
  for (const [, opening, inner] of page.text.matchAll(/<form\b([^>]*)>(.*?)<\/form>/gs)) {
    if (!hasButton(inner, name, value)) continue;
    const fields = [...inner.matchAll(/<input\b([^>]*)>/gs)]
      .map(([, text]) => attributesOf(text))
      .filter(isSent);
    const body = new URLSearchParams([
      ...fields.map((field) => [field.name, field.value ?? 'on']),
      [name, value],
    ]);
    return { url: new URL(attributesOf(opening).action ?? '', page.url), body: body.toString() };
  }
  const heading = /<h1[^>]*>(.*?)<\/h1>/s.exec(page.text)?.[1]?.trim();
  throw new WrongAnswerError(`no button ${name}=${value} on ${page.url}: ${heading}`);
}

/** Whether the page has a field or button of this name. */
export const asksFor = (page, name) => page.text.includes(`name="${name}"`);

const hasButton = (html, name, value) =>
  [...html.matchAll(/<(?:button|input)\b([^>]*)>/gs)]
    .map(([, text]) => attributesOf(text))
    .some((button) => button.name === name && (button.value ?? '') === value);

const NOT_SENT = new Set(['checkbox', 'radio', 'submit']);
const isSent = ({ type, name, checked }) =>
  name !== undefined && (checked !== undefined || !NOT_SENT.has(type));

const attributesOf = (text) =>
  Object.fromEntries(
    [...text.matchAll(/([\w-]+)(?:="([^"]*)")?/g)].map(([, name, value]) => [name, decode(value ?? '')]),
  );

const decode = (text) => text.replace(/&(amp|quot|#39|lt|gt);/g, (_, name) => ENTITIES[name]);
const ENTITIES = { amp: '&', quot: '"', '#39': "'", lt: '<', gt: '>' };

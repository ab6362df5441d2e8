import { jest } from '@jest/globals';

/*
 * The tests run the pages' script with the few parts of a browser that it uses. They do not test how the pages look.
 * They test that the script never sends a form twice, never loses the pressed button's value, and never leaves a page
 * that cannot be used.
 */
type Attributes = Record<string, string>;

/** The parts of an element that the script needs: events, attributes, dataset, text. */
class FakeElement extends EventTarget {
  hidden = true;
  textContent = '';
  focused = false;
  clicks = 0;
  readonly dataset: Attributes = {};
  readonly attributes: Attributes = {};
  children: FakeElement[] = [];

  get childNodes(): string[] {
    return [this.textContent];
  }
  querySelector(): FakeElement | null {
    return null;
  }
  querySelectorAll(): FakeElement[] {
    return this.children;
  }
  replaceChildren(...nodes: string[]): void {
    this.textContent = nodes.join('');
  }
  setAttribute(name: string, value: string): void {
    this.attributes[name] = value;
  }
  removeAttribute(name: string): void {
    delete this.attributes[name];
    if (name === 'data-sent') delete this.dataset.sent;
  }
  focus(): void {
    this.focused = true;
  }
  click(): void {
    this.clicks += 1;
  }
}

class FakeForm extends FakeElement {}

const copied: string[] = [];
const windowEvents = new EventTarget();

const form = new FakeForm();
const allow = new FakeElement();
const link = new FakeElement();
const copyButton = new FakeElement();
const reference = new FakeElement();
const searchField = new FakeElement();
const patients = new FakeElement();
const firstPatient = new FakeElement();
const lastPatient = new FakeElement();
const checkbox = new FakeElement();
const notice = new FakeElement();

const page: Record<string, FakeElement[]> = {
  '[data-once]': [form, link],
  '[data-copy]': [copyButton],
  '#reference-number': [reference],
  'input[type="search"]': [searchField],
  '[data-arrow-keys]': [patients],
  'input[type="checkbox"]': [checkbox],
  '[data-focus]': [notice],
};

const submit = () => fire(form, 'submit', { submitter: allow }).defaultPrevented;
const press = (element: FakeElement, key: string) => fire(element, 'keydown', { key }).defaultPrevented;

function fire(target: EventTarget, type: string, details: Record<string, unknown> = {}): Event {
  const event = Object.assign(new Event(type, { cancelable: true }), details);
  target.dispatchEvent(event);
  return event;
}

beforeAll(async () => {
  jest.useFakeTimers();
  Object.assign(globalThis, {
    document: {
      querySelectorAll: (selector: string) => page[selector] ?? [],
      querySelector: (selector: string) => page[selector]?.[0] ?? null,
      getElementById: (id: string) => page[`#${id}`]?.[0] ?? null,
    },
    HTMLFormElement: FakeForm,
    addEventListener: windowEvents.addEventListener.bind(windowEvents),
  });
  Object.defineProperty(globalThis, 'navigator', {
    configurable: true,
    value: { clipboard: { writeText: (text: string) => Promise.resolve(copied.push(text)) } },
  });
  allow.textContent = 'Allow';
  allow.dataset.busy = 'One moment…';
  form.children = [allow];
  patients.children = [firstPatient, lastPatient];
  reference.textContent = '\n K7QM-29XD \n';
  copyButton.textContent = 'Copy';
  Object.assign(copyButton.dataset, { copy: 'reference-number', copied: 'Copied' });
  // @ts-expect-error: a script for browsers, which has no types
  await import('./assets/wardkey.js');
});

afterAll(() => jest.useRealTimers());

describe('wardkey.js', () => {
  it('moves the focus to what the person must read first', () => expect(notice.focused).toBe(true));

  it('sends a form once, and the button says so without being disabled', () => {
    expect(submit()).toBe(false);
    expect(allow.textContent).toBe('One moment…');
    expect(allow.attributes).toEqual({ 'aria-disabled': 'true' });
    expect(submit()).toBe(true);
  });

  it('makes the buttons usable again when the browser returns to the page', () => {
    fire(windowEvents, 'pageshow', { persisted: true });
    expect(allow.textContent).toBe('Allow');
    expect(allow.attributes).toEqual({});
    expect(submit()).toBe(false);
  });

  it('makes the buttons usable again when the browser does not leave the page', () => {
    expect(submit()).toBe(true);
    jest.advanceTimersByTime(10_000);
    expect(allow.textContent).toBe('Allow');
    expect(submit()).toBe(false);
  });

  it('follows a link once; a link that opens in another tab does not count', () => {
    fire(link, 'click', { ctrlKey: true });
    expect(fire(link, 'click').defaultPrevented).toBe(false);
    expect(fire(link, 'click').defaultPrevented).toBe(true);
  });

  it('shows the copy button, which copies only the number', async () => {
    expect(copyButton.hidden).toBe(false);
    fire(copyButton, 'click');
    await Promise.resolve();
    expect(copied).toEqual(['K7QM-29XD']);
    expect(copyButton.textContent).toBe('Copied');
    jest.advanceTimersByTime(3000);
    expect(copyButton.textContent).toBe('Copy');
  });

  it('moves through the patients by arrow key, and stops at both ends', () => {
    expect(press(searchField, 'ArrowDown')).toBe(true);
    expect(firstPatient.focused).toBe(true);
    press(firstPatient, 'ArrowDown');
    expect(lastPatient.focused).toBe(true);
    expect(press(lastPatient, 'ArrowDown')).toBe(false);
    press(firstPatient, 'ArrowUp');
    expect(searchField.focused).toBe(true);
    expect(press(searchField, 'a')).toBe(false);
  });

  it('ticks a box on Enter, and does not send the form', () => {
    expect(press(checkbox, 'Enter')).toBe(true);
    expect(checkbox.clicks).toBe(1);
    expect(press(checkbox, 'Tab')).toBe(false);
  });
});

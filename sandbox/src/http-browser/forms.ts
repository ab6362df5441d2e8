import { type HTMLElement } from 'node-html-parser';
import { visibleText } from './visible-text.js';

/** A control of a form. */
export interface Field {
  name: string;
  /** `hidden`, `text`, `checkbox`, `radio`, `select`, `textarea`, `submit`, ... */
  type: string;
  value: string;
  /** A ticked checkbox or radio button, a selected option. */
  checked: boolean;
  disabled: boolean;
  /** A button's text or a control's label. */
  text: string;
  /** A button's own formaction, absolute. */
  action?: string;
}

/** A form with all its controls, also those elsewhere on the page that name the form. */
export interface Form {
  id: string;
  /** Absolute. */
  action: string;
  method: 'GET' | 'POST';
  /** All controls in document order; a select gives one per option. */
  fields: Field[];
  /** The buttons among them that submit. */
  buttons: Field[];
}

const CONTROLS = 'input, select, textarea, button';

/** Reads all forms of a page. */
export function readForms(document: HTMLElement, url: URL, base: URL): Form[] {
  return document.querySelectorAll('form').map((form) => {
    const id = form.getAttribute('id') ?? '';
    const inside = form.querySelectorAll(CONTROLS).filter((control) => owner(control, id) === id);
    const outside = id
      ? document.querySelectorAll(CONTROLS).filter((c) => c.getAttribute('form') === id)
      : [];
    const controls = [...new Set([...inside, ...outside])];
    const fields = controls.flatMap((control) => readControl(control, document, base));
    return {
      id,
      action: absolute(form.getAttribute('action'), url, base),
      method: form.getAttribute('method')?.toUpperCase() === 'POST' ? 'POST' : 'GET',
      fields,
      buttons: fields.filter(({ type }) => type === 'submit' || type === 'image'),
    };
  });
}

const owner = (control: HTMLElement, fallback: string) => control.getAttribute('form') ?? fallback;

/** An absent or empty action means the page itself; `<base>` has no effect on it. */
function absolute(action: string | undefined, url: URL, base: URL): string {
  return action ? new URL(action, base).href : url.href;
}

function readControl(control: HTMLElement, document: HTMLElement, base: URL): Field[] {
  const tag = control.tagName.toLowerCase();
  const formaction = control.getAttribute('formaction');
  const common = {
    name: control.getAttribute('name') ?? '',
    disabled: control.hasAttribute('disabled') || control.closest('fieldset[disabled]') !== null,
    text: tag === 'button' ? visibleText(control) : labelOf(control, document),
    ...(formaction ? { action: new URL(formaction, base).href } : {}),
  };
  if (tag === 'select')
    return readOptions(control).map((option) => ({ ...common, type: 'select', ...option }));
  const type = (control.getAttribute('type') ?? defaultType(tag)).toLowerCase();
  const isTickable = type === 'checkbox' || type === 'radio';
  return [
    {
      ...common,
      type,
      value:
        tag === 'textarea'
          ? control.textContent
          : (control.getAttribute('value') ?? (isTickable ? 'on' : '')),
      checked: control.hasAttribute('checked'),
      text: tag === 'input' && type === 'submit' ? (control.getAttribute('value') ?? 'Submit') : common.text,
    },
  ];
}

const defaultType = (tag: string) => (tag === 'button' ? 'submit' : tag === 'textarea' ? 'textarea' : 'text');

/** A single-choice select without a selected option shows and sends its first option. */
function readOptions(select: HTMLElement): { value: string; checked: boolean }[] {
  const options = select.querySelectorAll('option').map((option) => ({
    value: option.getAttribute('value') ?? visibleText(option),
    checked: option.hasAttribute('selected'),
  }));
  const [first] = options;
  if (first && !select.hasAttribute('multiple') && !options.some(({ checked }) => checked))
    first.checked = true;
  return options;
}

function labelOf(control: HTMLElement, document: HTMLElement): string {
  const id = control.getAttribute('id');
  const label = (id && document.querySelector(`label[for="${id}"]`)) || control.closest('label');
  return label ? visibleText(label) : (control.getAttribute('aria-label') ?? '');
}

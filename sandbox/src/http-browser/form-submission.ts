import { type Field, type Form } from './forms.js';
import { type Page } from './page.js';

/**
 * What a person fills in, by field name: text for a text field, a radio button or a select; false or true to
 * clear or tick a checkbox; a list to tick exactly these of several checkboxes.
 */
export type FormValues = Record<string, string | string[] | boolean>;

/** A form ready to be sent. */
export interface FormRequest {
  url: URL;
  method: 'GET' | 'POST';
  body?: URLSearchParams;
}

/**
 * Finds the form to submit.
 * @throws Error that lists what the page has instead
 */
export function findForm(page: Page, wanted: { form?: number | string; button?: string }): Form {
  const candidates = page.forms.filter(
    (form, index) =>
      wanted.form === undefined ||
      (typeof wanted.form === 'number' ? index === wanted.form : form.action.includes(wanted.form)),
  );
  const { button } = wanted;
  const found = button === undefined ? candidates[0] : candidates.find((form) => buttonOf(form, button));
  if (found) return found;
  throw new Error(
    `No form ${JSON.stringify(wanted)} on ${page.url} (${page.status} "${page.h1}"), which has: ` +
      JSON.stringify(page.forms.map((form) => [form.action, form.buttons.map(({ text }) => text)])),
  );
}

/**
 * Builds the request of a form.
 * @throws Error when a value is given for a field or a choice that the form does not have
 */
export function formRequest(
  form: Form,
  { button, values = {} }: { button?: string; values?: FormValues },
): FormRequest {
  checkValues(form, values);
  const pressed = button === undefined ? undefined : buttonOf(form, button);
  const data = new URLSearchParams();
  for (const field of form.fields) {
    if (!field.name || field.disabled || field.type === 'button' || field.type === 'reset') continue;
    const value = values[field.name];
    if (form.buttons.includes(field)) {
      if (field === pressed) data.append(field.name, field.value);
    } else if (isChoice(field)) {
      if (isChosen(field, value)) data.append(field.name, field.value);
    } else {
      data.append(field.name, value === undefined ? field.value : String(value));
    }
  }
  const url = new URL(pressed?.action ?? form.action);
  if (form.method === 'POST') return { url, method: 'POST', body: data };
  url.search = data.toString();
  return { url, method: 'GET' };
}

const isChoice = ({ type }: Field) => type === 'checkbox' || type === 'radio' || type === 'select';

function isChosen(field: Field, value: FormValues[string] | undefined): boolean {
  if (value === undefined) return field.checked;
  if (typeof value === 'boolean') return value;
  return typeof value === 'string' ? field.value === value : value.includes(field.value);
}

/** A person cannot fill in a field, or choose an option, that the page does not have: in a test this is a mistake. */
function checkValues(form: Form, values: FormValues): void {
  for (const [name, value] of Object.entries(values)) {
    const fields = form.fields.filter((field) => field.name === name);
    if (fields.length === 0) {
      const known = [...new Set(form.fields.map((field) => field.name))].join(', ');
      throw new Error(`The form ${form.action} has no field ${name}, only: ${known}`);
    }
    if (typeof value === 'boolean' || !fields.every(isChoice)) continue;
    for (const choice of [value].flat()) {
      if (fields.some((field) => field.value === choice)) continue;
      throw new Error(
        `${name} has no choice ${choice}, only: ${fields.map((field) => field.value).join(', ')}`,
      );
    }
  }
}

function buttonOf(form: Form, wanted: string): Field | undefined {
  const usable = form.buttons.filter(({ disabled }) => !disabled);
  return (
    usable.find(({ text }) => text === wanted) ??
    usable.find(({ value }) => value === wanted) ??
    usable.find(({ text }) => text.includes(wanted))
  );
}

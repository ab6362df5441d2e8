/*
 * Small conveniences. Every page works without this file. A function here must never be the only way to do something.
 */
(() => {
  'use strict';

  const wordsBefore = new WeakMap();

  /** Shows "One moment…" in place of the label of a button or link that was used, and stores the label. */
  function showBusy(control) {
    const words = control.querySelector('[data-busy-text]') ?? control;
    const before = [...words.childNodes];
    wordsBefore.set(control, () => words.replaceChildren(...before));
    words.textContent = control.dataset.busy;
    control.setAttribute('aria-disabled', 'true');
  }

  /** The browser may show a page again from its cache, as the person left it. Its buttons must then work again. */
  function restore(element) {
    element.removeAttribute('data-sent');
    for (const control of [element, ...element.querySelectorAll('[data-busy]')]) {
      wordsBefore.get(control)?.();
      control.removeAttribute('aria-disabled');
    }
  }

  /** Ignores a second press, which would send the same form again or start a second sign-in. */
  function once(element) {
    const first = (event, control) => {
      if (element.dataset.sent) return event.preventDefault();
      element.dataset.sent = 'true';
      // The button stays enabled, because a form does not send the value of a disabled button.
      if (control?.dataset.busy) showBusy(control);
      // The person is still on this page after stopping the browser, or after coming back from an app of this device.
      setTimeout(restore, 10_000, element);
    };
    if (element instanceof HTMLFormElement) {
      element.addEventListener('submit', (event) => first(event, event.submitter));
    } else {
      element.addEventListener('click', (event) => {
        const opensElsewhere = event.ctrlKey || event.metaKey || event.shiftKey;
        if (!opensElsewhere) first(event, element);
      });
    }
  }

  /** Copies the reference number. If the browser refuses, selects the number so that the person can copy it. */
  function copyButton(button) {
    const number = document.getElementById(button.dataset.copy);
    const before = button.textContent;
    button.setAttribute('aria-live', 'polite');
    button.hidden = false;
    button.addEventListener('click', async () => {
      try {
        await navigator.clipboard.writeText(number.textContent.trim());
        button.textContent = button.dataset.copied;
        setTimeout(() => (button.textContent = before), 3000);
      } catch {
        getSelection().selectAllChildren(number);
      }
    });
  }

  /**
   * The arrow keys move the focus between the search field and the patients. Enter presses the focused button, as
   * usual.
   */
  function arrowKeys(list) {
    const field = document.querySelector('input[type="search"]');
    const stops = [...(field ? [field] : []), ...list.querySelectorAll('button')];
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    for (const stop of stops) {
      stop.addEventListener('keydown', (event) => {
        const next = stops[stops.indexOf(stop) + (steps[event.key] ?? 0)];
        if (!next || next === stop || event.isComposing) return;
        event.preventDefault();
        next.focus();
      });
    }
  }

  /**
   * In a form, Enter on a checkbox presses the first button, here "Allow". People expect that Enter ticks the checkbox
   * instead.
   */
  function enterTicks(box) {
    box.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter') return;
      event.preventDefault();
      box.click();
    });
  }

  /**
   * Keeps the checkbox of the whole record and those of its types consistent: without any type, the whole record is not
   * ticked.
   */
  function wholeRecord(details) {
    const whole = document.getElementById(details.dataset.whole);
    const types = [...details.querySelectorAll('input[name="type"]')];
    const parts = [...details.querySelectorAll('input[name="typePart"]')];
    const show = () => {
      const isPart = parts.some((part) => part.checked);
      whole.checked = isPart || types.some((type) => type.checked);
      whole.indeterminate = whole.checked && (isPart || !types.every((type) => type.checked));
    };
    [...types, ...parts].forEach((box) => box.addEventListener('change', show));
    whole.addEventListener('change', () => {
      types.forEach((type) => (type.checked = whole.checked));
      parts.forEach((part) => (part.checked = false));
    });
    show();
  }

  const each = (selector, enhance) => document.querySelectorAll(selector).forEach(enhance);
  each('[data-once]', once);
  each('[data-copy]', copyButton);
  each('[data-arrow-keys]', arrowKeys);
  each('input[type="checkbox"]', enterTicks);
  each('[data-whole]', wholeRecord);
  each('[data-focus]', (element) => element.focus());
  addEventListener('pageshow', (event) => event.persisted && each('[data-once]', restore));
  // Called through the prototype, because a hidden field named "submit" would hide the form's own method.
  each('[data-auto-submit]', (form) => {
    HTMLFormElement.prototype.requestSubmit.call(form, form.querySelector('[type="submit"]'));
  });
})();

/*
 * Small comforts. Every page works without this file; nothing here may become the only way to do something.
 */
(() => {
  'use strict';

  const wordsBefore = new WeakMap();

  /** Says "One moment…" in place of the words of a button or link that was used, and remembers them. */
  function showBusy(control) {
    const words = control.querySelector('[data-busy-text]') ?? control;
    const before = [...words.childNodes];
    wordsBefore.set(control, () => words.replaceChildren(...before));
    words.textContent = control.dataset.busy;
    control.setAttribute('aria-disabled', 'true');
  }

  /** A page kept by the browser comes back as it was left; its buttons must work again. */
  function restore(element) {
    element.removeAttribute('data-sent');
    for (const control of [element, ...element.querySelectorAll('[data-busy]')]) {
      wordsBefore.get(control)?.();
      control.removeAttribute('aria-disabled');
    }
  }

  /** The second of two quick presses would send the same form or start a second sign-in. */
  function once(element) {
    const first = (event, control) => {
      if (element.dataset.sent) return event.preventDefault();
      element.dataset.sent = 'true';
      // The button stays enabled: a disabled one is left out of what the form sends.
      if (control?.dataset.busy) showBusy(control);
      // Whoever stops the browser, or comes back from an app of this device, is still on this page.
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

  /** Copies the reference number; where the browser refuses, selects it for the person to copy. */
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

  /** Up and down move through the patients, and from the search field into them; Enter is the button's own. */
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

  /** In a form, Enter on a checkbox presses the first button, here "Allow". It should tick, as people expect. */
  function enterTicks(box) {
    box.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter') return;
      event.preventDefault();
      box.click();
    });
  }

  /** The box of the whole record and those of its types say the same: without any type there is nothing of the whole. */
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
  // Called through the prototype: a hidden field named "submit" would hide the form's own method.
  each('[data-auto-submit]', (form) => {
    HTMLFormElement.prototype.requestSubmit.call(form, form.querySelector('[type="submit"]'));
  });
})();

import type { KoaContextWithOIDC } from 'oidc-provider';
import type { EnginePages, SelfSendingForm } from './engine-pages.js';

/**
 * Middleware: replaces the engine’s bare page with one of this server. The page is visible for a moment, and longer in
 * browsers without scripts.
 */
export function ownFormPage(pages: EnginePages) {
  return async (ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> => {
    await next();
    const form = typeof ctx.body === 'string' ? selfSendingForm(ctx.body) : undefined;
    if (form) ctx.body = pages.continueByForm(form);
  };
}

/** Reads the one page that the engine writes for such a form; undefined for every other body. */
export function selfSendingForm(body: string): SelfSendingForm | undefined {
  if (!body.includes('<title>Submitting Callback</title>')) return undefined;
  const action = /<form method="post" action="([^"]*)">/.exec(body)?.[1];
  if (action === undefined) return undefined;
  const inputs = body.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"\/>/g);
  const hidden = Object.fromEntries([...inputs].map(([, name, value]) => [name!, plain(value!)]));
  return { action: plain(action), hidden };
}

/** Undoes the engine’s escaping. `&amp;` comes last, because `&amp;lt;` would otherwise become `<`. */
function plain(text: string): string {
  return text
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&gt;', '>')
    .replaceAll('&lt;', '<')
    .replaceAll('&amp;', '&');
}

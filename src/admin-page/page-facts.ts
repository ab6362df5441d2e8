/** What the page must know before anybody has signed in. Everything in it is public. */
export interface PageFacts {
  issuer: string;
  clientId: string;
  /** What the page asks for when somebody signs in: all permissions. The roles decide which of them count. */
  scope: string;
  organisation: string;
  /** `#rrggbb`; absent for the default. */
  accent?: string;
  /** As long as it is true, the page says how somebody becomes the first administrator. */
  nobodyIsAdministrator: boolean;
}

/**
 * Writes into the page what belongs to one answer.
 *
 * @param nonce by which the browser knows the styles of this page (CSP).
 */
export function fill(page: string, facts: PageFacts, nonce: string): string {
  const places: Record<string, string> = {
    NONCE: nonce,
    FACTS: JSON.stringify(facts),
    // The stylesheet may be kept for a long time, so its address changes with its content.
    ACCENT: facts.accent?.slice(1) ?? 'default',
    ORGANISATION: facts.organisation,
  };
  return page.replaceAll(/__([A-Z]+)__/g, (text, name: string) =>
    Object.hasOwn(places, name) ? escaped(places[name]!) : text,
  );
}

/**
 * The policy of every page, with these differences: the page calls this server, and styles that its script makes need
 * the nonce. Nothing inline runs, and no form leaves the page.
 */
export function policy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "connect-src 'self'",
    "img-src 'self' data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign]!);
}

/** What the server wrote into the page for everybody (src/admin-page/page-facts.ts). */
export interface PageFacts {
  issuer: string;
  clientId: string;
  scope: string;
  organisation: string;
  nobodyIsAdministrator: boolean;
}

const meta = document.querySelector<HTMLMetaElement>('meta[name=wardkey]')!;

export const FACTS = JSON.parse(meta.content) as PageFacts;

/** By this number the browser knows that a style was made by this page (Content-Security-Policy). */
export const NONCE = meta.nonce;

import { type KoaContextWithOIDC, type Provider } from 'oidc-provider';
import { type Person } from '../people.js';
import { subjectOf } from './claims.js';
import { errorPage, signInPage } from './pages.js';

type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>;
type Result = Parameters<Provider['interactionResult']>[2];

const PATH = /^\/sign-in\/([\w-]+)(\/cancel)?$/;

/**
 * Answers `/sign-in/:uid`, to which the engine sends a browser whose person has to sign in.
 * @returns false when the request is for another path
 */
export async function answerSignIn(
  ctx: KoaContextWithOIDC,
  provider: Provider,
  people: readonly Person[],
): Promise<boolean> {
  const [path, uid, cancel] = PATH.exec(ctx.path) ?? [];
  if (!path) return false;
  ctx.set('Cache-Control', 'no-store');
  ctx.set(
    'Content-Security-Policy',
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'",
  );
  try {
    const interaction = await provider.interactionDetails(ctx.req, ctx.res);
    if (interaction.uid !== uid) throw new Error('This page belongs to another sign-in.');
    await answerInteraction(ctx, provider, people, interaction, cancel !== undefined);
  } catch (error) {
    ctx.status = 400;
    answerPage(ctx, errorPage('session_not_found', (error as Error).message));
  }
  return true;
}

async function answerInteraction(
  ctx: KoaContextWithOIDC,
  provider: Provider,
  people: readonly Person[],
  interaction: Interaction,
  isCancelled: boolean,
): Promise<void> {
  const finish = async (result: Result) => {
    const resumeUrl = await provider.interactionResult(ctx.req, ctx.res, result, {
      mergeWithLastSubmission: true,
    });
    // Not earlier: until the result is stored, the engine expects the person who was signed in at the start.
    if (current && result.login) await forgetCurrentPerson(provider, interaction);
    ctx.status = 303;
    ctx.redirect(resumeUrl);
  };
  const current = people.find((person) => subjectOf(person) === interaction.session?.accountId);
  if (isCancelled) {
    return finish({ error: 'access_denied', error_description: 'The person cancelled the sign-in' });
  }
  // The hospital consents for its staff. An application that asks for prompt=consent gets consent without a question.
  if (interaction.prompt.name === 'consent') return finish({ consent: {} });

  const action = `/sign-in/${interaction.uid}`;
  if (ctx.method !== 'POST') return answerPage(ctx, signInPage(people, action, current?.username));

  const username = new URLSearchParams(await readBody(ctx)).get('username');
  const person = people.find((candidate) => candidate.username === username);
  if (!person) {
    ctx.status = 400;
    return answerPage(ctx, signInPage(people, action, current?.username));
  }
  // select_account marks that prompt as answered, whether the engine asked for login or for select_account.
  return finish({ login: { accountId: subjectOf(person), remember: true }, select_account: {} });
}

/**
 * Removes the previous person from the browser's session before another person signs in. Otherwise the engine would
 * show a sign-out page in between that submits itself, which needs JavaScript.
 */
async function forgetCurrentPerson(provider: Provider, interaction: Interaction): Promise<void> {
  const session = interaction.session && (await provider.Session.findByUid(interaction.session.uid));
  if (!session) return;
  session.accountId = undefined;
  session.authorizations = {};
  await session.persist();
}

function answerPage(ctx: KoaContextWithOIDC, page: string): void {
  ctx.type = 'html';
  ctx.body = page;
}

async function readBody(ctx: KoaContextWithOIDC): Promise<string> {
  let body = '';
  for await (const chunk of ctx.req) {
    body += String(chunk);
    if (body.length > 10_000) throw new Error('The form is too large.');
  }
  return body;
}

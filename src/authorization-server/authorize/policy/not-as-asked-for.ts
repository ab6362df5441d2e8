import { decodeJwt } from 'jose';
import { errors, interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider';
import { parametersOf } from '../../engine/context.js';
import { classAskedByClaims } from '../claims-parameter.js';

const { Check } = interactionPolicy;

/** Refuses a sign-in of another person, or of another class, than the app asked for. */
export function notAsAskedFor() {
  return new Check(
    'not_as_asked_for',
    'the sign-in is not the one that was asked for',
    'login_required',
    (ctx) => {
      refuseOtherSignIn(ctx as KoaContextWithOIDC);
      return Check.NO_NEED_TO_PROMPT;
    },
  );
}

/**
 * The person who has just signed in may not be the one that the app asked for. Asking once more would not change that,
 * so the app gets an error and the person gets no further question (OpenID Connect Core 3.1.2.1 on `id_token_hint`,
 * 5.5.1 and 5.5.1.1 on `claims`).
 */
function refuseOtherSignIn(ctx: KoaContextWithOIDC): void {
  const { oidc } = ctx;
  if (!oidc.result?.login) return;
  const { id_token: asked } = oidc.claims as {
    id_token?: { sub?: { value?: unknown } | null };
  };
  // The engine verified the hint when the request came in.
  const { id_token_hint: hint } = parametersOf(ctx);
  const wanted = [hint === undefined ? undefined : decodeJwt(hint).sub, asked?.sub?.value];
  if (wanted.some((sub) => sub !== undefined && sub !== oidc.session?.accountId))
    throw new errors.LoginRequired('the person who signed in is not the one that the request asks for');
  const demanded = classAskedByClaims(oidc.claims);
  if (demanded?.essential && !demanded.values.includes(oidc.session?.acr as string))
    throw new errors.UnmetAuthenticationRequirements(
      'the class (acr) of the sign-in is not one that the request asks for',
    );
}

import { ValidateBy } from 'class-validator';

/**
 * Parameters that this server sets itself, or that would change where an answer goes, what it contains or how it is
 * verified.
 */
const OURS = [
  'response_type',
  'response_mode',
  'client_id',
  'client_secret',
  'client_assertion',
  'client_assertion_type',
  'redirect_uri',
  'state',
  'nonce',
  'code',
  'code_challenge',
  'code_challenge_method',
  'request',
  'request_uri',
  'registration',
  'id_token_hint',
  'max_age',
  'dpop_jkt',
];
/** Parameters with their own setting, whose value may be checked against the answer. */
const OWN_SETTINGS: Record<string, string> = {
  scope: 'scope',
  prompt: 'prompt',
  acr_values: 'acrValues',
  claims: 'claimsParameter',
  login_hint: 'forwardLoginHint',
};
const MOST = 20;
const LONGEST = 1024;

/** Parameters that are added to authorization requests unchanged: names and texts. */
export function AreAuthorizationParameters(): PropertyDecorator {
  return ValidateBy({
    name: 'areAuthorizationParameters',
    validator: {
      validate: (value) => problemOf(value) === undefined,
      defaultMessage: (told) => problemOf(told?.value) ?? '',
    },
  });
}

function problemOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return 'must be an object such as {"domain_hint": "hospital.example"}';
  const parameters = Object.entries(value);
  if (parameters.length > MOST) return `may hold ${MOST} parameters at most`;
  for (const [name, text] of parameters) {
    if (!/^[A-Za-z0-9._~-]{1,64}$/.test(name))
      return 'must have names of letters, digits, dots, hyphens and underscores';
    const ours = OURS.find((one) => fold(one) === fold(name));
    if (ours) return `must not hold ${ours}: safety depends on it, and only Wardkey itself may send it`;
    const own = Object.keys(OWN_SETTINGS).find((one) => fold(one) === fold(name));
    if (own) return `must not hold ${own}, which has a setting of its own: ${OWN_SETTINGS[own]}`;
    if (typeof text !== 'string' || text.length > LONGEST || /\p{Cc}/u.test(text))
      return `must have a text of at most ${LONGEST} characters as ${name}`;
  }
  return undefined;
}

/** Some servers read names without regard to case, and dots as underscores. */
function fold(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}

const ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~\\-]+";
const SIGN = 'A-Za-z0-9\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}\\p{N}';
const LABEL = `[${SIGN}]([${SIGN}\\-]*[${SIGN}])?`;

/**
 * The e-mail addresses by which an account can be found (emailKey), as a regular expression with the flag `u`. It
 * cannot check whether an international domain is valid (IDNA).
 */
export const EMAIL_FORM = `^(?=[^@]{1,64}@)${ATOM}(\\.${ATOM})*@(?!.*\\.([0-9]+|0[xX][0-9A-Fa-f]*)$)(?=.{1,255}$)${LABEL}(\\.${LABEL})+$`;

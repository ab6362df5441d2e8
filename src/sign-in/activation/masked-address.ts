/** Masks an e-mail address so that its owner recognises it but others do not learn it: `j•••@clinic.nl`. */
export function maskedAddress(address: string): string {
  const at = address.lastIndexOf('@');
  const [first = ''] = address.slice(0, Math.max(at, 0));
  // Always three dots, so that not even the length is shown.
  return `${first}•••${at < 0 ? '' : address.slice(at)}`;
}

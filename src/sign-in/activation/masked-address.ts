/** An e-mail address so that its owner knows it again and nobody else learns it: `j•••@clinic.nl`. */
export function maskedAddress(address: string): string {
  const at = address.lastIndexOf('@');
  const [first = ''] = address.slice(0, Math.max(at, 0));
  // Always three dots: not even the length is told.
  return `${first}•••${at < 0 ? '' : address.slice(at)}`;
}

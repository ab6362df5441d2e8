import { createHash } from 'node:crypto';
import { type Person, TENANT_ID } from '../people.js';

/** The claims of an ID token before the protocol adds iss, aud, nonce and the times. */
export interface DirectoryClaims {
  sub: string;
  [claim: string]: unknown;
}

/** A person's `sub`: opaque like a pairwise subject, and the same after every restart. */
export function subjectOf(person: Person): string {
  return createHash('sha256').update(`${TENANT_ID}:${person.oid}`).digest('base64url');
}

/**
 * What a Microsoft Entra ID (v2.0) tenant says about a person. As in Entra, there is no email_verified: xms_edov says
 * that the e-mail domain is verified. The key of the directory extension contains a dot.
 */
export function directoryClaims(person: Person): DirectoryClaims {
  return {
    sub: subjectOf(person),
    ver: '2.0',
    oid: person.oid,
    tid: TENANT_ID,
    name: person.name,
    given_name: person.given_name,
    family_name: person.family_name,
    preferred_username: person.email,
    email: person.email,
    xms_edov: true,
    groups: person.groups,
    employeeid: person.employeeid,
    ...(person.extnFhirUser === undefined ? {} : { 'extn.fhirUser': person.extnFhirUser }),
  };
}

/** Every claim name that {@link directoryClaims} can use. */
export const DIRECTORY_CLAIM_NAMES = [
  'sub',
  'ver',
  'oid',
  'tid',
  'name',
  'given_name',
  'family_name',
  'preferred_username',
  'email',
  'xms_edov',
  'groups',
  'employeeid',
  'extn.fhirUser',
];

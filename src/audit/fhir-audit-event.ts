import type { AuditRecord } from './audit-rows.js';

const DICOM = 'http://dicom.nema.org/resources/ontology/DCM';
const IHE_EVENT = 'urn:ihe:event-type-code';
const BALP_AGENT = 'https://profiles.ihe.net/ITI/BALP/CodeSystem/UserAgentTypes';
const GET_ACCESS_TOKEN = 'https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.IUA.71';
const TERMINOLOGY = 'http://terminology.hl7.org/CodeSystem';

interface Coding {
  system: string;
  code: string;
  display?: string;
}

const dicom = (code: string, display: string): Coding => ({ system: DICOM, code, display });

const USER_AUTHENTICATION = dicom('110114', 'User Authentication');
const SECURITY_ALERT = dicom('110113', 'Security Alert');

/** The kind of an event by DICOM PS3.16, CID 401 and 403; the first entry that fits. */
const KINDS: ReadonlyArray<[RegExp, Coding, Coding?]> = [
  [/^login\.break_glass$/, SECURITY_ALERT, dicom('110127', 'Emergency Override Started')],
  [/^login\./, USER_AUTHENTICATION, dicom('110122', 'Login')],
  [/^session\./, USER_AUTHENTICATION, dicom('110123', 'Logout')],
  [/^audit\./, dicom('110101', 'Audit Log Used')],
  [/^(account|fhir_user|activation)\./, SECURITY_ALERT, dicom('110137', 'User Security Attributes Changed')],
  [/^(client|provider|brands)\./, SECURITY_ALERT, dicom('110129', 'Security Configuration')],
  [/^(token|consent|launch|grant|access)\./, USER_AUTHENTICATION],
  [/^/, SECURITY_ALERT],
];

/** The step of a trail that has the id of the token. */
const JTI = 'jti';
/** Steps of the trail of `token.issued` that say what was given; the others say what was asked for. */
const OF_ANSWER: readonly string[] = [JTI, 'grant'];

/** `outcome` of FHIR R4: 0 success, 4 minor failure, 8 serious failure. */
const OUTCOMES: Record<string, string> = { success: '0', refused: '4', failed: '8' };

/**
 * A row of the audit log as an AuditEvent of FHIR R4.
 *
 * A token that was issued follows the profile IHE.IUA.71 ("Get Access Token", IHE BALP 1.1.4), as long as the row has
 * the client’s address, which the profile requires. The profile names no patient: the row `launch.context_chosen` does.
 * Its entity `token-response`, which would hold the id of the token, cannot be given, because the profile allows one
 * entity and that is the request. So the id (`jti`) is the `policy` of the agent for whom the token is, where BALP also
 * has it when a FHIR server notes the use of the token (OAUTHaccessTokenUse).
 * For other events BALP has no profile; agents, outcome and entities are given in the same way.
 *
 * @param issuer the base of the identifiers of accounts, clients and event names.
 * @param fhirServers the base URLs of the FHIR servers by their names. On another one, the patient’s reference cannot
 * be absolute.
 */
export function fhirAuditEvent(
  record: AuditRecord,
  issuer: string,
  fhirServers: ReadonlyMap<string, string>,
): object {
  const isToken = record.event === 'token.issued' && record.outcome === 'success';
  const [, type, subtype] = KINDS.find(([pattern]) => pattern.test(record.event))!;
  const own: Coding = { system: `${issuer}/audit-event`, code: record.event };
  const getAccessToken: Coding = { system: IHE_EVENT, code: 'ITI-71', display: 'Get Access Token' };
  return {
    resourceType: 'AuditEvent',
    id: record.id,
    ...(isToken && record.clientId && record.address ? { meta: { profile: [GET_ACCESS_TOKEN] } } : {}),
    type,
    subtype: isToken ? [getAccessToken] : [...(subtype ? [subtype] : []), own],
    action: 'E',
    recorded: record.occurredAt,
    outcome: OUTCOMES[record.outcome],
    ...(record.reason ? { outcomeDesc: record.reason } : {}),
    agent: agentsOf(record, issuer),
    source: {
      observer: { display: issuer },
      type: [{ system: `${TERMINOLOGY}/security-source-type`, code: '6', display: 'Security Server' }],
    },
    ...entitiesOf(record, isToken, fhirServers),
  };
}

function agentsOf(record: AuditRecord, issuer: string): object[] {
  const { accountId, actorId, clientId, address, trail } = record;
  const jti = detailsOf(trail).find(({ type }) => type === JTI)?.valueString;
  const policy = jti === undefined ? {} : { policy: [jti] };
  const user = accountId && {
    type: {
      coding: [
        { system: `${TERMINOLOGY}/v3-ParticipationType`, code: 'IRCP', display: 'information recipient' },
      ],
    },
    who: { identifier: { system: `${issuer}/accounts`, value: accountId } },
    requestor: !actorId,
    ...policy,
  };
  // Who did it to the account of `user`.
  const actor = actorId && {
    type: {
      coding: [
        { system: `${TERMINOLOGY}/v3-ParticipationType`, code: 'AUT', display: 'author (originator)' },
      ],
    },
    who: { identifier: { system: `${issuer}/accounts`, value: actorId } },
    requestor: true,
  };
  const client = clientId && {
    type: { coding: [dicom('110150', 'Application')] },
    who: { identifier: { system: `${issuer}/clients`, value: clientId } },
    requestor: !user && !actor,
    ...(user ? {} : policy),
    ...network(address),
  };
  const server = {
    type: { coding: [{ system: BALP_AGENT, code: 'AuthzOauthService' }] },
    who: { identifier: { value: issuer } },
    // FHIR wants one agent that asked. Without a person and a client it is this server.
    requestor: !user && !actor && !client,
    network: { address: new URL(issuer).hostname, type: '1' },
  };
  return [user, actor, client, server].filter((agent) => agent !== undefined && agent !== '') as object[];
}

/** Type 2 is an IP address (FHIR R4, network-type). */
function network(address: string | undefined): object {
  return address === undefined ? {} : { network: { address, type: '2' } };
}

function entitiesOf(
  { trail, fhirServer, patient, reference, userAgent }: AuditRecord,
  isToken: boolean,
  fhirServers: ReadonlyMap<string, string>,
): object {
  const coded = (system: string, code: string, display: string) => ({
    system: `${TERMINOLOGY}/${system}`,
    code,
    display,
  });
  const object = coded('audit-entity-type', '2', 'System Object');
  const steps = detailsOf(trail);
  if (isToken) {
    const asked = steps.filter(({ type }) => !OF_ANSWER.includes(type));
    const request = new URLSearchParams(
      Object.fromEntries(asked.map(({ type, valueString }) => [type, valueString])),
    );
    const query = Buffer.from(request.toString()).toString('base64');
    return { entity: [{ type: object, role: coded('object-role', '24', 'Query'), query }] };
  }
  const detail = [
    ...steps,
    ...(reference ? [{ type: 'reference', valueString: reference }] : []),
    ...(userAgent ? [{ type: 'userAgent', valueString: userAgent }] : []),
  ];
  const entity = [
    ...(patient
      ? [
          {
            what: patientReference(patient, fhirServer, fhirServers),
            type: coded('audit-entity-type', '1', 'Person'),
            role: coded('object-role', '1', 'Patient'),
          },
        ]
      : []),
    ...(detail.length > 0
      ? [{ type: object, role: coded('object-role', '13', 'Security Resource'), detail }]
      : []),
  ];
  return entity.length > 0 ? { entity } : {};
}

/** Absolute, because an id says nothing without its FHIR server. */
function patientReference(
  id: string,
  fhirServer: string | undefined,
  fhirServers: ReadonlyMap<string, string>,
): object {
  const baseUrl = fhirServer && fhirServers.get(fhirServer);
  if (baseUrl) return { reference: `${baseUrl}/Patient/${id}` };
  return {
    reference: `Patient/${id}`,
    ...(fhirServer ? { display: `on the former FHIR server ${fhirServer}` } : {}),
  };
}

/** The steps of a trail. What is not such a step is given as JSON. */
function detailsOf(trail: unknown): Array<{ type: string; valueString: string }> {
  if (trail === undefined) return [];
  return [trail].flat().map((one: unknown) => {
    const { step, finding } = (one ?? {}) as { step?: unknown; finding?: unknown };
    return typeof step === 'string' && typeof finding === 'string' && finding !== ''
      ? { type: step, valueString: finding }
      : { type: 'trail', valueString: JSON.stringify(one) };
  });
}

import { type Patient } from '@medplum/fhirtypes';
import { html, type Html } from '../../html.js';
import { type ChartData, type Shared } from '../chart-data.js';
import { type LaunchState } from '../smart-client.js';
import { growthSection } from './growth-section.js';
import { layout } from './layout.js';
import { allergyList, medicationList, problemList, resultTable } from './lists.js';
import { medicalRecordNumber, writeAge, writeDate, writeName } from './people-words.js';
import { type Renewal, sessionSection } from './session-section.js';

/** The chart of one patient. */
export function chartPage(data: ChartData, state: LaunchState, renewal?: Renewal): string {
  const patient = 'data' in data.patient ? data.patient.data : undefined;
  const heading = patient ? writeName(patient.name) : 'Patient';
  return layout(
    `${heading} · Growth Chart`,
    html`${state.tokenResponse.need_patient_banner !== false && banner(data.patient, heading)}
      <div class="cards">
        ${card('Weight and height', data.growth, (growth) => growthSection(growth, patient?.birthDate), 'wide')}
        ${card('Problems', data.problems, problemList)} ${card('Allergies', data.allergies, allergyList)}
        ${card('Medication', data.medications, medicationList)}
        ${card('Latest results', data.laboratory, resultTable)}
      </div>
      ${sessionSection(state, renewal)}`,
    html`<span class="who">Signed in: <strong>${signedIn(data)}</strong></span>`,
  );
}

function banner(patient: Shared<Patient>, heading: string): Html {
  if (!('data' in patient)) {
    return html`<section class="banner" aria-label="Patient">
      <h1>${heading}</h1>
      ${missing(patient)}
    </section>`;
  }
  const { birthDate, gender } = patient.data;
  const born = birthDate && html`${writeDate(birthDate)} <span>(${writeAge(birthDate, new Date())})</span>`;
  return html`<section class="banner" aria-label="Patient">
    <h1>${heading}</h1>
    <dl>
      ${fact('Born', born)} ${fact('Sex', gender && SEX[gender])}
      ${fact('MRN', medicalRecordNumber(patient.data))}
    </dl>
  </section>`;
}

const SEX = { male: 'Male', female: 'Female', other: 'Other', unknown: 'Unknown' };

const fact = (name: string, value: Html | string | undefined) =>
  value &&
  html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;

function card<T>(title: string, content: Shared<T>, show: (data: T) => Html, width = ''): Html {
  return html`<section class="card ${width}">
    <h2>${title}</h2>
    ${'data' in content ? show(content.data) : missing(content)}
  </section>`;
}

const missing = (content: { missing: 'not shared' | 'unavailable' }): Html =>
  content.missing === 'not shared'
    ? html`<p class="not-shared">Not shared with this app</p>`
    : html`<p class="not-shared">Could not be read at the moment</p>`;

/** The person's name when the app may read it, otherwise what the ID token says. */
const signedIn = ({ user, fhirUser }: ChartData): string =>
  ('data' in user && writeName(user.data.name)) || fhirUser || 'not told to this app';

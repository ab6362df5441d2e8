import {
  type AllergyIntolerance,
  type CodeableConcept,
  type Condition,
  type MedicationRequest,
  type Observation,
} from '@medplum/fhirtypes';
import { html, type Html } from '../../html.js';
import { writeDate } from './people-words.js';

const MAX_RESULTS = 6;

export const problemList = (problems: Condition[]): Html =>
  list(
    problems.map(({ code, onsetDateTime }) =>
      item(words(code), onsetDateTime && `since ${writeDate(onsetDateTime)}`),
    ),
    'No problems recorded',
  );

export const allergyList = (allergies: AllergyIntolerance[]): Html =>
  list(
    allergies.map(({ code, reaction, criticality }) =>
      item(
        words(code),
        reaction?.flatMap(({ manifestation }) => manifestation.map(words)).join(', '),
        criticality === 'high' && html`<span class="tag">High risk</span>`,
      ),
    ),
    'No known allergies recorded',
  );

export const medicationList = (requests: MedicationRequest[]): Html =>
  list(
    requests.map(({ medicationCodeableConcept, dosageInstruction }) =>
      item(words(medicationCodeableConcept), dosageInstruction?.[0]?.text),
    ),
    'No active medication',
  );

/** The newest result of each kind. */
export function resultTable(observations: Observation[]): Html {
  const newest = [...new Map(observations.toReversed().map((each) => [words(each.code), each])).values()]
    .sort((a, b) => (b.effectiveDateTime ?? '').localeCompare(a.effectiveDateTime ?? ''))
    .slice(0, MAX_RESULTS);
  if (newest.length === 0) return html`<p class="empty">No results</p>`;
  return html`<table>
    <tbody>
      ${newest.map(({ code, valueQuantity, interpretation, effectiveDateTime }) => {
        const flag = interpretation?.[0]?.coding?.[0];
        const isOff = flag?.code === 'H' || flag?.code === 'L';
        return html`<tr>
          <th scope="row">${words(code)}<span class="quiet">${writeDate(effectiveDateTime)}</span></th>
          <td class="${isOff && 'off'}">
            ${valueQuantity?.value} ${valueQuantity?.unit}
            ${isOff && html`<span class="tag">${flag.display}</span>`}
          </td>
        </tr>`;
      })}
    </tbody>
  </table>`;
}

const words = (concept: CodeableConcept | undefined): string =>
  concept?.text ?? concept?.coding?.[0]?.display ?? concept?.coding?.[0]?.code ?? 'Unnamed';

const list = (items: Html[], empty: string): Html =>
  items.length === 0
    ? html`<p class="empty">${empty}</p>`
    : html`<ul class="list">
        ${items}
      </ul>`;

const item = (name: string, note?: string, tag?: Html | false): Html =>
  html`<li>
    <span class="name">${name} ${tag}</span>
    ${note && html`<span class="quiet">${note}</span>`}
  </li>`;

import { type Observation } from '@medplum/fhirtypes';
import { html, type Html } from '../../html.js';
import { lineChart, type Point } from './line-chart.js';
import { writeDate } from './people-words.js';

const MEASURES = [
  ['29463-7', 'Weight', 'kg'],
  ['8302-2', 'Height', 'cm'],
  ['9843-4', 'Head circumference', 'cm'],
] as const;
const GROWN_UP_YEARS = 20;

/** Weight, height and head circumference over time. A single measurement is shown as text, not as a line. */
export function growthSection(observations: Observation[], birthDate: string | undefined): Html {
  const birth = birthDate ? new Date(birthDate) : undefined;
  const charts = MEASURES.flatMap(([code, title, unit]) => {
    const points = pointsOf(observations, code);
    const latest = points.at(-1);
    if (!latest) return [];
    const isGrowing = birth && latest.date.getFullYear() - birth.getFullYear() < GROWN_UP_YEARS;
    const heading = isGrowing ? `${title} for age` : title;
    return html`<figure>
      <figcaption>
        <span>${heading}</span>
        <span class="latest"
          ><strong>${latest.value}</strong> ${unit}
          <span class="quiet">${writeDate(latest.date.toISOString())}</span></span
        >
      </figcaption>
      ${
        points.length > 1 &&
        lineChart({ title: heading, unit, points, ...(isGrowing ? { birthDate: birth } : {}) })
      }
    </figure>`;
  });
  return charts.length === 0
    ? html`<p class="empty">No measurements</p>`
    : html`<div class="figures">${charts}</div>`;
}

function pointsOf(observations: Observation[], code: string): Point[] {
  return observations
    .filter((observation) => observation.code.coding?.some((coding) => coding.code === code))
    .flatMap(({ effectiveDateTime, valueQuantity }) =>
      effectiveDateTime && valueQuantity?.value !== undefined
        ? [{ date: new Date(effectiveDateTime), value: valueQuantity.value }]
        : [],
    )
    .sort((a, b) => a.date.getTime() - b.date.getTime());
}

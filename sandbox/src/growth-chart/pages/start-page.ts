import { html } from '../../html.js';
import { layout } from './layout.js';

/** @param hasChart whether a chart is open in this browser */
export function startPage(hasChart: boolean): string {
  return layout(
    'Growth Chart',
    html`<section class="start">
      <h1>Weight and height over time, beside what else matters</h1>
      <p class="lead">
        Growth Chart reads a patient’s record from Harbour General Hospital. You sign in with your hospital
        account, choose a patient, and decide what this app may see.
      </p>
      <p class="actions">
        <a class="primary" href="/launch">Open a patient’s chart</a>
        ${hasChart && html`<a class="secondary" href="/chart">Back to the open chart</a>`}
      </p>
      <p class="quiet">A sample SMART on FHIR app for trying Wardkey out. All people in it are made up.</p>
    </section>`,
  );
}

import { placeholdersOf } from '../lookup-template.js';
import type { FhirUserLookupSettings } from '../settings/claim-mapping.settings.js';
import type { Findings, Rule } from './rule.js';

/**
 * Finds mappings that cannot give exactly one value at the start and not at a person's sign-in: a place without a
 * claim, or several claims with nothing that says how to join them. A claim that no place uses does no harm and is
 * common in copied settings, so it is only a warning.
 */
export const lookupMappingsAreSound: Rule = (settings, findings) => {
  settings.externalIdentityProviders.identityProvider.forEach((provider, p) => {
    const list = `externalIdentityProviders.identityProvider[${p}].fhirUserLookupClaimsMapping`;
    provider.fhirUserLookupClaimsMapping.forEach((mapping, m) => {
      checkParameterName(mapping, `${list}[${m}]`, findings);
      checkTemplate(mapping, `${list}[${m}]`, findings);
    });
    checkAnswersCanBeChecked(provider.fhirUserLookupClaimsMapping, list, findings);
  });
};

/**
 * A FHIR server that ignores a parameter returns all people. Only these two parameters can be checked in the resource
 * itself.
 */
function checkAnswersCanBeChecked(
  mappings: FhirUserLookupSettings[],
  path: string,
  findings: Findings,
): void {
  const names = mappings.map((mapping) => mapping.searchParameterName);
  if (names.length === 0 || names.includes('identifier') || names.includes('email')) return;
  findings.warnings.push({
    path,
    message: `searches only by ${names.join(' and ')}; add identifier or email, because this server can check only these in the answer`,
  });
}

function checkParameterName(mapping: FhirUserLookupSettings, path: string, { errors }: Findings): void {
  // Modifiers (:), chains (.) and result parameters (_count) change the meaning of a search.
  if (!/^[a-z][A-Za-z0-9-]*$/.test(mapping.searchParameterName)) {
    errors.push({
      path: `${path}.searchParameterName`,
      message: `must be a plain search parameter such as identifier or email, without modifier or chain; found ${JSON.stringify(mapping.searchParameterName)}`,
    });
  }
}

function checkTemplate(mapping: FhirUserLookupSettings, path: string, { errors, warnings }: Findings): void {
  const claims = mapping.copySearchParameterValuesFromClaims;
  const template = mapping.searchParameterValueTemplate;
  if (template === undefined) {
    if (claims.length > 1) {
      errors.push({
        path: `${path}.copySearchParameterValuesFromClaims`,
        message: `names ${claims.length} claims but there is no searchParameterValueTemplate that says how to join them`,
      });
    }
    return;
  }
  const placeholders = placeholdersOf(template);
  if (placeholders.length === 0) {
    errors.push({
      path: `${path}.searchParameterValueTemplate`,
      message: `has no placeholder such as {0}, so every person would match the same value; found ${JSON.stringify(template)}`,
    });
  }
  for (const placeholder of placeholders.filter((index) => index >= claims.length)) {
    errors.push({
      path: `${path}.searchParameterValueTemplate`,
      message: `uses {${placeholder}}, but only ${claims.length} claim${claims.length === 1 ? ' is' : 's are'} named (the first is {0})`,
    });
  }
  const [system] = template.split('|');
  if (template.split('|').length > 2 || system !== system?.trim()) {
    errors.push({
      path: `${path}.searchParameterValueTemplate`,
      message: 'must be system|{0}, with exactly one | and no spaces around the system',
    });
  }
  if (template.includes('|') && /\{\d+\}/.test(system ?? '')) {
    errors.push({
      path: `${path}.searchParameterValueTemplate`,
      message: 'must name a fixed system before the bar: a claim may not choose the identifier system',
    });
  }
  claims.forEach((claim, index) => {
    if (placeholders.length > 0 && !placeholders.includes(index)) {
      warnings.push({
        path: `${path}.copySearchParameterValuesFromClaims[${index}]`,
        message: `the claim ${claim} is not used: the template has no {${index}}`,
      });
    }
  });
}

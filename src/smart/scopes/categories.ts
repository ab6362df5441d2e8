import { parseSmartScope } from './smart-scope.js';

const HL7 = 'http://terminology.hl7.org/CodeSystem';
const US_CORE = 'http://hl7.org/fhir/us/core/CodeSystem';

/** A kind of data within a resource type. */
export interface Category {
  code: string;
  /** The code system. Without it, the same code may mean something else. */
  system: string;
}

/**
 * The categories that US Core requires servers to distinguish (US Core, "SMART on FHIR obligations and capabilities").
 */
const CATEGORIES: Readonly<Record<string, readonly Category[]>> = {
  Condition: [
    { code: 'problem-list-item', system: `${HL7}/condition-category` },
    { code: 'encounter-diagnosis', system: `${HL7}/condition-category` },
    { code: 'health-concern', system: `${US_CORE}/condition-category` },
  ],
  Observation: [
    { code: 'laboratory', system: `${HL7}/observation-category` },
    { code: 'vital-signs', system: `${HL7}/observation-category` },
    { code: 'social-history', system: `${HL7}/observation-category` },
    { code: 'survey', system: `${HL7}/observation-category` },
    { code: 'sdoh', system: `${US_CORE}/us-core-category` },
    {
      code: 'clinical-test',
      system: `${US_CORE}/us-core-observation-category`,
    },
  ],
};

/** A narrower scope that may be allowed instead of a wider one. */
export interface NarrowerScope {
  scope: string;
  /** The code of the category that it is narrowed to. */
  category: string;
}

/**
 * The parts of a scope that a person may allow instead. Empty when the type has no such categories or the scope is
 * narrowed already.
 */
export function partsOf(text: string): NarrowerScope[] {
  const scope = parseSmartScope(text);
  if (!scope || scope.query !== undefined) return [];
  return (CATEGORIES[scope.resourceType] ?? []).map(({ code, system }) => ({
    scope: `${scope.level}/${scope.resourceType}.${[...scope.actions].join('')}?category=${system}|${code}`,
    category: code,
  }));
}

/** Whether a code is one of these categories. */
export function isCategory(resourceType: string, code: string): boolean {
  return CATEGORIES[resourceType]?.some((category) => category.code === code) ?? false;
}

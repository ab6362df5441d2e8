import { parseSmartScope } from './smart-scope.js';

const HL7 = 'http://terminology.hl7.org/CodeSystem';
const US_CORE = 'http://hl7.org/fhir/us/core/CodeSystem';

/** A kind of data within a resource type. */
export interface Category {
  code: string;
  /** The code system, without which the same code may mean something else. */
  system: string;
  words: string;
}

/** The categories that US Core asks servers to keep apart (US Core, "SMART on FHIR obligations and capabilities"). */
const CATEGORIES: Readonly<Record<string, readonly Category[]>> = {
  Condition: [
    { code: 'problem-list-item', system: `${HL7}/condition-category`, words: 'the problem list' },
    { code: 'encounter-diagnosis', system: `${HL7}/condition-category`, words: 'diagnoses of visits' },
    { code: 'health-concern', system: `${US_CORE}/condition-category`, words: 'health concerns' },
  ],
  Observation: [
    { code: 'laboratory', system: `${HL7}/observation-category`, words: 'laboratory results' },
    { code: 'vital-signs', system: `${HL7}/observation-category`, words: 'vital signs' },
    { code: 'social-history', system: `${HL7}/observation-category`, words: 'social history' },
    { code: 'survey', system: `${HL7}/observation-category`, words: 'questionnaires and surveys' },
    { code: 'sdoh', system: `${US_CORE}/us-core-category`, words: 'living circumstances' },
    {
      code: 'clinical-test',
      system: `${US_CORE}/us-core-observation-category`,
      words: 'clinical tests',
    },
  ],
};

/** A narrower scope that may be allowed in place of a wider one. */
export interface NarrowerScope {
  scope: string;
  words: string;
}

/** The parts a person may allow of a scope; none where the type has no such categories or it is narrowed already. */
export function partsOf(text: string): NarrowerScope[] {
  const scope = parseSmartScope(text);
  if (!scope || scope.query !== undefined) return [];
  return (CATEGORIES[scope.resourceType] ?? []).map(({ code, system, words }) => ({
    scope: `${scope.level}/${scope.resourceType}.${[...scope.actions].join('')}?category=${system}|${code}`,
    words,
  }));
}

/** The words for one category code; undefined for every other. */
export function categoryInWords(resourceType: string, code: string): string | undefined {
  return CATEGORIES[resourceType]?.find((category) => category.code === code)?.words;
}

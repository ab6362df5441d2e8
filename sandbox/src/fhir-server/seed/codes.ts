import { type CodeableConcept } from '@medplum/fhirtypes';

export const LOINC = 'http://loinc.org';
export const SNOMED = 'http://snomed.info/sct';
export const ATC = 'http://www.whocc.no/atc';
export const UCUM = 'http://unitsofmeasure.org';
const HL7 = 'http://terminology.hl7.org/CodeSystem';

/** A coded concept with its display as text. */
export const concept = (system: string, code: string, display: string): CodeableConcept => ({
  coding: [{ system, code, display }],
  text: display,
});

/** A code of one of HL7's own code systems. */
export const hl7 = (codeSystem: string, code: string, display: string): CodeableConcept => ({
  coding: [{ system: `${HL7}/${codeSystem}`, code, display }],
});

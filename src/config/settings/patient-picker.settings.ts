import { ArrayNotEmpty, ArrayUnique, IsArray, IsIn, Length, Matches } from 'class-validator';
import { Setting } from '../setting.js';

/** The columns that the list of patients can show. Name and birth date are always shown. */
export const PATIENT_COLUMNS = [
  'name',
  'birthDate',
  'sex',
  'identifier',
  'address',
  'telephone',
  'generalPractitioner',
  'managingOrganization',
  'deceased',
] as const;
export type PatientColumn = (typeof PATIENT_COLUMNS)[number];

/** The fields in which the typed text is searched. */
export const PATIENT_SEARCH_FIELDS = ['name', 'birthDate', 'identifier'] as const;
export type PatientSearchField = (typeof PATIENT_SEARCH_FIELDS)[number];

/** A kind of number by which people know patients. */
export class PatientIdentifierSettings {
  @Setting('`Identifier.system` of the number, such as `https://hospital.example/mrn`.')
  @Matches(/^[a-z][a-z0-9+.-]*:\S{1,250}$/i, { message: 'must be an absolute URI' })
  system!: string;

  @Setting('What people call it, shown before the number: `MRN`.')
  @Length(1, 30, { message: 'must be 1 to 30 characters' })
  label!: string;
}

/** How care professionals find the patient an app opens with. */
export class PatientPickerSettings {
  @Setting(
    'What the list shows of each patient, in this order. Name and birth date always come first, named here or not, so that two patients are not mistaken for one another.',
    { spellings: PATIENT_COLUMNS },
  )
  @IsArray({ message: 'must be a list' })
  @ArrayUnique({ message: 'must not name a column twice' })
  @IsIn(PATIENT_COLUMNS, { each: true, message: `may hold ${PATIENT_COLUMNS.join(', ')}` })
  columns: PatientColumn[] = ['name', 'birthDate', 'sex', 'identifier'];

  @Setting(
    'Which numbers the column `identifier` shows, in this order, and which ones are searched. Without this setting the column shows the medical record number (type `MR`), otherwise the first identifier, and all identifiers are searched.',
    { of: () => PatientIdentifierSettings, defaultText: 'the medical record number' },
  )
  @IsArray({ message: 'must be a list' })
  @ArrayUnique((one?: PatientIdentifierSettings) => one?.system, { message: 'must not name a system twice' })
  identifiers: PatientIdentifierSettings[] = [];

  @Setting('The fields in which the typed text is searched.', { spellings: PATIENT_SEARCH_FIELDS })
  @IsArray({ message: 'must be a list' })
  @ArrayNotEmpty({ message: 'must not be empty' })
  @ArrayUnique({ message: 'must not name a field twice' })
  @IsIn(PATIENT_SEARCH_FIELDS, { each: true, message: `may hold ${PATIENT_SEARCH_FIELDS.join(', ')}` })
  searchBy: PatientSearchField[] = ['name', 'birthDate', 'identifier'];
}

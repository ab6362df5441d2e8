import { Type } from 'class-transformer';
import { getMetadataStorage, ValidateNested, ValidationTypes } from 'class-validator';
import type { ValidationMetadata } from 'class-validator/types/metadata/ValidationMetadata.js';
import { type SettingMetadata, settingsOf } from '#src/config/setting.js';
import { ApiProperty } from './documentation/annotations.js';
import { FHIR_CONTENT, ValidateIfPresent } from './members.js';

type Schema = Record<string, unknown>;

/** Which settings a body or an answer has, and which of them must be there. */
export interface TakenSettings {
  without?: readonly string[];
  required?: readonly string[];
  /** Whether `null` takes a setting out. */
  nullable?: boolean;
  /** Whether the caller sends secrets. An answer never has one. */
  secrets?: boolean;
  /** The classes for settings that are sections, or lists of sections. */
  sections?: Readonly<Record<string, new () => object>>;
}

/**
 * Gives a class the members of a settings class. The rules are those of the configuration file: they are documented and
 * enforced here without being written again.
 */
export function withSettings(
  settings: new () => object,
  { without = [], required = [], nullable = false, secrets = false, sections = {} }: TakenSettings = {},
): ClassDecorator {
  return (target) => {
    const rules = getMetadataStorage().getTargetValidationMetadatas(settings, '', false, false);
    for (const setting of settingsOf(settings)) {
      if ((setting.secret && !secrets) || without.includes(setting.key)) continue;
      const all = rules.filter(({ propertyName }) => propertyName === setting.key);
      const isConditional = all.some((one) => isCondition(one) && one.name !== 'isOptional');
      // Whether such a list may be empty depends on another setting, so only the loader of the settings decides it.
      const own = all.filter((one) => !isCondition(one) && !(isConditional && one.name === 'arrayNotEmpty'));
      for (const rule of own)
        getMetadataStorage().addValidationMetadata(Object.assign({ ...rule }, { target }));
      const isRequired = required.includes(setting.key);
      const prototype = target.prototype as object;
      ValidateIfPresent({ required: isRequired, nullable })(prototype, setting.key);
      const section = setting.of && sections[setting.key];
      if (setting.of && !section) throw new Error(`there is no class for the section ${setting.key}`);
      if (section) asSection(section, setting, prototype);
      ApiProperty({
        ...(section ? { type: setting.kind === 'list' ? [section] : section } : schemaOf(own)),
        ...(setting.secret ? { writeOnly: true } : {}),
        required: isRequired,
        nullable,
        description: description(setting),
      } as never)(prototype, setting.key);
    }
  };
}

function asSection(section: new () => object, { kind, key }: SettingMetadata, prototype: object): void {
  ValidateNested({ each: kind === 'list', message: 'must hold objects' })(prototype, key);
  Type(() => section)(prototype, key);
}

function isCondition({ type }: ValidationMetadata): boolean {
  return type === ValidationTypes.CONDITIONAL_VALIDATION;
}

function description({ description: text, defaultText }: SettingMetadata): string {
  return defaultText === undefined ? text : `${text} When left out: ${defaultText}.`;
}

/** The rules of one setting as JSON Schema. What a schema cannot say, the server still checks. */
function schemaOf(rules: ValidationMetadata[]): Schema {
  const ofEach = rules.filter(({ each }) => each);
  const ofWhole = rules.filter(({ each }) => !each);
  const own = Object.assign({}, ...ofWhole.map(ruleAsSchema)) as Schema;
  if (own.type === 'array')
    return { ...own, items: Object.assign({ type: 'string' }, ...ofEach.map(ruleAsSchema)) as Schema };
  return own;
}

/** @throws for a rule that is not known here, so that none is left out of the description unseen. */
function ruleAsSchema({ name, constraints }: ValidationMetadata): Schema {
  const [first, second] = (constraints ?? []) as unknown[];
  switch (name) {
    case 'isBoolean':
      return { type: 'boolean' };
    case 'isString':
      return { type: 'string' };
    case 'isLength':
      return { type: 'string', minLength: first, maxLength: second };
    case 'matches':
      return { type: 'string', pattern: (first as RegExp).source };
    case 'isInt':
      return { type: 'integer' };
    case 'min':
      return { minimum: first };
    case 'max':
      return { maximum: first };
    case 'isPrivateKey':
      return { type: 'string' };
    case 'isIssuer':
      return { type: 'string', pattern: '^[Hh][Tt][Tt][Pp][Ss]?://[^\\s\\\\@?#]+$' };
    case 'areAllowedValues':
      return { type: 'array', minItems: 1 };
    case 'areAuthorizationParameters':
      return {
        ...FHIR_CONTENT,
        additionalProperties: { type: 'string', maxLength: 1024 },
        maxProperties: 20,
      };
    case 'arrayUnique':
    case 'notMatches':
      return {};
    case 'isWebUrl':
      return { type: 'string', pattern: '^[Hh][Tt][Tt][Pp][Ss]?://[^\\s\\\\@#]+$' };
    case 'isObject':
      return FHIR_CONTENT;
    case 'isArray':
      return { type: 'array' };
    case 'arrayNotEmpty':
      return { minItems: 1 };
    case 'isIn': {
      const values = first as unknown[];
      const words = values.filter((value) => typeof value === 'string');
      if (words.length === values.length) return { type: 'string', enum: words };
      // With this type, @nestjs/swagger writes no type beside the alternatives.
      return { type: Array, oneOf: [{ type: 'boolean' }, { type: 'string', enum: words }] };
    }
    default:
      throw new Error(`there is no JSON Schema for the rule ${name}`);
  }
}

import { getMetadataStorage, ValidationTypes } from 'class-validator';
import type { ValidationMetadata } from 'class-validator/types/metadata/ValidationMetadata.js';
import { type SettingMetadata, settingsOf } from '#src/config/setting.js';
import { ApiProperty } from '../documentation/annotations.js';
import { FHIR_CONTENT, ValidateIfPresent } from '../members.js';

type Schema = Record<string, unknown>;

/** Which settings a body or an answer has, and which of them must be there. */
export interface TakenSettings {
  without?: readonly string[];
  required?: readonly string[];
  /** Whether `null` takes a setting out. */
  nullable?: boolean;
}

/**
 * Gives a class the members of a settings class. The rules are those of the configuration file: they are documented and
 * enforced here without being written again. Secrets are left out, because the server makes them.
 */
export function withSettings(
  settings: new () => object,
  { without = [], required = [], nullable = false }: TakenSettings = {},
): ClassDecorator {
  return (target) => {
    const rules = getMetadataStorage().getTargetValidationMetadatas(settings, '', false, false);
    for (const setting of settingsOf(settings)) {
      if (setting.secret || without.includes(setting.key)) continue;
      const own = rules.filter(
        ({ propertyName, type }) =>
          propertyName === setting.key && type !== ValidationTypes.CONDITIONAL_VALIDATION,
      );
      for (const rule of own)
        getMetadataStorage().addValidationMetadata(Object.assign({ ...rule }, { target }));
      const isRequired = required.includes(setting.key);
      const prototype = target.prototype as object;
      ValidateIfPresent({ required: isRequired, nullable })(prototype, setting.key);
      ApiProperty({
        ...schemaOf(own),
        required: isRequired,
        nullable,
        description: description(setting),
      } as never)(prototype, setting.key);
    }
  };
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

import { applyDecorators } from '@nestjs/common';
import { ValidateBy, ValidateIf } from 'class-validator';
import { VISIBLE_TEXT } from '#src/http/incoming/visible-text.js';
import { ApiProperty } from './documentation/annotations.js';

export interface TextRules {
  max: number;
  /** A regular expression instead of the one for any visible text. */
  pattern?: string;
  /** The error message for a text that does not match the pattern. */
  message?: string;
  required?: boolean;
  nullable?: boolean;
  description?: string;
  example?: string;
  format?: string;
}

/** A member that is text. The same rules are documented and enforced. Lengths are in characters. */
export function Text(rules: TextRules): PropertyDecorator {
  const { max, message = 'must be visible text', required = false, nullable = false, ...more } = rules;
  const { pattern = VISIBLE_TEXT, ...words } = more;
  const form = new RegExp(pattern, 'u');
  const objectionTo = (value: unknown): string | undefined => {
    if (value === undefined) return 'is required';
    // Half a surrogate pair is not a character, and no database stores it unchanged.
    if (typeof value !== 'string' || /\p{Surrogate}/u.test(value)) return 'must be text';
    // The length in UTF-16 is never smaller than the number of characters, so counting is needed only above the limit.
    if (value === '' || (value.length > max && [...value].length > max))
      return `must be 1 to ${max} characters`;
    return form.test(value) ? undefined : message;
  };
  return applyDecorators(
    ApiProperty({ type: String, required, nullable, minLength: 1, maxLength: max, pattern, ...words }),
    ValidateIfPresent({ required, nullable }),
    ValidateBy({
      name: 'text',
      validator: {
        validate: (value) => objectionTo(value) === undefined,
        defaultMessage: (facts) => objectionTo(facts?.value) ?? message,
      },
    }),
  );
}

/** Whether a member is validated. `null` is validated like any other value, unless it may clear the member. */
export function ValidateIfPresent({ required = false, nullable = false } = {}): PropertyDecorator {
  return ValidateIf((_object, value) => !(value === undefined && !required) && !(value === null && nullable));
}

/**
 * Names that every object has. In the validator’s own tables they look like declared members. The pipe drops the last
 * one itself.
 */
export const NAMES_OF_EVERY_OBJECT = [...Object.getOwnPropertyNames(Object.prototype), 'prototype'];

/** For a value that is stored and passed on unchanged. Only names that every object has are refused, at any depth. */
export const FHIR_CONTENT = {
  type: 'object' as const,
  additionalProperties: true,
  propertyNames: { not: { enum: NAMES_OF_EVERY_OBJECT } },
};

const RULES = new Map<string, object>();

/**
 * A rule about a body as a whole, in JSON Schema, for the documentation. The code that declares it must also enforce
 * it.
 */
export function BodyRule(rule: object): ClassDecorator {
  return ({ name }) => void RULES.set(name, rule);
}

/** @param name of the class. */
export function bodyRuleOf(name: string): object | undefined {
  return RULES.get(name);
}

import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ValidateBy, ValidateIf } from 'class-validator';
import { VISIBLE_TEXT } from '#src/http/incoming/visible-text.js';

export interface TextRules {
  max: number;
  /** A regular expression in place of the one for any visible text. */
  pattern?: string;
  /** What to say to a text that is not of the pattern. */
  message?: string;
  required?: boolean;
  nullable?: boolean;
  description?: string;
  example?: string;
  format?: string;
}

/** A member that is text: what it may be is documented and enforced by the same words. Lengths are in characters. */
export function Text(rules: TextRules): PropertyDecorator {
  const { max, message = 'must be visible text', required = false, nullable = false, ...more } = rules;
  const { pattern = VISIBLE_TEXT, ...words } = more;
  const form = new RegExp(pattern, 'u');
  const objectionTo = (value: unknown): string | undefined => {
    if (value === undefined) return 'is needed';
    // Half a character is none, and no database keeps it as it is.
    if (typeof value !== 'string' || /\p{Surrogate}/u.test(value)) return 'must be text';
    // In UTF-16 a text is never shorter.
    if (value === '' || (value.length > max && [...value].length > max))
      return `must be 1 to ${max} characters`;
    return form.test(value) ? undefined : message;
  };
  return applyDecorators(
    ApiProperty({ type: String, required, nullable, minLength: 1, maxLength: max, pattern, ...words }),
    Present({ required, nullable }),
    ValidateBy({
      name: 'text',
      validator: {
        validate: (value) => objectionTo(value) === undefined,
        defaultMessage: (facts) => objectionTo(facts?.value) ?? message,
      },
    }),
  );
}

/** Whether a member is looked at: `null` is a value like any other, unless it is said to clear the member. */
export function Present({ required = false, nullable = false } = {}): PropertyDecorator {
  return ValidateIf((_object, value) => !(value === undefined && !required) && !(value === null && nullable));
}

/**
 * What every object has: to the validator’s own tables these look like members that somebody has declared. The last one
 * the pipe drops by itself.
 */
export const OF_EVERY_OBJECT = [...Object.getOwnPropertyNames(Object.prototype), 'prototype'];

/** What is kept and handed on as it comes; only names that every object has are none, at any depth. */
export const FHIR_CONTENT = {
  type: 'object' as const,
  additionalProperties: true,
  propertyNames: { not: { enum: OF_EVERY_OBJECT } },
};

const RULES = new Map<string, object>();

/** What holds of a body as a whole, in the words of JSON Schema; whoever declares it enforces it. */
export function AsWhole(rule: object): ClassDecorator {
  return ({ name }) => void RULES.set(name, rule);
}

/** @param name of the class */
export function ruleAsWhole(name: string): object | undefined {
  return RULES.get(name);
}

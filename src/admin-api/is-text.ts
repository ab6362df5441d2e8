import { ValidateBy } from 'class-validator';

/** Text that every database keeps as it is: PostgreSQL takes no zero character, and half a character is none. */
export function IsText(): PropertyDecorator {
  return ValidateBy({
    name: 'isText',
    validator: {
      validate: (value) =>
        typeof value === 'string' && !value.includes('\0') && !/\p{Surrogate}/u.test(value),
      defaultMessage: () => 'must be text',
    },
  });
}

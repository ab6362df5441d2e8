import { validateSync, type ValidationError } from 'class-validator';
import { foundText, type ConfigurationProblem } from '../problems.js';
import { settingsOf } from '../setting.js';

/**
 * Runs class-validator over a settings object and everything in it.
 *
 * The sections are visited here and not by class-validator's own nesting, so that every problem has the path that an
 * administrator would write.
 */
export function validateSettings(section: object, path = ''): ConfigurationProblem[] {
  const problems = validateSync(section, { stopAtFirstError: true }).map((error) => toProblem(error, path));
  for (const setting of settingsOf(section.constructor as new () => object)) {
    if (!setting.of) continue;
    const value = (section as Record<string, unknown>)[setting.key];
    const place = path === '' ? setting.key : `${path}.${setting.key}`;
    if (setting.kind === 'section' && typeof value === 'object' && value !== null) {
      problems.push(...validateSettings(value, place));
    } else if (Array.isArray(value)) {
      value.forEach((entry: unknown, index) => {
        if (typeof entry === 'object' && entry !== null)
          problems.push(...validateSettings(entry, `${place}[${index}]`));
      });
    }
  }
  return problems;
}

function toProblem(error: ValidationError, path: string): ConfigurationProblem {
  const setting = settingsOf(error.target!.constructor as new () => object).find(
    ({ key }) => key === error.property,
  );
  const allowed = Object.values(error.constraints ?? {}).join('; ');
  return {
    path: path === '' ? error.property : `${path}.${error.property}`,
    message: `${allowed}; found ${foundText(error.value, setting?.secret)}`,
  };
}

import { validateSync } from 'class-validator';
import { type SettingMetadata, settingsOf } from './setting.js';

type Section = new () => object;

const INTRODUCTION = `# Configuration

<!-- Made from the settings classes in src/config/settings by \`npm run docs:configuration\`; do not edit by hand. -->

Every setting, in the order of the file. [\`config/wardkey.example.yaml\`](../config/wardkey.example.yaml) shows them all in place.

- **Which file:** the file that \`--config\` names, otherwise the environment variable \`WARDKEY_CONFIG\`, otherwise \`config/wardkey.yaml\` in the working folder if it exists. The file is YAML. JSON is YAML, too, so a JSON file works as it is.
- **Names:** upper and lower case and underscores make no difference: \`clientId\`, \`client_id\` and \`ClientId\` are one setting. With an unknown name the server does not start; the message suggests the setting that was probably meant.
- **Environment:** a variable replaces the value of the file. A double underscore goes one level down. A number is a place in a list, counted from 0. A list of texts is written with commas.
- **Secrets:** any text may be \`\${env:NAME}\` or \`\${file:PATH}\`. Wardkey replaces it by the environment variable or by the content of the file. A relative PATH starts at the working folder. Values of settings marked **secret** are never printed.
- **Problems:** the server reports all of them at once, each with its path, before it opens anything.
`;

/**
 * The reference of all settings as Markdown, made from what the settings classes say about themselves.
 *
 * It has a heading for each setting and no tables, so that a link can lead to one setting and a formatter has nothing
 * to align.
 */
export function configurationReference(root: Section): string {
  return [INTRODUCTION, ...sectionText(root, '')].join('\n');
}

/** Each setting of a section and of its nested sections. */
function sectionText(section: Section, path: string): string[] {
  return settingsOf(section).flatMap((setting) => {
    const place = path === '' ? setting.key : `${path}.${setting.key}`;
    if (!setting.of) return [settingText(section, setting, place)];
    const inside = setting.kind === 'list' ? `${place}[]` : place;
    const what = setting.kind === 'list' ? 'list of sections' : 'section';
    return [`${heading(inside)}${setting.description}\n\n- ${what}\n`, ...sectionText(setting.of(), inside)];
  });
}

function settingText(section: Section, setting: SettingMetadata, path: string): string {
  const kind = kindOf(section, setting);
  const facts = [`${KINDS[kind]}${setting.secret ? ', **secret**' : ''}`];
  facts.push(isRequired(section, setting) ? 'required' : `default: ${defaultText(section, setting)}`);
  const rules = rulesOf(section, setting);
  if (rules.length > 0) facts.push(rules.join('; '));
  if (kind !== 'json') facts.push(`\`${environmentVariable(path)}\``);
  return `${heading(path)}${setting.description}\n\n${facts.map((fact) => `- ${fact}\n`).join('')}`;
}

/**
 * Everything below the top level has the same heading level. Six levels would show the structure of the classes, not of
 * the file.
 */
function heading(path: string): string {
  return `${path.includes('.') ? '###' : '##'} \`${path}\`\n\n`;
}

/** The compiler writes "object" for a union without a name. A default value that is text shows that it is text. */
function kindOf(section: Section, setting: SettingMetadata): SettingMetadata['kind'] {
  const initial = (new section() as Record<string, unknown>)[setting.key];
  return setting.kind === 'json' && typeof initial === 'string' ? 'string' : setting.kind;
}

const KINDS: Record<SettingMetadata['kind'], string> = {
  string: 'text',
  number: 'number',
  boolean: '`true` or `false`',
  list: 'list of texts',
  section: 'section',
  json: 'JSON object (in the file only)',
};

/** The environment variable for this setting. For a list, it names the first entry. */
export function environmentVariable(path: string): string {
  return `WARDKEY__${path.replaceAll('[]', '.0').split('.').join('__').toUpperCase()}`;
}

/** Whether a section in which nothing is set reports this setting as missing. */
function isRequired(section: Section, setting: SettingMetadata): boolean {
  const empty = new section() as Record<string, unknown>;
  if (empty[setting.key] !== undefined) return false;
  return validateSync(empty).some((problem) => problem.property === setting.key);
}

function defaultText(section: Section, setting: SettingMetadata): string {
  if (setting.defaultText !== undefined) return setting.defaultText;
  const value = (new section() as Record<string, unknown>)[setting.key];
  if (value === undefined) return 'none';
  if (Array.isArray(value)) return value.length === 0 ? 'empty' : value.map((one) => `\`${one}\``).join(', ');
  return `\`${String(value)}\``;
}

/** Rules that already follow from the kind of the setting. */
const IMPLIED_BY_KIND = new Set([
  'must be text',
  'must be a list',
  'must be true or false',
  'must be a path',
]);

/**
 * The rules for a value, in the words of the validation itself. To get them, the setting is given an impossible value.
 * Rules that depend on other settings do not show up; the description has those.
 */
function rulesOf(section: Section, setting: SettingMetadata): string[] {
  const impossible = {};
  const probe = Object.assign(new section(), {
    [setting.key]: setting.kind === 'list' ? [impossible] : impossible,
  });
  const problem = validateSync(probe).find(({ property }) => property === setting.key);
  const words = Object.values(problem?.constraints ?? {}).reverse();
  return [...new Set(words)].filter((word) => !IMPLIED_BY_KIND.has(word));
}

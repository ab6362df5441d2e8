import { didYouMean, foundText, type ConfigurationProblem } from '../problems.js';
import { foldKey, settingsOf, type SettingMetadata } from '../setting.js';
import { EnvironmentText } from './environment-overrides.js';
import { resolveReference } from './secret-references.js';

/** Names that would reach an object's prototype. They are never settings. */
const INERT = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Turns a plain tree into settings objects. Keys are matched without regard to case, references are resolved, and text
 * from the environment is read as the setting's type. Values of a wrong type are left for the validation.
 */
export class Instantiation {
  readonly problems: ConfigurationProblem[] = [];
  /** Files from which secrets were read: the settings file, and the files that it refers to. */
  readonly filesWithSecrets = new Set<string>();
  private readonly variables = new Map<string, string>();

  /** @param environment the variables that references name; without it, references stay as the text they are. */
  constructor(
    private readonly environment: NodeJS.ProcessEnv | undefined,
    private readonly file?: string,
  ) {}

  /** The source of the value at a path, for a problem that is found later. */
  sourceOf(path: string): string | undefined {
    const variable = this.variables.get(path);
    return variable === undefined ? this.file : `environment variable ${variable}`;
  }

  section<T extends object>(type: new () => T, tree: Record<string, unknown>, path = ''): T {
    const section = new type();
    const presets = type as { defaultsFor?: (tree: Record<string, unknown>) => object };
    Object.assign(section, presets.defaultsFor?.(tree));
    const known = settingsOf(type);
    const seen = new Map<string, string>();
    for (const [rawKey, rawValue] of Object.entries(tree)) {
      const setting = INERT.has(rawKey)
        ? undefined
        : known.find(({ key }) => foldKey(key) === foldKey(rawKey));
      if (!setting) {
        this.unknownKey(rawKey, rawValue, known, path);
        continue;
      }
      const earlier = seen.get(setting.key);
      if (earlier !== undefined) {
        this.report(join(path, setting.key), `is given twice, as ${earlier} and as ${rawKey}; keep one`);
        continue;
      }
      seen.set(setting.key, rawKey);
      const value = this.value(setting, rawValue, join(path, setting.key));
      if (value !== undefined && value !== null) (section as Record<string, unknown>)[setting.key] = value;
    }
    return section;
  }

  private value(setting: SettingMetadata, raw: unknown, path: string): unknown {
    if (raw instanceof EnvironmentText) this.variables.set(path, raw.variable);
    if (setting.kind === 'list') return this.list(setting, raw, path);
    if (setting.kind === 'section') {
      if (isMapping(raw)) return this.section(setting.of!(), raw, path);
      if (raw !== null && raw !== undefined) this.notAMapping(raw, path);
      return undefined;
    }
    return this.scalar(setting, raw, path);
  }

  private list(setting: SettingMetadata, raw: unknown, path: string): unknown {
    // A setting that is written without a value is empty. The default could allow more than was intended.
    if (raw === null) return [];
    if (raw instanceof EnvironmentText && !setting.of) {
      return raw.text
        .split(',')
        .map((entry) => entry.trim())
        .filter((entry) => entry !== '');
    }
    if (setting.of && !Array.isArray(raw)) {
      this.report(path, `must be a list of sections; found ${foundText(plain(raw), true)}`);
      return undefined;
    }
    // A single value where a list may stand is a list of one.
    if (typeof raw === 'string' && !setting.of)
      return [this.scalar({ ...setting, kind: 'string' }, raw, path)];
    if (!Array.isArray(raw)) return raw;
    const gap = firstGap(raw);
    if (gap) {
      this.report(path, gap);
      return undefined;
    }
    return raw.map((entry, index) => {
      const place = `${path}[${index}]`;
      if (entry instanceof EnvironmentText) this.variables.set(place, entry.variable);
      if (!setting.of) return this.scalar({ ...setting, kind: 'string' }, entry, place);
      if (isMapping(entry)) return this.section(setting.of(), entry, place);
      this.notAMapping(entry, place);
      return undefined;
    });
  }

  private notAMapping(found: unknown, path: string): void {
    // The value may be a secret of the section, for example a database address with its password, so it is not shown.
    this.report(path, `must be a mapping of settings; found ${foundText(plain(found), true)}`);
  }

  private scalar(setting: SettingMetadata, raw: unknown, path: string): unknown {
    const found = raw instanceof EnvironmentText ? raw.text : raw;
    const text = setting.spellings?.find((one) => one.toLowerCase() === String(found).toLowerCase()) ?? found;
    if (typeof text !== 'string' || !this.environment) return text;
    const resolved = resolveReference(text, this.environment);
    const file = 'file' in resolved ? resolved.file : raw instanceof EnvironmentText ? undefined : this.file;
    // The address of an embedded database contains no password.
    if (setting.secret && file !== undefined && !/^(\$\{env|sqlite):/.test(text))
      this.filesWithSecrets.add(file);
    if ('problem' in resolved) {
      this.report(path, resolved.problem);
      return undefined;
    }
    if (!(raw instanceof EnvironmentText)) return resolved.value;
    if (setting.kind === 'number' && /^-?\d+(\.\d+)?$/.test(resolved.value)) return Number(resolved.value);
    if (setting.kind === 'boolean' && /^(true|false)$/i.test(resolved.value))
      return /^true$/i.test(resolved.value);
    return resolved.value;
  }

  private unknownKey(key: string, value: unknown, known: SettingMetadata[], path: string): void {
    const suggestion = didYouMean(
      key,
      known.map((setting) => setting.key),
    );
    const hint = suggestion
      ? `did you mean ${suggestion}?`
      : `known settings: ${known.map((setting) => setting.key).join(', ')}`;
    const variable = EnvironmentText.variableOf(value);
    this.problems.push({
      path: join(path, key),
      message: `is not a setting; ${hint}`,
      source: variable === undefined ? this.file : `environment variable ${variable}`,
    });
  }

  private report(path: string, message: string): void {
    this.problems.push({ path, message, source: this.sourceOf(path) });
  }
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

/**
 * Finds mistakes that the environment can make in a list, and a file cannot: it skips a place, or names something that
 * is no place.
 */
function firstGap(list: unknown[]): string | undefined {
  const keys = Object.keys(list);
  const wrong = keys.findIndex((key, index) => key !== String(index));
  if (wrong < 0) return undefined;
  const key = keys[wrong]!;
  return /^\d+$/.test(key)
    ? `has no entry ${wrong}, but an entry ${key}; entries are counted from 0 without gaps`
    : `is a list, and ${key} is not a place in it; write a number, counted from 0`;
}

function plain(value: unknown): unknown {
  return value instanceof EnvironmentText ? value.text : value;
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof EnvironmentText)
  );
}

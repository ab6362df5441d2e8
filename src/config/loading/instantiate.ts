import { didYouMean, foundText, type ConfigurationProblem } from '../problems.js';
import { foldKey, settingsOf, type SettingMetadata } from '../setting.js';
import { EnvironmentText } from './environment-overrides.js';
import { resolveReference } from './secret-references.js';

/** Names that would reach an object's prototype; never a setting. */
const INERT = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Turns a plain tree into settings objects: keys matched without regard to case, references resolved,
 * text from the environment read as the setting's type. Types that do not fit are left for validation.
 */
export class Instantiation {
  readonly problems: ConfigurationProblem[] = [];

  constructor(
    private readonly environment: NodeJS.ProcessEnv,
    private readonly file?: string,
  ) {}

  section<T extends object>(type: new () => T, tree: Record<string, unknown>, path = ''): T {
    const section = new type();
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
    if (setting.kind === 'list') return this.list(setting, raw, path);
    if (setting.kind === 'section') {
      if (isMapping(raw)) return this.section(setting.of!(), raw, path);
      if (raw !== null && raw !== undefined) {
        this.report(path, `must be a mapping of settings; found ${foundText(plain(raw), setting.secret)}`);
      }
      return undefined;
    }
    return this.scalar(setting, raw, path);
  }

  private list(setting: SettingMetadata, raw: unknown, path: string): unknown {
    if (raw instanceof EnvironmentText) return raw.text.split(',').map((entry) => entry.trim());
    if (!Array.isArray(raw)) return raw;
    return raw.map((entry, index) => {
      const place = `${path}[${index}]`;
      if (!setting.of) return this.scalar({ ...setting, kind: 'string' }, entry, place);
      if (isMapping(entry)) return this.section(setting.of(), entry, place);
      this.report(place, `must be a mapping of settings; found ${foundText(plain(entry), setting.secret)}`);
      return undefined;
    });
  }

  private scalar(setting: SettingMetadata, raw: unknown, path: string): unknown {
    const text = raw instanceof EnvironmentText ? raw.text : raw;
    if (typeof text !== 'string') return text;
    const resolved = resolveReference(text, this.environment);
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
      : `known here: ${known.map((setting) => setting.key).join(', ')}`;
    this.problems.push({
      path: join(path, key),
      message: `is not a setting; ${hint}`,
      source: value instanceof EnvironmentText ? `environment variable ${value.variable}` : this.file,
    });
  }

  private report(path: string, message: string): void {
    this.problems.push({ path, message, source: this.file });
  }
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
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

import 'reflect-metadata';

/** What a setting is, besides its type. The generated documentation and the loader both read this. */
export interface SettingFacts {
  /** One or two sentences for an administrator. */
  description: string;
  /** The class of a nested section, or of each entry when the setting is a list. */
  of?: () => new () => object;
  /** For types that the compiler does not report, such as `true`, `false` or a word. */
  kind?: 'boolean';
  /** A value that must not be printed. */
  secret?: boolean;
  /** The allowed values, for settings whose values other servers spell in another case. */
  spellings?: readonly string[];
  /** The documented default, when it is not the class's own initial value. */
  defaultText?: string;
}

export interface SettingMetadata extends Omit<SettingFacts, 'kind'> {
  key: string;
  kind: 'string' | 'number' | 'boolean' | 'list' | 'section' | 'json';
}

const registry = new Map<object, SettingMetadata[]>();

/** Marks a property as a setting. Its validation is in class-validator's decorators beside it. */
export function Setting(
  description: string,
  facts: Omit<SettingFacts, 'description'> = {},
): PropertyDecorator {
  return (prototype, key) => {
    const type: unknown = Reflect.getMetadata('design:type', prototype, key);
    const kind =
      type === Array
        ? 'list'
        : facts.of
          ? 'section'
          : type === Number
            ? 'number'
            : type === Boolean
              ? 'boolean'
              : type === Object
                ? 'json'
                : 'string';
    const known = registry.get(prototype) ?? [];
    known.push({ key: String(key), kind, description, ...facts });
    registry.set(prototype, known);
  };
}

/** The settings of a class in the order of the source code, after those of the class that it extends. */
export function settingsOf(section: new () => object): SettingMetadata[] {
  const settings: SettingMetadata[] = [];
  for (let one = section.prototype as object | null; one; one = Object.getPrototypeOf(one) as object | null)
    settings.unshift(...(registry.get(one) ?? []));
  return settings;
}

/**
 * Keys are compared without regard to case or underscores, so `ClientId`, `clientId`, `client_id` and
 * `CLIENTID` (in an environment variable) are one setting.
 */
export function foldKey(key: string): string {
  return key.replaceAll('_', '').toLowerCase();
}

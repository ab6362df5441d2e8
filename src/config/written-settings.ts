import { foldKey, settingsOf } from './setting.js';

/**
 * The settings that an entry contains, under their own names and with references resolved. Settings that it leaves out
 * stay out, so that they get the defaults and presets of the version that reads the entry.
 */
export function writtenSettings<T extends object>(
  tree: Record<string, unknown>,
  entry: T,
): { open: Record<string, unknown>; secret: Record<string, unknown> } {
  const written = new Set(Object.keys(tree).map(foldKey));
  const open: Record<string, unknown> = {};
  const secret: Record<string, unknown> = {};
  for (const setting of settingsOf(entry.constructor as new () => T)) {
    const value = entry[setting.key as keyof T];
    if (written.has(foldKey(setting.key)) && value !== undefined) {
      (setting.secret ? secret : open)[setting.key] = value;
    }
  }
  return { open, secret };
}

/**
 * The settings in a form that can be shown, with the sections in them.
 *
 * @param inPlace stands for each secret that is set; when absent, secrets are left out.
 */
export function withoutSecrets<Settings extends object>(settings: Settings, inPlace?: string): object {
  const shown = settingsOf(settings.constructor as new () => Settings).map(({ key, secret, of }) => {
    const value: unknown = settings[key as keyof Settings];
    if (secret) return [key, value === undefined ? undefined : inPlace];
    return [key, of ? sectionsWithoutSecrets(value, inPlace) : value];
  });
  return Object.fromEntries(shown) as object;
}

function sectionsWithoutSecrets(value: unknown, inPlace: string | undefined): unknown {
  if (Array.isArray(value)) return value.map((one) => sectionsWithoutSecrets(one, inPlace));
  return typeof value === 'object' && value !== null ? withoutSecrets(value, inPlace) : value;
}

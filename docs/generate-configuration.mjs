// Writes docs/configuration.md from the settings classes, as built: `npm run docs:configuration`.
import 'reflect-metadata';
import { writeFileSync } from 'node:fs';
import { configurationReference } from '../dist/config/documentation.js';
import { Settings } from '../dist/config/settings/settings.js';

writeFileSync(new URL('configuration.md', import.meta.url), configurationReference(Settings));

import 'reflect-metadata';

// On Node 20 oidc-provider prints a warning about the runtime for every new Provider. One per test file is enough.
const warn = console.warn.bind(console);
console.warn = (...words: unknown[]) => {
  if (!String(words[0]).includes('oidc-provider WARNING')) warn(...words);
};

import 'reflect-metadata';

// oidc-provider greets every new Provider on Node 20 with a warning about the runtime; one per test file says nothing new.
const warn = console.warn.bind(console);
console.warn = (...words: unknown[]) => {
  if (!String(words[0]).includes('oidc-provider WARNING')) warn(...words);
};

import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', 'data/**', 'coverage/**'] },
  ...tseslint.configs.recommended,
  {
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false },
      ],
      '@typescript-eslint/no-explicit-any': 'error',
      eqeqeq: ['error', 'always'],
      'no-console': 'error',
      'no-restricted-imports': [
        'error',
        {
          paths: [
            // In Node 20 garbage collection after it can hang the process for good, while a key is exported as JWK.
            { name: 'node:crypto', importNames: ['generateKeyPairSync'], message: 'Use generateKeyPair.' },
            {
              name: 'rate-limiter-flexible',
              importNames: ['RateLimiterMemory'],
              message: 'Use MemoryLimiter, whose timers keep no request.',
            },
          ],
        },
      ],
    },
  },
  { files: ['src/http/incoming/memory-limiter.ts'], rules: { 'no-restricted-imports': 'off' } },
  {
    // Decorated constructor parameters are read at run time: a type-only import would erase the injected class.
    files: ['src/**/*.ts'],
    rules: { '@typescript-eslint/consistent-type-imports': 'off' },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/clock/**', '**/*.spec.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector:
            "MemberExpression[object.name='Date'][property.name='now'], NewExpression[callee.name='Date'][arguments.length=0], CallExpression[callee.name='Date']",
          message: 'Ask the injected Clock (src/clock/clock.ts), or take `now` as a parameter.',
        },
        {
          // A default would be a second clock that nobody sees.
          selector: "AssignmentPattern > NewExpression[callee.name='Clock']",
          message: 'The caller gives the Clock.',
        },
      ],
    },
  },
  {
    // What comes over the wire is looked at with expectations, not with types.
    files: ['test/**'],
    rules: { '@typescript-eslint/no-explicit-any': 'off', 'no-console': 'off' },
  },
  { files: ['src/cli/**', 'sandbox/**', 'bench/**', 'admin-ui/*.mjs'], rules: { 'no-console': 'off' } },
);

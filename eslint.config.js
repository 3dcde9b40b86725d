import { defineConfig } from 'eslint/config'
import regexp from 'eslint-plugin-regexp'
import tseslint from 'typescript-eslint'

export default defineConfig(
  { ignores: ['dist', 'data', 'docs', 'node_modules', 'coverage'] },
  tseslint.configs.strictTypeChecked,
  regexp.configs['flat/recommended'],
  // The service reads Russian: its letters are as plain a range as a-z.
  { settings: { regexp: { allowedCharacterRanges: ['alphanumeric', 'а-я', 'А-Я'] } } },
  {
    languageOptions: {
      parserOptions: { projectService: { allowDefaultProject: ['*.js', '.dependency-cruiser.cjs'] } },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      // A method without awaits may still have to be async for its port.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-non-null-assertion': 'off',
      'no-restricted-syntax': [
        'error',
        {
          selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
          message: 'Time comes from the clock port.',
        },
        {
          selector: "NewExpression[callee.name='Date'][arguments.length=0]",
          message: 'Time comes from the clock port.',
        },
      ],
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Settings come from config/settings.ts.' },
      ],
      'no-console': 'error',
    },
  },
  {
    files: [
      'test/**',
      'scripts/**',
      '*.config.js',
      'src/edges/observe/**',
      'src/cli/**',
      'src/demo/main.ts',
      'config/settings.ts',
    ],
    rules: { 'no-restricted-syntax': 'off', 'no-restricted-properties': 'off', 'no-console': 'off' },
  },
  { files: ['**/*.js', '**/*.mjs', '**/*.cjs'], extends: [tseslint.configs.disableTypeChecked] },
)

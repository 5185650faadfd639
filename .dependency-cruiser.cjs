/**
 * The import rules of the house: an import runs only downward, and a folder is entered by its door.
 * @type {import('dependency-cruiser').IConfiguration}
 */
const apps = '^(backend|admin|extension)/';

/** Rooms of one app may reach into another room only through that room's index.ts. */
function throughTheDoor(app, roomsIn, exempt) {
  return {
    name: `${app}-rooms-through-index`,
    comment: `In ${app}, a feature folder imports another one only through its index.ts.`,
    severity: 'error',
    from: { path: `^${roomsIn}/([^/]+)/`, ...(exempt ? { pathNot: exempt } : {}) },
    to: {
      path: `^${roomsIn}/[^/]+/`,
      pathNot: [`^${roomsIn}/$1/`, `^${roomsIn}/[^/]+/index\\.ts$`],
    },
  };
}

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'Two files that need each other are one file, or three.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-app-to-app',
      comment: 'An app imports shared-types, never another app.',
      severity: 'error',
      from: { path: apps },
      to: { path: '^(backend|admin|extension|e2e|bench|scripts)/', pathNot: '^$1/' },
    },
    {
      name: 'shared-types-is-the-bottom',
      comment: 'The contract depends on zod alone.',
      severity: 'error',
      from: { path: '^shared-types/', pathNot: '\\.test\\.ts$|/testing/' },
      to: { pathNot: ['^shared-types/', '^node_modules/zod/'] },
    },
    {
      name: 'shared-types-through-index',
      comment: 'Apps use the contract as a package, not file by file.',
      severity: 'error',
      from: { path: apps },
      to: { path: '^shared-types/', pathNot: '^shared-types/src/(index|testing/[^/]+)\\.ts$' },
    },
    {
      name: 'shared-types-for-tests',
      comment: 'What the contract has for tests is for tests, and for what they share.',
      severity: 'error',
      from: {
        path: apps,
        pathNot: ['\\.test\\.ts$', '/testing/', '^backend/(test-support|fuzz)/'],
      },
      to: { path: '^shared-types/src/testing/' },
    },
    throughTheDoor('backend', 'backend/src'),
    throughTheDoor('admin', 'admin/src'),
    // Entry points are the extension's composition roots, as main.ts is elsewhere.
    throughTheDoor('extension', 'extension', '^extension/entrypoints/'),
    {
      name: 'no-unresolvable',
      comment: 'An import that leads nowhere.',
      severity: 'error',
      from: {},
      to: {
        couldNotResolve: true,
        // Virtual modules, and imports that Vite answers.
        pathNot: ['^#imports$', '^virtual:', '\\?(worker|url|raw|inline)', '^wxt/'],
      },
    },
    {
      name: 'no-dev-dependency-in-the-server',
      comment: 'The server runs from its own dependencies.',
      severity: 'error',
      from: { path: '^backend/src/', pathNot: '\\.test\\.ts$|/testing/' },
      to: {
        // npm-no-pkg: not in backend/package.json, so there only because another workspace wants it.
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
        dependencyTypesNot: ['type-only', 'npm'],
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|\\.output|\\.wxt|public)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};

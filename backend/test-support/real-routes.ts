import { Router, type IRouter } from 'express';

/** What Express keeps of a router, as far as it is looked at here. */
interface Layer {
  readonly route?: { readonly path: unknown; readonly methods: Readonly<Record<string, boolean>> };
  readonly handle: unknown;
}
type RouterWithStack = IRouter & { readonly stack: readonly Layer[] };

/** Watches where routers are mounted: Express itself keeps only what matches. */
export class MountWatch {
  readonly #mounts: { parent: unknown; path: string; child: unknown }[] = [];
  readonly #use: unknown;

  /** From now on. To be made before the server is. */
  constructor() {
    const prototype = prototypeOfRouters();
    const use = prototype.use;
    this.#use = use;
    const mounts = this.#mounts;
    prototype.use = function watched(this: unknown, ...args: unknown[]) {
      const [path] = args;
      const mountedAt = typeof path === 'string' ? path : '/';
      for (const child of args.flat()) {
        if (typeof child === 'function') mounts.push({ parent: this, path: mountedAt, child });
      }
      return Reflect.apply(use, this, args);
    };
  }

  /** No more. */
  stop(): void {
    Reflect.set(prototypeOfRouters(), 'use', this.#use);
  }

  /** Every route of the application, as `GET /api/exams/{examId}`; those with patterns as paths are left out. */
  routes(): string[] {
    const children = new Set(this.#mounts.map(({ child }) => child));
    const roots = this.#mounts.filter(({ parent }) => !children.has(parent));
    const found = [...new Set(roots.map(({ parent }) => parent))].flatMap((root) =>
      this.#under(root, ''),
    );
    return [...new Set(found)].toSorted();
  }

  #under(router: unknown, prefix: string): string[] {
    const own = stackOf(router).flatMap(({ route }) => {
      if (typeof route?.path !== 'string') return [];
      const path = documented(`${prefix}${route.path}`);
      const methods = Object.keys(route.methods).filter((method) => route.methods[method]);
      return methods.map((method) => `${method.toUpperCase()} ${path}`);
    });
    const below = this.#mounts
      .filter(({ parent, child }) => parent === router && stackOf(child).length > 0)
      .flatMap(({ path, child }) => this.#under(child, `${prefix}${path === '/' ? '' : path}`));
    return [...own, ...below];
  }
}

/** What every router, and an application by its own, has `use` from. */
function prototypeOfRouters(): { use: (...args: unknown[]) => unknown } {
  const prototype: unknown = Reflect.get(Router, 'prototype');
  return prototype as { use: (...args: unknown[]) => unknown };
}

function stackOf(router: unknown): readonly Layer[] {
  const { stack } = router as Partial<RouterWithStack>;
  return stack ?? [];
}

/** `/a/:b/` as OpenAPI writes it. */
const documented = (path: string): string =>
  path.replace(/:(\w+)/g, '{$1}').replace(/(.)\/$/, '$1');

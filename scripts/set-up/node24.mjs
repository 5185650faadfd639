import { existsSync } from 'node:fs';
import path from 'node:path';

/** The server runs TypeScript as it is, which Node does from this version on. */
export const neededMajor = 24;

/** Node 24 as npm installs it into this clone. */
export const ownNode = (root) => path.join(root, 'node_modules/node/bin/node');

/** Whether the machine's Node is too old, so that the clone needs its own. */
export function needsOwnNode(root) {
  // Run by `npm run`, this very process may be the clone's own Node: then the machine's was too old.
  if (process.execPath.startsWith(path.join(root, 'node_modules'))) return true;
  return Number(process.versions.node.split('.')[0]) < neededMajor;
}

/** The Node that can run the project. */
export function projectNode(root) {
  return existsSync(ownNode(root)) ? ownNode(root) : process.execPath;
}

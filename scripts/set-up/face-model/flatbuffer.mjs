/**
 * As much of the FlatBuffers format as it takes to read a model file and to write a new root above its
 * old content: https://flatbuffers.dev/internals. Offsets in a FlatBuffer only ever point forward, so a
 * file can be extended by placing new tables in front of the untouched old bytes and letting the new
 * tables point into them.
 */

/** Reads tables, by field number, at absolute positions. */
export class Reader {
  constructor(bytes) {
    this.bytes = bytes;
    this.root = bytes.readUInt32LE(0);
  }

  /** Where a table's field is, or 0 when the table does not have it. */
  #field(table, number) {
    const layout = table - this.bytes.readInt32LE(table);
    const entry = 4 + 2 * number;
    if (entry >= this.bytes.readUInt16LE(layout)) return 0;
    const offset = this.bytes.readUInt16LE(layout + entry);
    return offset === 0 ? 0 : table + offset;
  }

  /** The position that a field refers to, or 0. */
  reference(table, number) {
    const at = this.#field(table, number);
    return at === 0 ? 0 : at + this.bytes.readUInt32LE(at);
  }

  /** The positions of the tables in a vector. */
  tables(table, number) {
    return this.#elements(table, number, (at) => at + this.bytes.readUInt32LE(at));
  }

  integers(table, number) {
    return this.#elements(table, number, (at) => this.bytes.readInt32LE(at));
  }

  string(table, number) {
    const at = this.reference(table, number);
    return at === 0
      ? ''
      : this.bytes.toString('utf8', at + 4, at + 4 + this.bytes.readUInt32LE(at));
  }

  #elements(table, number, read) {
    const vector = this.reference(table, number);
    if (vector === 0) return [];
    const length = this.bytes.readUInt32LE(vector);
    return Array.from({ length }, (_, index) => read(vector + 4 + 4 * index));
  }
}

// What can be written. A table's fields are by number; a plain number is a 32-bit scalar.
export const table = (fields) => ({ kind: 'table', fields });
export const tables = (items) => ({ kind: 'references', items });
export const integers = (values) => ({ kind: 'integers', values });
export const floats = (values) => ({ kind: 'floats', values });
export const string = (text) => ({ kind: 'string', text });
export const bytes = (content) => ({ kind: 'bytes', content });
/** Something that stays where it is in the old file. */
export const kept = (position) => ({ kind: 'kept', position });

const aligned = (position, to) => Math.ceil(position / to) * to;
const fieldNumbers = (node) => Object.keys(node.fields).map(Number);

/**
 * A FlatBuffer with the given root, followed by the old file that `kept` nodes point into.
 *
 * @param {ReturnType<typeof table>} root
 * @param {string} identifier four characters that name the kind of file
 * @param {Buffer} old
 */
export function write(root, identifier, old = Buffer.alloc(0)) {
  const nodes = parentsFirst(root);
  const end = layOut(nodes);
  const oldStart = aligned(end, 64);
  const out = Buffer.alloc(oldStart + old.length);
  old.copy(out, oldStart);
  out.writeUInt32LE(root.at, 0);
  out.write(identifier, 4, 'latin1');
  const pointFrom = (at, node) => {
    const target = node.kind === 'kept' ? oldStart + node.position : node.at;
    out.writeUInt32LE(target - at, at);
  };
  for (const node of nodes) writeNode(out, node, pointFrom);
  return out;
}

/** Every new node, each after what refers to it: so that all references point forward. */
function parentsFirst(root) {
  const nodes = [root];
  for (const node of nodes) {
    const children =
      node.kind === 'table'
        ? Object.values(node.fields).filter((value) => typeof value === 'object')
        : (node.items ?? []);
    nodes.push(...children.filter((child) => child.kind !== 'kept'));
  }
  return nodes;
}

/** Gives each node its place; returns where the last one ends. */
function layOut(nodes) {
  let position = 8;
  for (const node of nodes) {
    position = aligned(position, 4);
    if (node.kind === 'table') {
      const numbers = fieldNumbers(node);
      node.slots = numbers.length === 0 ? 0 : Math.max(...numbers) + 1;
      node.layoutAt = position;
      node.at = aligned(position + 4 + 2 * node.slots, 4);
      position = node.at + 4 + 4 * numbers.length;
    } else if (node.kind === 'bytes') {
      // Tensors are read in place and must start at a multiple of 16, behind their length.
      node.at = aligned(position + 4, 16) - 4;
      position = node.at + 4 + node.content.length;
    } else if (node.kind === 'string') {
      node.at = position;
      position += 4 + Buffer.byteLength(node.text) + 1;
    } else {
      node.at = position;
      position += 4 + 4 * (node.items ?? node.values).length;
    }
  }
  return position;
}

function writeNode(out, node, pointFrom) {
  const each = (list, writeOne) => {
    out.writeUInt32LE(list.length, node.at);
    list.forEach((value, index) => writeOne(node.at + 4 + 4 * index, value));
  };
  switch (node.kind) {
    case 'table': {
      const numbers = fieldNumbers(node);
      out.writeUInt16LE(4 + 2 * node.slots, node.layoutAt);
      out.writeUInt16LE(4 + 4 * numbers.length, node.layoutAt + 2);
      out.writeInt32LE(node.at - node.layoutAt, node.at);
      numbers.forEach((number, index) => {
        const offset = 4 + 4 * index;
        const value = node.fields[number];
        out.writeUInt16LE(offset, node.layoutAt + 4 + 2 * number);
        if (typeof value === 'object') pointFrom(node.at + offset, value);
        else out.writeInt32LE(value, node.at + offset);
      });
      break;
    }
    case 'references':
      each(node.items, pointFrom);
      break;
    case 'integers':
      each(node.values, (at, value) => out.writeInt32LE(value, at));
      break;
    case 'floats':
      each(node.values, (at, value) => out.writeFloatLE(value, at));
      break;
    case 'string':
      out.writeUInt32LE(Buffer.byteLength(node.text), node.at);
      out.write(node.text, node.at + 4);
      break;
    case 'bytes':
      out.writeUInt32LE(node.content.length, node.at);
      node.content.copy(out, node.at + 4);
      break;
  }
}

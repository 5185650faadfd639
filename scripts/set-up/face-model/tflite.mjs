/**
 * Makes the model files of MediaPipe's older face mesh package fit for MediaPipe Tasks. Field numbers
 * are those of TensorFlow Lite's schema.fbs and of metadata_schema.fbs.
 */
import { landmarkSources, parts, valuesPerFace } from './attention-landmarks.mjs';
import {
  bytes,
  floats,
  integers,
  kept,
  Reader,
  string,
  table,
  tables,
  write,
} from './flatbuffer.mjs';

const model = { version: 0, operators: 1, subgraphs: 2, description: 3, buffers: 4, metadata: 6 };
const subgraph = { tensors: 0, inputs: 1, outputs: 2, steps: 3, name: 4 };
const tensor = { shape: 0, type: 1, buffer: 2, name: 3 };
const operator = { oldCode: 0, version: 2, code: 3 };
const step = { operator: 0, inputs: 1, outputs: 2, optionsKind: 3, options: 4 };
const types = { float32: 0, int32: 2 };
const concatenation = { code: 2, optionsKind: 10 };
const gather = { code: 36, optionsKind: 23 };
/** The axis along which values of one face lie: shape [1, 1, 1, n]. */
const lastAxis = { 0: 3 };

/** Tasks refuses a model that does not say how its input picture is to be scaled: (pixel − mean) ÷ deviation. */
export function withMetadata(old, { name, mean, deviation }) {
  return edit(old, (parts) => addMetadata(parts, { name, mean, deviation }));
}

/** The same, and its six outputs joined into the one list of landmarks that Tasks reads. */
export function withMetadataAndJoinedLandmarks(old, { name, mean, deviation }) {
  return edit(old, (parts) => {
    joinLandmarks(parts);
    addMetadata(parts, { name, mean, deviation });
  });
}

/** Lets `change` work on the lists at the model's root, and writes the result in front of the old file. */
function edit(old, change) {
  const reader = new Reader(old);
  const { root } = reader;
  const list = (number) => reader.tables(root, number).map(kept);
  const lists = {
    reader,
    operators: list(model.operators),
    subgraphs: list(model.subgraphs),
    buffers: list(model.buffers),
    metadata: list(model.metadata),
  };
  change(lists);
  const fields = {
    [model.version]: 3,
    [model.operators]: tables(lists.operators),
    [model.subgraphs]: tables(lists.subgraphs),
    [model.buffers]: tables(lists.buffers),
    [model.metadata]: tables(lists.metadata),
  };
  const description = reader.reference(root, model.description);
  if (description !== 0) fields[model.description] = kept(description);
  return write(table(fields), 'TFL3', old);
}

function addMetadata({ buffers, metadata }, { name, mean, deviation }) {
  const content = { type: 2, properties: table({ 0: 1 }) }; // an image, RGB
  const scaling = table({ 0: 1, 1: table({ 0: floats(mean), 1: floats(deviation) }) });
  const input = table({
    0: string('image'),
    3: table({ 0: content.type, 1: content.properties }),
    4: tables([scaling]),
  });
  const description = table({
    0: string(name),
    3: tables([table({ 2: tables([input]) })]),
    7: string('1.0.0'),
  });
  metadata.push(table({ 0: string('TFLITE_METADATA'), 1: buffers.length }));
  buffers.push(table({ 0: bytes(write(description, 'M001')) }));
}

/** Adds two operations to the model: lay all outputs end to end, then pick the landmarks from there. */
function joinLandmarks(lists) {
  const { reader, operators, buffers } = lists;
  const graph = lists.subgraphs[0].position;
  const tensors = reader.tables(graph, subgraph.tensors);
  const outputs = new Map(
    reader
      .integers(graph, subgraph.outputs)
      .map((index) => [reader.string(tensors[index], tensor.name), index]),
  );
  const { source, totalLength } = landmarkSources();
  const indices = Buffer.alloc(4 * source.length);
  source.forEach((from, to) => indices.writeInt32LE(from, 4 * to));

  const newTensor = (name, shape, type, buffer) =>
    table({
      [tensor.shape]: integers(shape),
      [tensor.type]: type,
      [tensor.buffer]: buffer,
      [tensor.name]: string(name),
    });
  // Buffer 0 is, by the format's rule, the empty one: for tensors that are computed.
  const all = tensors.length;
  const index = all + 1;
  const landmarks = all + 2;
  const newTensors = [
    newTensor('all_outputs', [1, 1, 1, totalLength], types.float32, 0),
    newTensor('landmark_index', [valuesPerFace], types.int32, buffers.length),
    newTensor('landmarks', [1, 1, 1, valuesPerFace], types.float32, 0),
  ];
  buffers.push(table({ 0: bytes(indices) }));

  const newStep = ({ code, optionsKind }, inputs, output) => {
    operators.push(
      table({ [operator.oldCode]: code, [operator.version]: 1, [operator.code]: code }),
    );
    return table({
      [step.operator]: operators.length - 1,
      [step.inputs]: integers(inputs),
      [step.outputs]: integers([output]),
      [step.optionsKind]: optionsKind,
      [step.options]: table(lastAxis),
    });
  };
  const newSteps = [
    newStep(
      concatenation,
      parts.map((name) => outputs.get(name)),
      all,
    ),
    newStep(gather, [all, index], landmarks),
  ];

  lists.subgraphs = [
    table({
      [subgraph.tensors]: tables([...tensors.map(kept), ...newTensors]),
      [subgraph.inputs]: integers(reader.integers(graph, subgraph.inputs)),
      [subgraph.outputs]: integers([landmarks, outputs.get('conv_faceflag')]),
      [subgraph.steps]: tables([...reader.tables(graph, subgraph.steps).map(kept), ...newSteps]),
      [subgraph.name]: string('main'),
    }),
  ];
}

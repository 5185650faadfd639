/** Downloads MongoDB itself into the folder given, and prints the path of its server. */
import { MongoBinary } from 'mongodb-memory-server-core';

const [downloadDir] = process.argv.slice(2);
console.log(await MongoBinary.getPath({ version: '8.0.14', downloadDir }));

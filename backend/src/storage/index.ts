// The connections themselves are opened in ../open-stores.ts, which loads a driver only when it is configured.
export { fromDocument, isDuplicate, schemaOptions, toDocument } from './mongo-documents.ts';
export type { MongoDocument } from './mongo-documents.ts';
export { readDoc } from './sqlite.ts';
export type { SqliteDatabase, SqliteRow } from './sqlite.ts';
export { storageConfigSchema } from './storage-config.ts';
export type { EvidenceConfig, LedgerConfig, StorageConfig, StoreConfig } from './storage-config.ts';
export { StorageError, storing } from './storage-error.ts';

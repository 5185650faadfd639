export * from './allowance.ts';
export * from './ended-pill.ts';
export * from './page-inbox.ts';
export * from './ports.ts';
export * from './requests.ts';

export * from './ports.ts';
export * from './requests.ts';

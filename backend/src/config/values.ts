import { z } from 'zod';

/** What is read of the variables that are declared in `Shape`. */
export type Values<Shape extends z.ZodRawShape> = z.output<z.ZodObject<Shape>>;

/** `yes`, `1`, `true` or `no`, `0`, `false`. */
export const flag = z
  .enum(['1', 'true', 'yes', '0', 'false', 'no'])
  .transform((value) => value === '1' || value === 'true' || value === 'yes');
export const port = z.coerce.number().int().min(0).max(65_535);
export const milliseconds = z.coerce.number().int().positive();
/** For timers: Node fires those of 2³¹ ms and more at once. */
export const timerMs = milliseconds.max(2 ** 31 - 1);
export const text = z.string().min(1);
export const url = (schemes: RegExp, example: string) =>
  text.regex(schemes, `not an address like ${example}`);
/** Mean brightness, 0…255. */
export const luma = z.coerce.number().min(0).max(255);

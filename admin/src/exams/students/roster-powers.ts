import { inject, provide, type ComputedRef, type InjectionKey } from 'vue';

/** What the server can do for a roster, for everything that offers it. */
export interface RosterPowers {
  /** Whether it can send e-mail. */
  readonly canMail: ComputedRef<boolean>;
}

const key: InjectionKey<RosterPowers> = Symbol('roster powers');

export const provideRosterPowers = (powers: RosterPowers): void => provide(key, powers);

export function useRosterPowers(): RosterPowers {
  const powers = inject(key);
  if (powers === undefined) throw new Error('There is no roster around this component.');
  return powers;
}

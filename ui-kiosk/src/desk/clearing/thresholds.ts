import type { Identity } from '../api';

export interface Thresholds {
  possible: number;
  match: number;
}

/** From which weights pairs are shown and linked; nothing where another product's weighting is in use. */
export function thresholdsOf({ configuration }: Identity['ConfigurationView']): Thresholds | undefined {
  const known = (configuration as { thresholds?: Partial<Thresholds> } | null)?.thresholds;
  return typeof known?.possible === 'number' && typeof known.match === 'number'
    ? { possible: known.possible, match: known.match }
    : undefined;
}

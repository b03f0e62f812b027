import { consent } from './de/consent';
import { frame } from './de/frame';
import { more } from './de/more';

/** German is the measure: the other languages have exactly these words. */
export const de = { ...frame, ...consent, ...more };

export type Words = typeof de;

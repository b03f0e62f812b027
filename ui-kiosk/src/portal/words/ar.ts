import type { Words } from './de';
import { consent } from './ar/consent';
import { frame } from './ar/frame';
import { more } from './ar/more';

export const ar: Words = { ...frame, ...consent, ...more };

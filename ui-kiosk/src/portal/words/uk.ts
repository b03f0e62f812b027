import type { Words } from './de';
import { consent } from './uk/consent';
import { frame } from './uk/frame';
import { more } from './uk/more';

export const uk: Words = { ...frame, ...consent, ...more };

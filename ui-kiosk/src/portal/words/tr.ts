import type { Words } from './de';
import { consent } from './tr/consent';
import { frame } from './tr/frame';
import { more } from './tr/more';

export const tr: Words = { ...frame, ...consent, ...more };

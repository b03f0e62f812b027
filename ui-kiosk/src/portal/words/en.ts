import type { Words } from './de';
import { consent } from './en/consent';
import { frame } from './en/frame';
import { more } from './en/more';

export const en: Words = { ...frame, ...consent, ...more };

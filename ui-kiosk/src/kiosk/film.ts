import type { Language } from '../lib/i18n/languages';
import made from './film.json';

const { version, integrity } = made;

/** The film as it was made by `npm run film`: its version, its hash, its captions in every language of the frame. */
export const film = {
  version,
  address: '/video/film.webm',
  poster: '/video/film.webp',
  integrity,
  captions: (language: Language): string => `/video/film.${language}.vtt`,
};

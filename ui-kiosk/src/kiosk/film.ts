import type { Language } from '../lib/i18n/languages';
import made from './film.json';

interface Made {
  version: string;
  integrity: string;
  /** A film of the same in sign language, where a site has one: a file of ours beside the film, and its hash. */
  sign?: { address: string; integrity: string };
}

const { version, integrity, sign }: Made = made;

/** The film as it was made by `npm run film`: its version, its hash, its captions in every language of the frame. */
export const film = {
  version,
  address: '/video/film.webm',
  poster: '/video/film.webp',
  integrity,
  sign,
  captions: (language: Language): string => `/video/film.${language}.vtt`,
};

import { de, type Words } from './de';

export type { Words };

/** Languages of the frame. What a form says is in the languages it was approved in, and in no other. */
export const languages = ['de', 'leicht', 'en', 'tr', 'ar', 'uk'] as const;
export type Language = (typeof languages)[number];

/** Each language by its own name, so that whoever reads it finds it. */
export const languageNames: Record<Language, string> = {
  de: 'Deutsch',
  leicht: 'Leichte Sprache',
  en: 'English',
  tr: 'Türkçe',
  ar: 'العربية',
  uk: 'Українська',
};

/** BCP 47, as documents and screen readers know them. */
export const tagOf: Record<Language, string> = {
  de: 'de',
  leicht: 'de-simple',
  en: 'en',
  tr: 'tr',
  ar: 'ar',
  uk: 'uk',
};

export const directionOf = (language: Language): 'ltr' | 'rtl' => (language === 'ar' ? 'rtl' : 'ltr');

const loaded: Partial<Record<Language, Words>> = { de };

/** Words of a language; all but German come in their own files, which the tablet keeps. */
export async function wordsOf(language: Language): Promise<Words> {
  const known = loaded[language];
  if (known) return known;
  const words = await {
    de: async () => de,
    leicht: async () => (await import('./leicht')).leicht,
    en: async () => (await import('./en')).en,
    tr: async () => (await import('./tr')).tr,
    ar: async () => (await import('./ar')).ar,
    uk: async () => (await import('./uk')).uk,
  }[language]();
  loaded[language] = words;
  return words;
}

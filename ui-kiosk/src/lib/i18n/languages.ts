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

/** The language of the frame for what a ward chose; undefined where the frame has none like it. */
export const languageOf = (tag: string | null | undefined): Language | undefined =>
  languages.find((one) => tagOf[one] === tag) ?? languages.find((one) => tagOf[one] === tag?.split('-')[0]);

export const directionOf = (language: Language): 'ltr' | 'rtl' => (language === 'ar' ? 'rtl' : 'ltr');

import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import { I18nProvider } from 'react-aria-components';
import { wordsOf, type Words } from '../lib/i18n';
import { directionOf, tagOf, type Language } from '../lib/i18n/languages';
import { de } from '../lib/i18n/de';

export const scales = [1, 1.25, 1.5] as const;

interface Preferences {
  language: Language;
  words: Words;
  scale: number;
  contrast: boolean;
  /** Read from near only: the letters stay small, because others are around. */
  near: boolean;
  setLanguage: (language: Language) => void;
  setScale: (scale: number) => void;
  setContrast: (contrast: boolean) => void;
  setNear: () => void;
}

const Context = createContext<Preferences | undefined>(undefined);

/** Language, size and contrast: held in memory, so that they end with the session. */
export function PreferencesProvider({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<{ language: Language; words: Words }>({ language: 'de', words: de });
  const [scale, setScale] = useState<number>(1);
  const [contrast, setContrast] = useState(false);
  const [near, setIsNear] = useState(false);

  const setLanguage = useCallback((language: Language) => {
    void wordsOf(language).then((words) => setShown({ language, words }));
  }, []);

  const setNear = useCallback(() => {
    setScale(1);
    setIsNear(true);
  }, []);

  useEffect(() => {
    const root = document.documentElement;
    root.lang = tagOf[shown.language];
    root.dir = directionOf(shown.language);
    root.dataset['contrast'] = contrast ? 'high' : 'normal';
    root.style.setProperty('--scale', String(scale));
  }, [shown.language, contrast, scale]);

  const value = useMemo(
    () => ({ ...shown, scale, contrast, near, setLanguage, setScale, setContrast, setNear }),
    [shown, scale, contrast, near, setLanguage, setNear],
  );
  return (
    <Context value={value}>
      <I18nProvider locale={tagOf[shown.language]}>{children}</I18nProvider>
    </Context>
  );
}

export function usePreferences(): Preferences {
  const preferences = useContext(Context);
  if (!preferences) throw new Error('There are no preferences around this.');
  return preferences;
}

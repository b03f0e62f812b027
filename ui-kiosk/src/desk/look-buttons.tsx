import { Button } from '../components/button';
import type { Look } from './app';
import { languageNames, languages } from './words';

/** Language and contrast. */
export function LookButtons({ look }: { look: Look }) {
  return (
    <div className="look-buttons" role="group" aria-label={look.words.language}>
      {languages
        .filter((language) => language !== look.language)
        .map((language) => (
          <Button key={language} look="plain" onPress={() => look.setLanguage(language)}>
            <span lang={language}>{languageNames[language]}</span>
          </Button>
        ))}
      <Button look="plain" aria-pressed={look.contrast} onPress={() => look.setContrast(!look.contrast)}>
        {look.words.contrast}
      </Button>
    </div>
  );
}

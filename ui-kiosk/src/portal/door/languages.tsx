import { Button } from '../../components/button';
import { directionOf, languageNames, languages, tagOf } from '../../lib/i18n/languages';
import { useLook } from '../look';

/** Each language by its own name, one touch away. */
export function Languages() {
  const { words, language, setLanguage } = useLook();
  return (
    <div className="door-languages" role="group" aria-label={words.language}>
      {languages.map((one) => (
        <Button key={one} look="plain" aria-pressed={one === language} onPress={() => setLanguage(one)}>
          <span lang={tagOf[one]} dir={directionOf(one)}>
            {languageNames[one]}
          </span>
        </Button>
      ))}
    </div>
  );
}

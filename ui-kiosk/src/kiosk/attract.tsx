import type { TabletHere } from '../lib/api/client';
import { Button } from '../components/button';
import { Lock } from '../components/icons';
import { directionOf, languageNames, languages, tagOf } from '../lib/i18n/languages';
import { usePreferences } from './preferences';

interface Props {
  here?: TabletHere;
  waiting: number;
  /** What staff come for, where it is not to hand a tablet over. */
  unlock?: string;
  onUnlock?: () => void;
}

/** What a tablet shows while it is nobody's: nothing about anybody. */
export function Attract({ here, waiting, unlock, onUnlock }: Props) {
  const { words, language, setLanguage } = usePreferences();
  return (
    <main className="attract" data-screen="attract">
      <div className="attract-scene" aria-hidden="true">
        <span className="hill one" />
        <span className="hill two" />
        <span className="sun" />
      </div>
      <div className="attract-card">
        <span className="mark" aria-hidden="true" />
        <p className="attract-where">{here?.organisation ?? 'TrustCenter'}</p>
        <h1>{words.attractTitle}</h1>
        <p className="lead">{words.attractText}</p>
        <p className="attract-staff">{words.attractStaff}</p>
        {waiting > 0 && (
          <p className="notice warm" role="status">
            {words.attractDelivering}
          </p>
        )}
        <div className="languages" role="group" aria-label={words.languageTitle}>
          {languages.map((one) => (
            <Button key={one} look="quiet" onPress={() => setLanguage(one)} aria-pressed={one === language}>
              <span lang={tagOf[one]} dir={directionOf(one)}>
                {languageNames[one]}
              </span>
            </Button>
          ))}
        </div>
      </div>
      <div className="attract-foot">
        <Button look="plain" isDisabled={!onUnlock} onPress={() => onUnlock?.()}>
          <Lock />
          {unlock ?? words.attractUnlock}
        </Button>
        {here && <span className="quiet-text">{here.name}</span>}
      </div>
    </main>
  );
}

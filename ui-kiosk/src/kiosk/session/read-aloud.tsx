import { useEffect, useState } from 'react';
import { Button } from '../../components/button';
import { Speaker } from '../../components/icons';
import { tagOf } from '../../lib/i18n/languages';
import { usePreferences } from '../preferences';

/** Reads what is on the screen, by a voice of the tablet itself: one that lives elsewhere would send the text away. */
export function ReadAloud({ onStart }: { onStart: () => void }) {
  const { words, language } = usePreferences();
  const [voice, setVoice] = useState<SpeechSynthesisVoice>();

  useEffect(() => {
    const speech = globalThis.speechSynthesis;
    if (!speech) return;
    const wanted = tagOf[language].split('-')[0] ?? '';
    const find = () => setVoice(speech.getVoices().find((one) => one.localService && one.lang.startsWith(wanted)));
    find();
    speech.addEventListener('voiceschanged', find);
    return () => speech.removeEventListener('voiceschanged', find);
  }, [language]);

  if (!voice) return <span />;
  return (
    <Button
      onPress={() => {
        if (speechSynthesis.speaking) return speechSynthesis.cancel();
        onStart();
        const spoken = new SpeechSynthesisUtterance(document.querySelector('main')?.innerText ?? '');
        spoken.voice = voice;
        spoken.lang = voice.lang;
        spoken.rate = 0.95;
        speechSynthesis.speak(spoken);
      }}
    >
      <Speaker />
      {speechSynthesis.speaking ? words.stopReading : words.readAloud}
    </Button>
  );
}

import { useState } from 'react';
import { FilmPlayer, useCues } from '../../components/film-player';
import { usePreferences } from '../preferences';
import { useAround } from './context';
import { Frame } from './frame';

/** The film, which may be skipped; that is written down. */
export function FilmScreen() {
  const { words } = usePreferences();
  const { dispatch } = useAround();
  const [seen, setSeen] = useState(false);
  return (
    <Frame
      name="film"
      title={words.filmTitle}
      wide
      next={
        seen
          ? { label: words.continue }
          : { label: words.filmSkip, look: 'quiet' as const, act: () => dispatch({ kind: 'film-skipped' }) }
      }
    >
      <FilmPlayer seen={seen} onSeen={() => setSeen(true)} />
    </Frame>
  );
}

/** Who skips the film reads its few sentences instead. */
export function SummaryScreen() {
  const { words } = usePreferences();
  const cues = useCues();
  return (
    <Frame name="summary" title={words.filmSummary} next={{}}>
      <ul className="points">
        {cues.map((cue) => (
          <li key={cue.from}>{cue.text}</li>
        ))}
      </ul>
    </Frame>
  );
}

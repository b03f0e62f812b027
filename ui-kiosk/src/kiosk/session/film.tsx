import { useEffect, useRef, useState } from 'react';
import { Button } from '../../components/button';
import { Again, Pause, Play } from '../../components/icons';
import { cuesAt, readCues, type Cue } from '../../lib/captions';
import { film } from '../film';
import { usePreferences } from '../preferences';
import { useAround } from './context';
import { Frame } from './frame';

/** The film from the tablet's own copy, checked by its hash; captions are on, its text can be read instead. */
export function FilmScreen() {
  const { words, language } = usePreferences();
  const { dispatch } = useAround();
  const video = useRef<HTMLVideoElement>(null);
  const [source, setSource] = useState<string>();
  const [cues, setCues] = useState<Cue[]>([]);
  const [at, setAt] = useState(0);
  const [playing, setPlaying] = useState(false);
  const [seen, setSeen] = useState(false);
  const [captions, setCaptions] = useState(true);
  const [beside, setBeside] = useState<'transcript' | 'sign'>();

  useEffect(() => {
    let address: string | undefined;
    void fetch(film.address, { integrity: film.integrity })
      .then((answer) => answer.blob())
      .then((blob) => {
        address = URL.createObjectURL(blob);
        setSource(address);
      })
      .catch(() => setBeside('transcript'));
    return () => {
      if (address) URL.revokeObjectURL(address);
    };
  }, []);

  useEffect(() => {
    void fetch(film.captions(language))
      .then((answer) => answer.text())
      .then((text) => setCues(readCues(text)))
      .catch(() => setCues([]));
  }, [language]);

  const toggle = () => {
    if (!video.current) return;
    if (video.current.paused) void video.current.play();
    else video.current.pause();
  };

  const said = captions ? cuesAt(cues, at) : '';
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
      <div className={`film${beside ? ' with-text' : ''}`}>
        <div className="film-picture">
          <video
            ref={video}
            {...(source ? { src: source } : {})}
            poster={film.poster}
            playsInline
            muted
            aria-label={words.filmTitle}
            onPlay={() => setPlaying(true)}
            onPause={() => setPlaying(false)}
            onTimeUpdate={(event) => {
              setAt(event.currentTarget.currentTime);
              dispatchEvent(new Event('trustcenter-active'));
            }}
            onEnded={() => setSeen(true)}
          />
          <p className="caption" aria-live="off">
            {said}
          </p>
        </div>
        {beside === 'transcript' && (
          <div className="film-beside" role="region" aria-label={words.filmTranscript} tabIndex={0}>
            <h2>{words.filmTranscript}</h2>
            {cues.map((cue) => (
              <p key={cue.from}>{cue.text}</p>
            ))}
          </div>
        )}
        {beside === 'sign' && (
          <div className="film-beside" role="region" aria-label={words.filmSign}>
            <h2>{words.filmSign}</h2>
            <p>{words.filmSignMissing}</p>
          </div>
        )}
      </div>
      <div className="row">
        <Button look={seen ? 'quiet' : 'primary'} isDisabled={!source} onPress={toggle}>
          {playing ? <Pause /> : seen ? <Again /> : <Play />}
          {playing ? words.filmPause : seen ? words.filmAgain : words.filmPlay}
        </Button>
        <Button aria-pressed={captions} onPress={() => setCaptions(!captions)}>
          {words.filmCaptions}
        </Button>
        <Button
          aria-pressed={beside === 'transcript'}
          onPress={() => setBeside(beside === 'transcript' ? undefined : 'transcript')}
        >
          {words.filmTranscript}
        </Button>
        <Button aria-pressed={beside === 'sign'} onPress={() => setBeside(beside === 'sign' ? undefined : 'sign')}>
          {words.filmSign}
        </Button>
      </div>
      <p className="quiet-text">{words.filmDemo}</p>
    </Frame>
  );
}

/** Who skips the film reads its few sentences instead. */
export function SummaryScreen() {
  const { words, language } = usePreferences();
  const [cues, setCues] = useState<Cue[]>([]);
  useEffect(() => {
    void fetch(film.captions(language))
      .then((answer) => answer.text())
      .then((text) => setCues(readCues(text)))
      .catch(() => setCues([]));
  }, [language]);
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

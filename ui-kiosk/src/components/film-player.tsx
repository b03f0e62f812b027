import { useEffect, useRef, useState } from 'react';
import { film } from '../kiosk/film';
import { usePreferences } from '../kiosk/preferences';
import { cuesAt, readCues, type Cue } from '../lib/captions';
import { readSignFilm, signFilmFile, type SignFilm } from '../lib/sign-film';
import { Button } from './button';
import { Again, Pause, Play } from './icons';

/** The film's words in the language of the frame. */
export function useCues(): Cue[] {
  const { language } = usePreferences();
  const [cues, setCues] = useState<Cue[]>([]);
  useEffect(() => {
    void fetch(film.captions(language))
      .then((answer) => answer.text())
      .then((text) => setCues(readCues(text)))
      .catch(() => setCues([]));
  }, [language]);
  return cues;
}

/** A film of our own by its hash, so that no other plays; undefined until it is there, false where it is not. */
function useFilm(address: string, integrity: string): string | false | undefined {
  const [source, setSource] = useState<string | false>();
  useEffect(() => {
    let made: string | undefined;
    let gone = false;
    void fetch(address, { integrity })
      .then((answer) => answer.blob())
      .then((blob) => {
        if (gone) return;
        made = URL.createObjectURL(blob);
        setSource(made);
      })
      .catch(() => setSource(false));
    return () => {
      gone = true;
      if (made) URL.revokeObjectURL(made);
    };
  }, [address, integrity]);
  return source;
}

interface Props {
  seen: boolean;
  onSeen: () => void;
  /** Begins by itself, where somebody has just said that they want to see it. */
  plays?: boolean;
}

/** The film from the tablet's own copy, checked by its hash; captions are on, its text can be read instead. */
export function FilmPlayer({ seen, onSeen, plays = false }: Props) {
  const { words } = usePreferences();
  const video = useRef<HTMLVideoElement>(null);
  const source = useFilm(film.address, film.integrity);
  const cues = useCues();
  const [at, setAt] = useState(0);
  const [playing, setPlaying] = useState(false);
  const [captions, setCaptions] = useState(true);
  const [beside, setBeside] = useState<'transcript' | 'sign'>();
  const shown = source === false ? (beside ?? 'transcript') : beside;

  const toggle = () => {
    if (!video.current) return;
    if (video.current.paused) void video.current.play();
    else video.current.pause();
  };
  const turn = (what: 'transcript' | 'sign') => setBeside(beside === what ? undefined : what);

  return (
    <>
      <div className={`film${shown ? ' with-text' : ''}`}>
        <div className="film-picture">
          <video
            ref={video}
            {...(source ? { src: source } : {})}
            poster={film.poster}
            playsInline
            muted
            autoPlay={plays}
            aria-label={words.filmTitle}
            onPlay={() => setPlaying(true)}
            onPause={() => setPlaying(false)}
            onTimeUpdate={(event) => {
              setAt(event.currentTarget.currentTime);
              dispatchEvent(new Event('trustcenter-active'));
            }}
            onEnded={onSeen}
          />
          <p className="caption" aria-live="off">
            {captions ? cuesAt(cues, at) : ''}
          </p>
        </div>
        {shown === 'transcript' && (
          <div className="film-beside" role="region" aria-label={words.filmTranscript} tabIndex={0}>
            <h2>{words.filmTranscript}</h2>
            {cues.map((cue) => (
              <p key={cue.from}>{cue.text}</p>
            ))}
          </div>
        )}
        {shown === 'sign' && (
          <div className="film-beside" role="region" aria-label={words.filmSign}>
            <h2>{words.filmSign}</h2>
            <SignLanguage />
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
        <Button aria-pressed={shown === 'transcript'} onPress={() => turn('transcript')}>
          {words.filmTranscript}
        </Button>
        <Button aria-pressed={shown === 'sign'} onPress={() => turn('sign')}>
          {words.filmSign}
        </Button>
      </div>
      <p className="quiet-text">{words.filmDemo}</p>
    </>
  );
}

/** The same in sign language, where the site has put such a film in its place. */
function SignLanguage() {
  const { words } = usePreferences();
  const [film, setFilm] = useState<SignFilm | false>();
  useEffect(() => {
    void fetch(signFilmFile, { cache: 'no-cache' })
      .then((answer) => answer.json())
      .then((said) => setFilm(readSignFilm(said) ?? false))
      .catch(() => setFilm(false));
  }, []);
  if (film === undefined) return <p role="status">{words.waiting}</p>;
  return film ? <SignVideo {...film} /> : <p>{words.filmSignMissing}</p>;
}

function SignVideo({ address, integrity }: SignFilm) {
  const { words } = usePreferences();
  const source = useFilm(address, integrity);
  if (source === false) return <p>{words.filmSignMissing}</p>;
  return (
    <video
      className="film-sign"
      {...(source ? { src: source } : {})}
      controls
      playsInline
      muted
      aria-label={words.filmSign}
      onTimeUpdate={() => dispatchEvent(new Event('trustcenter-active'))}
    />
  );
}

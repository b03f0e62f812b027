import { useRef, useState } from 'react';
import { Button } from '../../components/button';
import { SignaturePad } from '../../components/signature-pad';
import { TextField } from '../../components/text-field';
import { Tick } from '../../components/tick';
import { signatories, type Signatory } from '../flow';
import { usePreferences } from '../preferences';
import { isSigned, nothingDrawn, type Drawing, type Signature } from '../signature';
import { useAround } from './context';
import { Frame } from './frame';

type Way = 'draw' | 'type' | 'unable';

/** Everybody who has to sign, one after the other on one screen each. */
export function SignScreen() {
  const { words } = usePreferences();
  const { session } = useAround();
  const people = signatories(session);
  const [at, setAt] = useState(0);
  const who = people[Math.min(at, people.length - 1)];
  if (!who) return null;
  return (
    <SignOne
      key={who.key}
      who={who}
      last={at >= people.length - 1}
      onSigned={() => setAt(at + 1)}
      title={words.signTitle}
    />
  );
}

function SignOne({
  who,
  last,
  title,
  onSigned,
}: {
  who: Signatory;
  last: boolean;
  title: string;
  onSigned: () => void;
}) {
  const { words } = usePreferences();
  const { session, dispatch } = useAround();
  const part = session.bundle.forms[who.form]?.part;
  const named = who.role !== 'patient';
  const [way, setWay] = useState<Way>('draw');
  const [name, setName] = useState('');
  const [fault, setFault] = useState('');
  const [pad, setPad] = useState(0);
  const drawn = useRef<{ drawing: Drawing; picture: () => string }>({ drawing: nothingDrawn, picture: () => '' });

  const label = {
    patient: part === 'child' || part === 'youth' ? words.signChild : words.signPatient,
    guardian: words.signGuardian(who.number),
    witness: words.signWitness,
    interpreter: words.signInterpreter,
  }[who.role];

  const sign = () => {
    const signature = read();
    if (typeof signature === 'string') return setFault(signature);
    dispatch({ kind: 'signed', who: who.key, signature });
    if (!last || (signature.kind === 'unable' && !session.witness)) return onSigned();
    dispatch({ kind: 'next' });
  };

  const read = (): Signature | string => {
    const said = name.trim();
    if ((named || way === 'type') && said.length < 2) return words.signNameMissing;
    if (way === 'type') return { kind: 'typed', name: said };
    if (way === 'unable') return { kind: 'unable', name: said };
    const { drawing, picture } = drawn.current;
    return isSigned(drawing) ? { kind: 'drawn', name: said, image: picture() } : words.signShort;
  };

  return (
    <Frame name="sign" title={title} next={{ label: last ? words.signDone : words.continue, act: sign }}>
      <h2>{label}</h2>
      {fault && (
        <p className="notice" role="alert">
          {fault}
        </p>
      )}
      {(named || way === 'type') && <TextField label={words.signName} value={name} onChange={setName} />}
      {way === 'draw' && (
        <SignaturePad
          key={pad}
          label={label}
          hint={words.signHere}
          onDraw={(drawing, picture) => {
            drawn.current = { drawing, picture };
            setFault('');
          }}
        />
      )}
      {way === 'unable' && <p className="notice warm">{words.signCannotText}</p>}
      <div className="row">
        {way === 'draw' ? (
          <>
            <Button
              onPress={() => {
                drawn.current = { drawing: nothingDrawn, picture: () => '' };
                setPad(pad + 1);
              }}
            >
              {words.signClear}
            </Button>
            <Button onPress={() => setWay('type')}>{words.signTyped}</Button>
            {who.role === 'patient' && <Button onPress={() => setWay('unable')}>{words.signCannot}</Button>}
          </>
        ) : (
          <Button onPress={() => setWay('draw')}>{words.signDraw}</Button>
        )}
      </div>
      <Extras who={who} />
      <p className="quiet-text">
        {session.bundle.place && `${words.signPlace(session.bundle.place)} · `}
        {words.signDate}
      </p>
    </Frame>
  );
}

/** Who else is there: chosen before the first signature. */
function Extras({ who }: { who: Signatory }) {
  const { words } = usePreferences();
  const { session, dispatch } = useAround();
  const first = signatories(session)[0]?.key === who.key;
  const guardians = session.bundle.forms.some((form) => form.part === 'guardian');
  if (!first && !(who.role === 'guardian' && who.number === 1)) return null;
  const extras = [
    ...(guardians && Number(session.bundle.guardiansNeeded) > 1 ? [['alone', words.signAlone] as const] : []),
    ...(first ? [['interpreter', words.signInterpreterAdd] as const, ['witness', words.signWitnessAdd] as const] : []),
  ];
  return (
    <div className="extras">
      {extras.map(([what, text]) => (
        <Tick
          key={what}
          text={text}
          value={session[what]}
          onChange={(value) => dispatch({ kind: 'chose', what, value })}
        />
      ))}
    </div>
  );
}

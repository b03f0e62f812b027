import { useState } from 'react';
import type { Portal } from '../api';
import { useDates, useLook } from '../look';
import { Fault, Head, Original, Part, Receiver } from '../parts';
import { faultOf, useHere, useSend } from '../portal';
import { Prove } from '../prove';

interface Props {
  preview: Portal['WithdrawalPreview'];
  onBack: () => void;
  onDone: (receipt: Portal['WithdrawalReceipt']) => void;
}

/** What follows, before it follows; then one act: to show that one is oneself. */
export function Preview({ preview, onBack, onDone }: Props) {
  const { words } = useLook();
  const { number } = useDates();
  const { api } = useHere();
  const send = useSend();
  const [token, setToken] = useState<string>();
  const [fault, setFault] = useState<string>();

  // the act is the key: what was asked for twice is done once, also when the first answer got lost
  const confirm = async (proof: string) => {
    setToken(proof);
    setFault(undefined);
    const result = await send(api.withdraw({ act: preview.act, token: proof }, preview.act));
    if (result.kind === 'answer') return onDone(result.data);
    setFault(result.kind === 'offline' ? words.unsure : faultOf(words, result));
    if (result.kind !== 'offline') setToken(undefined);
  };

  return (
    <>
      <Head title={words.previewTitle} back={{ text: words.back, go: onBack }} />
      <Part title={words.previewEnds}>
        <Effects effects={preview.ends} sign="ends" />
      </Part>
      <Part title={words.previewStays}>
        {preview.stays.length === 0 ? (
          <p>{words.previewStaysNone}</p>
        ) : (
          <Effects effects={preview.stays} sign="stays" />
        )}
      </Part>
      {preview.receivers.length > 0 && (
        <Part title={words.previewWho}>
          <ul className="plain-list">
            {preview.receivers.map((receiver) => (
              <li key={receiver}>
                <Receiver name={receiver} />
              </li>
            ))}
          </ul>
        </Part>
      )}
      <div className="part quiet-part">
        <p>{words.previewSamples}</p>
        <p>{words.previewFinished}</p>
        {preview.releases.length > 0 && (
          <ul className="plain-list">
            {preview.releases.map(({ project, title }) => (
              <li key={project}>
                <Original text={title} />
              </li>
            ))}
          </ul>
        )}
        <p>{words.previewKept(number(Number(preview.kept.years)))}</p>
      </div>
      <Fault text={fault} />
      <Prove act={preview.act} label={words.confirm} known={token} onProof={confirm} />
    </>
  );
}

function Effects({ effects, sign }: { effects: readonly Portal['WithdrawalEffect'][]; sign: 'ends' | 'stays' }) {
  const { words } = useLook();
  return (
    <ul className={`effects ${sign}`}>
      {effects.map((effect) => (
        <li key={`${effect.template}/${effect.module}`}>
          <span className="effect-sign" aria-hidden="true" />
          <span>
            <Original text={effect.title} />
            {sign === 'ends' && !effect.asked && <small>{words.previewToo}</small>}
            {sign === 'ends' && effect.after === 'partly' && <small>{words.previewPartly}</small>}
          </span>
        </li>
      ))}
    </ul>
  );
}

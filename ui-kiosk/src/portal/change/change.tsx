import { useEffect, useState } from 'react';
import type { Portal } from '../api';
import { useLook } from '../look';
import { Shown } from '../parts';
import { useAnswer } from '../portal';
import { Choose, type Wish } from './choose';
import { Preview } from './preview';
import { Receipt } from './receipt';

type At =
  | { step: 'choose' }
  | { step: 'preview'; preview: Portal['WithdrawalPreview'] }
  | { step: 'receipt'; receipt: Portal['WithdrawalReceipt'] };

/** Taking back: what, what follows, yes. Three screens, no reason. */
export function Change() {
  const { words } = useLook();
  const consents = useAnswer('consents', (api) => api.consents());
  const [at, setAt] = useState<At>({ step: 'choose' });
  // every step begins at its top, for eyes, keyboards and screen readers
  useEffect(() => {
    scrollTo(0, 0);
    document.getElementById('content')?.focus({ preventScroll: true });
  }, [at.step]);
  const [wish, setWish] = useState<Wish>({ extent: undefined, modules: [] });

  if (at.step === 'receipt') return <Receipt receipt={at.receipt} />;
  if (at.step === 'preview')
    return (
      <Preview
        preview={at.preview}
        onBack={() => setAt({ step: 'choose' })}
        onDone={(receipt) => setAt({ step: 'receipt', receipt })}
      />
    );
  return (
    <Shown answer={consents}>
      {({ forms }) => {
        const open = forms.filter(({ withdrawable }) => withdrawable);
        if (open.length === 0) return <p className="nothing">{words.faults['nothing-to-withdraw']}</p>;
        return (
          <Choose
            forms={open}
            wish={wish}
            onChange={setWish}
            onPreview={(preview) => setAt({ step: 'preview', preview })}
          />
        );
      }}
    </Shown>
  );
}

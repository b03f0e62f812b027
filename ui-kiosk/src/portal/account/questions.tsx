import { useId, useRef, useState } from 'react';
import { Button } from '../../components/button';
import { useDates, useLook } from '../look';
import { Fault, Head, Part, Shown } from '../parts';
import { faultOf, useAnswer, useHere, useSend } from '../portal';

/** Ask us: a question, and what was answered. */
export function Questions() {
  const { words } = useLook();
  const { moment } = useDates();
  const { api } = useHere();
  const send = useSend();
  const field = useId();
  const key = useRef(crypto.randomUUID());
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const [sent, setSent] = useState(false);
  const [fault, setFault] = useState<string>();
  const mine = useAnswer('questions', (asked) => asked.questions());

  const ask = async () => {
    setBusy(true);
    setSent(false);
    const result = await send(api.ask({ text: text.trim() }, key.current));
    setBusy(false);
    setFault(result.kind === 'offline' ? words.unsure : faultOf(words, result));
    if (result.kind !== 'answer') return;
    key.current = crypto.randomUUID();
    setText('');
    setSent(true);
    mine.again();
  };

  return (
    <>
      <Head title={words.nav.ask} text={words.askText} />
      <div className="field">
        <label htmlFor={field}>{words.askField}</label>
        <textarea
          id={field}
          rows={5}
          maxLength={4000}
          value={text}
          autoComplete="off"
          dir="auto"
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      <Fault text={fault} />
      {sent && (
        <p className="notice good" role="status">
          {words.askSent}
        </p>
      )}
      <div className="act">
        <Button look="primary" isDisabled={busy || text.trim() === ''} onPress={() => void ask()}>
          {words.askSend}
        </Button>
      </div>
      <Shown answer={mine}>
        {(questions) =>
          questions.length > 0 && (
            <Part title={words.askMine}>
              <ul className="rows">
                {questions.map((one) => (
                  <li key={one.id} className="question">
                    <span className="timeline-at">{moment(one.askedAt)}</span>
                    <p dir="auto">{one.text}</p>
                    {one.answer ? (
                      <div className="answer">
                        <strong>
                          {words.askAnswer}, {moment(one.answeredAt)}
                        </strong>
                        <p dir="auto">{one.answer}</p>
                      </div>
                    ) : (
                      <small>{words.askWaiting}</small>
                    )}
                  </li>
                ))}
              </ul>
            </Part>
          )
        }
      </Shown>
    </>
  );
}

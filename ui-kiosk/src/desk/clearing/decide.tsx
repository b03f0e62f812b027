import { Button } from '../../components/button';
import { Choice } from '../../components/choice';
import { Tick } from '../../components/tick';
import type { Identity } from '../api';
import { useDesk } from '../desk';
import { Pick, Section, TextArea } from '../parts';

export type Verdict = 'same' | 'distinct' | 'postponed';
const verdicts = ['same', 'distinct', 'postponed'] as const;

interface Props {
  a: Identity['PersonView'];
  b: Identity['PersonView'];
  verdict: Verdict | undefined;
  setVerdict: (verdict: Verdict) => void;
  reason: string;
  setReason: (reason: string) => void;
  second: boolean;
  setSecond: (second: boolean) => void;
  stays: string;
  setStays: (person: string) => void;
  onSave: () => void;
}

/** What somebody says of a pair, and why. */
export function DecideForm(props: Props) {
  const { words } = useDesk();
  const text = words.clearing;
  const { a, b, verdict, reason, stays } = props;
  return (
    <Section title={text.decide}>
      <form
        className="decide"
        onSubmit={(event) => {
          event.preventDefault();
          props.onSave();
        }}
      >
        <Choice
          label={text.decide}
          hideLabel
          value={verdict}
          onChange={props.setVerdict}
          options={verdicts.map((value, at) => ({
            value,
            text: (
              <>
                {text.verdicts[value]} <kbd aria-hidden="true">{at + 1}</kbd>
              </>
            ),
          }))}
        />
        <TextArea label={text.reason} hint={text.reasonHint} rows={2} value={reason} onChange={props.setReason} />
        <div className="row">
          {text.reasons.map((ready) => (
            <Button key={ready} look="plain" onPress={() => props.setReason(ready)}>
              {ready}
            </Button>
          ))}
        </div>
        <div className="line">
          {verdict === 'same' && (
            <Pick
              label={text.stays}
              value={stays}
              onChange={props.setStays}
              options={[
                { value: '', text: text.usual },
                { value: a.person, text: `${text.left} · ${a.mpiId}` },
                { value: b.person, text: `${text.right} · ${b.mpiId}` },
              ]}
            />
          )}
          <Tick text={text.second} value={props.second} onChange={props.setSecond} />
          <Button look="primary" type="submit" isDisabled={!verdict || reason.trim().length < 3}>
            {text.save}
          </Button>
        </div>
      </form>
    </Section>
  );
}

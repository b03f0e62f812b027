import { Checkbox } from 'react-aria-components';
import { Check } from './icons';

/** Something beside the decision itself, that may be so or not. Never a consent. */
export function Tick({ text, value, onChange }: { text: string; value: boolean; onChange: (value: boolean) => void }) {
  return (
    <Checkbox className="tick" isSelected={value} onChange={onChange}>
      <span className="tick-box" aria-hidden="true">
        <Check />
      </span>
      {text}
    </Checkbox>
  );
}

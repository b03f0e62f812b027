import { Label, TextArea as AriaTextArea, TextField } from 'react-aria-components';

interface Props {
  label: string;
  value: string;
  most: number;
  onChange: (value: string) => void;
}

/** A few lines to type in. The browser is told to keep nothing of them. */
export function TextArea({ label, value, most, onChange }: Props) {
  return (
    <TextField className="field" value={value} onChange={onChange} maxLength={most} autoComplete="off">
      <Label>{label}</Label>
      <AriaTextArea rows={3} autoCorrect="off" data-1p-ignore="" />
    </TextField>
  );
}

import { useRef, type ClipboardEvent } from 'react';
import { useLook } from '../look';

const size = 5;
const count = 4;

/** What was typed, without what people put between: hyphens and spaces. */
const letters = (text: string) => text.replace(/[^0-9a-z]/gi, '').toUpperCase();

export const whole = (groups: readonly string[]): boolean => groups.every((group) => group.length === size);

interface Props {
  groups: readonly string[];
  onChange: (groups: readonly string[]) => void;
}

/** Four groups of five; a full one leads to the next, and a code that is pasted fills them all. */
export function CodeGroups({ groups, onChange }: Props) {
  const { words } = useLook();
  const fields = useRef<(HTMLInputElement | null)[]>([]);

  const fill = (at: number, text: string) => {
    const typed = letters(text);
    const next = groups.map((group, number) =>
      number < at
        ? group
        : number === at || typed.length > size
          ? typed.slice((number - at) * size, (number - at + 1) * size)
          : group,
    );
    onChange(next);
    const open = Math.min(at + Math.floor(typed.length / size), count - 1);
    if (open !== at) fields.current[open]?.focus();
  };

  const pasted = (at: number, event: ClipboardEvent) => {
    event.preventDefault();
    fill(at, event.clipboardData.getData('text'));
  };

  return (
    <fieldset className="code-groups">
      <legend>{words.letterCode}</legend>
      <div className="code-fields" dir="ltr">
        {groups.map((group, at) => (
          <input
            key={at}
            ref={(field) => {
              fields.current[at] = field;
            }}
            aria-label={words.letterGroup(at + 1)}
            value={group}
            maxLength={at === count - 1 ? size : size * count + count}
            autoComplete="off"
            autoCapitalize="characters"
            autoCorrect="off"
            spellCheck="false"
            onChange={(event) => fill(at, event.target.value)}
            onPaste={(event) => pasted(at, event)}
            onKeyDown={(event) => {
              if (event.key === 'Backspace' && group === '' && at > 0) fields.current[at - 1]?.focus();
            }}
          />
        ))}
      </div>
    </fieldset>
  );
}

import { useId, type ReactNode } from 'react';
import { Button } from '../components/button';
import { useDesk, type Answer } from './desk';

/** A screen's head: what it is, and what can be done. */
export function Head({ title, screen, children }: { title: ReactNode; screen: string; children?: ReactNode }) {
  return (
    <div className="desk-head" data-screen={screen}>
      <h1>{title}</h1>
      {children && <div className="row">{children}</div>}
    </div>
  );
}

/** A part of a screen with a heading of its own. */
export function Section({ title, children, aside }: { title: ReactNode; children: ReactNode; aside?: ReactNode }) {
  const id = useId();
  return (
    <section className="panel" aria-labelledby={id}>
      <div className="row between">
        <h2 id={id}>{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  );
}

/** What was asked for, or why it is not there. */
export function Shown<T>({ answer, children }: { answer: Answer<T>; children: (data: T) => ReactNode }) {
  const { words } = useDesk();
  if (answer.fault)
    return (
      <div className="notice warm" role="alert">
        <span>{answer.fault}</span>
        <Button onPress={answer.again}>{words.again}</Button>
      </div>
    );
  if (answer.data === undefined)
    return (
      <p className="quiet-text" role="status">
        {words.loading}
      </p>
    );
  return <>{children(answer.data)}</>;
}

/** A refusal or a failure, said where it happened. */
export function Fault({ text }: { text: string | undefined }) {
  return text ? (
    <p className="notice warm" role="alert">
      {text}
    </p>
  ) : null;
}

interface PickProps<T extends string> {
  label: string;
  value: T;
  options: readonly { value: T; text: string }[];
  onChange: (value: T) => void;
}

/** One of several in a line: the browser's own list, which every assistive technology knows. */
export function Pick<T extends string>({ label, value, options, onChange }: PickProps<T>) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onChange(event.target.value as T)}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.text}
          </option>
        ))}
      </select>
    </div>
  );
}

interface AreaProps {
  label: string;
  hint?: string;
  value: string;
  onChange: (value: string) => void;
  rows?: number;
}

/** Several lines to type in. */
export function TextArea({ label, hint, value, onChange, rows = 3 }: AreaProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <textarea
        id={id}
        rows={rows}
        value={value}
        autoComplete="off"
        spellCheck="false"
        onChange={(event) => onChange(event.target.value)}
        {...(hint ? { 'aria-describedby': `${id}-hint` } : {})}
      />
      {hint && (
        <span id={`${id}-hint`} className="quiet-text">
          {hint}
        </span>
      )}
    </div>
  );
}

const tones: Record<string, 'good' | 'part' | 'no' | 'none'> = {
  permitted: 'good',
  partly: 'part',
  'not-answered': 'none',
  'no-document': 'none',
};

/** A state by word, shape and colour together. */
export function State({ state, text }: { state: string; text: string }) {
  const tone = tones[state] ?? 'no';
  return (
    <span className={`state ${tone}`} data-state={state}>
      <span className="state-sign" aria-hidden="true" />
      {text}
    </span>
  );
}

/** Words for a code; the code itself where there are none. */
export const say = (words: Record<string, string>, code: string): string => words[code] ?? code;

export interface Column<T> {
  title: string;
  cell: (row: T) => ReactNode;
  number?: boolean;
}

interface TableProps<T> {
  label: string;
  columns: readonly Column<T>[];
  rows: readonly T[];
  id: (row: T) => string;
  /** Said where there is no row. */
  empty?: string;
}

/** Rows and columns; wider than the screen, it scrolls in itself and can be reached by keyboard. */
export function Table<T>({ label, columns, rows, id, empty }: TableProps<T>) {
  const { words } = useDesk();
  if (rows.length === 0) return <p className="quiet-text">{empty ?? words.none}</p>;
  return (
    <div className="table" role="group" aria-label={label} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {columns.map(({ title, number }, at) => (
              <th key={at} scope="col" {...(number ? { className: 'number' } : {})}>
                {title || <span className="unseen">{words.open}</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={id(row)}>
              {columns.map(({ cell, number }, at) => (
                <td key={at} {...(number ? { className: 'number' } : {})}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

import { Tick } from '../../components/tick';
import { useDesk } from '../desk';

interface Props {
  on: boolean;
  setOn: (on: boolean) => void;
  list?: Record<string, string>;
}

/** What the keys do, and a way to switch them off. */
export function KeyHelp({ on, setOn, list }: Props) {
  const { words } = useDesk();
  return (
    <details className="key-help">
      <summary>{words.clearing.keys}</summary>
      <div className="key-list">
        <dl>
          {Object.entries(list ?? words.clearing.keyList).map(([key, does]) => (
            <div key={key}>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
        <Tick text={words.clearing.keysOn} value={on} onChange={setOn} />
      </div>
    </details>
  );
}

import { useDesk } from '../desk';

/** A weight as a bar: to the right speaks for one person, to the left against. The number stands beside it. */
export function Weight({ value, most }: { value: number; most: number }) {
  const { number } = useDesk();
  const length = Math.min(Math.abs(value) / most, 1) * 48;
  return (
    <span className="weight">
      <svg viewBox="0 0 100 14" aria-hidden="true" focusable="false">
        <rect
          className={value < 0 ? 'against' : 'for'}
          x={value < 0 ? 50 - length : 50}
          y="2"
          width={length}
          height="10"
          rx="2"
        />
        <line x1="50" y1="0" x2="50" y2="14" />
      </svg>
      <span>{number(value, 1, true)}</span>
    </span>
  );
}

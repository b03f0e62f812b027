import { useDesk } from './desk';

interface Series {
  name: string;
  tone: 'good' | 'no' | 'part' | 'none';
}

interface ColumnsProps {
  label: string;
  series: readonly Series[];
  /** What stands under a column, what a screen reader says of it, and its values, one for each of the series. */
  columns: readonly { under: string; said: string; values: readonly number[] }[];
}

/** Columns over time. Everything that is drawn is also said. */
export function Columns({ label, series, columns }: ColumnsProps) {
  const { number } = useDesk();
  const most = Math.max(1, ...columns.map(({ values }) => values.reduce((sum, value) => sum + value, 0)));
  const [width, height] = [100 / columns.length, 120];
  return (
    <figure className="chart">
      <svg viewBox={`0 0 100 ${height}`} preserveAspectRatio="none" role="img" aria-label={label}>
        <line x1="0" x2="100" y1={height} y2={height} />
        {columns.map(({ under, values }, at) => {
          let top = height;
          return values.map((value, which) => {
            const size = (value / most) * (height - 6);
            top -= size;
            return (
              <rect
                key={`${under}${at}/${which}`}
                className={series[which]?.tone ?? 'none'}
                x={at * width + width * 0.12}
                y={top}
                width={width * 0.76}
                height={size}
              />
            );
          });
        })}
      </svg>
      <div className="chart-under" aria-hidden="true">
        <span>{columns[0]?.under}</span>
        <span>{`max. ${number(most)}`}</span>
        <span>{columns.at(-1)?.under}</span>
      </div>
      {series.length > 1 && (
        <ul className="legend">
          {series.map(({ name, tone }) => (
            <li key={name} className={tone}>
              {name}
            </li>
          ))}
        </ul>
      )}
      <ul className="unseen">
        {columns
          .filter(({ values }) => values.some((value) => value > 0))
          .map(({ said }, at) => (
            <li key={at}>{said}</li>
          ))}
      </ul>
    </figure>
  );
}

interface ShareProps {
  parts: readonly { name: string; value: number; tone: Series['tone'] }[];
}

/** Shares of a whole in one bar, with the numbers beside it. */
export function Share({ parts }: ShareProps) {
  const { number } = useDesk();
  const all = parts.reduce((sum, { value }) => sum + value, 0);
  let before = 0;
  return (
    <span className="share">
      <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">
        {parts.map(({ name, value, tone }) => {
          const width = all === 0 ? 0 : (value / all) * 100;
          const x = before;
          before += width;
          return <rect key={name} className={tone} x={x} y="0" width={width} height="10" />;
        })}
      </svg>
      <span>{parts.map(({ name, value }) => `${name} ${number(value)}`).join(' · ')}</span>
    </span>
  );
}

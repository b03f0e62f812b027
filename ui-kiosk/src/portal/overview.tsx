import { Arrow } from '../components/icons';
import { areas } from './areas';
import { useDates, useLook } from './look';
import { Shown } from './parts';
import { useAnswer, useHere } from './portal';

/** Where somebody begins: what holds now, and where to go. */
export function Overview() {
  const { words } = useLook();
  const { number } = useDates();
  const { self } = useHere();
  const consents = useAnswer('consents', (api) => api.consents());
  return (
    <>
      <div className="head">
        <p className="eyebrow narrow-only">{self.organisation}</p>
        <h1>
          {words.hello} <bdi>{self.name}</bdi>
        </h1>
        <p className="lead">{words.helloText}</p>
      </div>
      {self.relation !== 'self' && <p className="notice">{words.actingFor}</p>}
      {self.underReview && <p className="notice warm">{words.underReview}</p>}
      <Shown answer={consents}>
        {({ forms }) => {
          const modules = forms.flatMap((form) => form.modules);
          const yes = modules.filter(({ state }) => state === 'permitted' || state === 'partly').length;
          return (
            <a className="summary" href="#/consent">
              <span className="summary-ring" data-full={yes > 0} aria-hidden="true">
                {number(yes)}
              </span>
              <span className="summary-words">
                <strong>
                  {modules.length === 0 ? words.summaryNone : words.summary(number(yes), number(modules.length), yes)}
                </strong>
                <span>{words.lookOrChange}</span>
              </span>
              <Arrow />
            </a>
          );
        }}
      </Shown>
      <ul className="tiles">
        {areas
          .filter(({ name }) => name !== 'overview' && name !== 'consent')
          .map(({ name }) => (
            <li key={name}>
              <a className="tile" href={`#/${name}`}>
                <span className="tile-words">
                  <strong>{words.nav[name]}</strong>
                  <span>{words.navText[name]}</span>
                </span>
                <Arrow />
              </a>
            </li>
          ))}
      </ul>
    </>
  );
}

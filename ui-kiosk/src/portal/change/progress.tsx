import { useDates, useLook } from '../look';
import { Head, Nothing, Original, Receiver, Shown } from '../parts';
import { say, useAnswer } from '../portal';

/** Who has to carry out a withdrawal, and who has. */
export function Progress() {
  const { words } = useLook();
  const { day, number } = useDates();
  const progress = useAnswer('progress', (api) => api.progress());
  return (
    <>
      <Head title={words.nav.withdrawals} text={words.statusText} />
      <Shown answer={progress}>
        {(withdrawals) =>
          withdrawals.length === 0 ? (
            <Nothing text={words.statusNone} />
          ) : (
            withdrawals.map((one) => {
              const done = one.tasks.filter(({ status }) => status === 'completed').length;
              return (
                <section key={one.document} className="part" aria-label={words.statusOf(day(one.recordedAt))}>
                  <h2>{words.statusOf(day(one.recordedAt))}</h2>
                  <p className="quiet-text">
                    <Original text={one.title} />
                  </p>
                  <p className={`notice ${one.state === 'done' ? 'good' : ''}`}>
                    {one.state === 'done' ? words.statusAll : words.statusDone(number(done), number(one.tasks.length))}
                  </p>
                  <ul className="tasks">
                    {one.tasks.map((task) => (
                      <li key={task.receiver} data-status={task.status}>
                        <span className="task-sign" aria-hidden="true" />
                        <span className="task-words">
                          <strong>
                            <Receiver name={task.receiver} />
                          </strong>
                          <span>
                            {say(words.statusTasks, task.status)}, {words.since(day(task.since))}
                          </span>
                        </span>
                      </li>
                    ))}
                  </ul>
                </section>
              );
            })
          )
        }
      </Shown>
    </>
  );
}

import { useState } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { useDesk } from '../desk';
import { Head } from '../parts';
import { Asking } from './asking';
import { Open } from './open';
import { Upcoming } from './upcoming';
import { Withdrawals } from './withdrawals';

const lists = ['open', 'asking', 'expires', 'turns-adult', 'withdrawals'] as const;

/** What is to be done, list by list. */
export function Worklists() {
  const { words, may } = useDesk();
  const [list, setList] = useState<(typeof lists)[number]>('open');
  const shown = lists.filter((name) => name !== 'asking' || may('capture.start'));
  return (
    <>
      <Head title={words.worklist.title} screen="desk-worklist" />
      <Tabs selectedKey={list} onSelectionChange={(key) => setList(key as typeof list)}>
        <TabList aria-label={words.worklist.title} className="tabs">
          {shown.map((name) => (
            <Tab key={name} id={name} className="tab">
              {words.worklist.lists[name]}
            </Tab>
          ))}
        </TabList>
        <TabPanel id={list} className="panel">
          {list === 'open' && <Open />}
          {list === 'asking' && <Asking />}
          {(list === 'expires' || list === 'turns-adult') && <Upcoming kind={list} />}
          {list === 'withdrawals' && <Withdrawals />}
        </TabPanel>
      </Tabs>
    </>
  );
}

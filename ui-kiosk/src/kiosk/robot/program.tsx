import '../../styles/robot.css';
import type { ReactElement } from 'react';
import { begin } from '../../lib/wipe';
import { findBridge } from './bridge';
import { faults } from './contract';
import type { Afterwards } from './mission';
import { Pilot } from './pilot';
import { RobotApp } from './robot-app';

const afterwards: readonly string[] = ['leave', 'moved', 'silent', ...faults];

const isAfterwards = (text: string | null): text is Afterwards => text !== null && afterwards.includes(text);

/** The robot's screens, or nothing where no robot answers. */
export async function robotProgram(): Promise<ReactElement | undefined> {
  const bridge = await findBridge();
  const asked = new URLSearchParams(location.search).get('after');
  history.replaceState(null, '', begin());
  if (!bridge) return undefined;
  document.documentElement.dataset['device'] = 'temi';
  return <RobotApp pilot={new Pilot(bridge)} {...(isAfterwards(asked) ? { after: asked } : {})} />;
}

import { createContext, useContext } from 'react';
import { robotWords, type RobotWords } from '../../lib/i18n/robot';
import { usePreferences } from '../preferences';
import type { Happening, Mission } from './mission';
import type { Calling } from './use-call';

/** What every screen of the robot may use. */
export interface Robot {
  mission: Mission;
  happens: (happening: Happening) => void;
  calling: Calling;
}

export const RobotContext = createContext<Robot | undefined>(undefined);

export function useRobot(): Robot & { robot: RobotWords } {
  const robot = useContext(RobotContext);
  const { language } = usePreferences();
  if (!robot) throw new Error('There is no robot around this.');
  return { ...robot, robot: robotWords[language] };
}

import { useCallback, useEffect, useState } from 'react';
import type { Result } from './api/client';

/** What a request came to: asked for when a screen opens, when `key` changes, and when asked for again. */
export function useResult<T>(key: string, request: () => Promise<Result<T>>): [Result<T> | undefined, () => void] {
  const [state, setState] = useState<{ key: string; result: Result<T> }>();
  const [round, setRound] = useState(0);

  useEffect(() => {
    let gone = false;
    void request().then((result) => {
      if (!gone) setState({ key, result });
    });
    return () => {
      gone = true;
    };
    // the key stands for the request
  }, [key, round]);

  const again = useCallback(() => setRound((before) => before + 1), []);
  return [state?.key === key ? state.result : undefined, again];
}

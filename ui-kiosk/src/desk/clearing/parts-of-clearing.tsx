import { Button } from '../../components/button';
import { go } from '../../lib/router';
import { useDesk } from '../desk';

const parts = [
  ['bulk', 'identity.settle'],
  ['never', 'identity.link'],
  ['ways', 'identity.manage'],
  ['quality', 'identity.manage'],
] as const;

/** The ways to what stands beside the list. */
export function PartsOfClearing() {
  const { words, may } = useDesk();
  return (
    <nav className="row" aria-label={words.linkage.moreParts}>
      {parts
        .filter(([, permission]) => may(permission))
        .map(([part]) => (
          <Button key={part} onPress={() => go(`clearing/${part}`)}>
            {words.linkage.parts[part]}
          </Button>
        ))}
    </nav>
  );
}

import type { SimulatedRobot } from './robot';
import { home, locations, rooms, size } from './ward';

/** The ward from above, in metres. */
export function WardMap({ robot }: { robot: SimulatedRobot }) {
  const { x, y } = robot.position;
  const goal = robot.destination ? locations[robot.destination] : undefined;
  return (
    <svg className="ward" viewBox={`0 0 ${size.width} ${size.height}`} role="img" aria-label="Grundriss der Station">
      <rect className="floor" width={size.width} height={size.height} rx={0.6} />
      {rooms.map((room) => (
        <g key={room.name}>
          <rect className="room" x={room.x} y={room.y} width={room.width} height={room.height} rx={0.4} />
          <text className="room-name" x={room.x + 0.6} y={room.y + 1.3}>
            {room.name}
          </text>
        </g>
      ))}
      {Object.entries(locations).map(([name, at]) => (
        <g key={name}>
          <circle className={name === home ? 'spot base' : 'spot'} cx={at.x} cy={at.y} r={0.55} />
          <text className="spot-name" x={at.x} y={at.y + 1.7}>
            {name}
          </text>
        </g>
      ))}
      {goal && <line className="way" x1={x} y1={y} x2={goal.x} y2={goal.y} />}
      <g
        className={`robot${robot.active.size > 0 || robot.blocked ? ' faulty' : ''}`}
        transform={`translate(${x} ${y})`}
      >
        <circle r={0.95} />
        <rect x={-0.5} y={-0.4} width={1} height={0.7} rx={0.15} />
      </g>
    </svg>
  );
}

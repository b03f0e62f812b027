import { useEffect, useRef, type PointerEvent } from 'react';
import { nothingDrawn, type Drawing } from '../kiosk/signature';

interface Props {
  label: string;
  hint: string;
  /** Called after each stroke; the picture is asked for when it is needed. */
  onDraw: (drawing: Drawing, picture: () => string) => void;
}

const [width, height] = [1000, 300];

/** A field to sign in. Keeps a picture and nothing of how it was drawn: no times, no pressure. */
export function SignaturePad({ label, hint, onDraw }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const drawing = useRef<Drawing>(nothingDrawn);
  const last = useRef<{ x: number; y: number; at: number } | null>(null);

  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    context.lineWidth = 5;
    context.lineCap = 'round';
    context.lineJoin = 'round';
    context.strokeStyle = '#0b1a3c';
  }, []);

  const place = (event: PointerEvent<HTMLCanvasElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    return {
      x: ((event.clientX - box.left) / box.width) * width,
      y: ((event.clientY - box.top) / box.height) * height,
      at: event.timeStamp,
    };
  };

  const start = (event: PointerEvent<HTMLCanvasElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    last.current = place(event);
    drawing.current = { ...drawing.current, strokes: drawing.current.strokes + 1 };
  };

  const move = (event: PointerEvent<HTMLCanvasElement>) => {
    const context = event.currentTarget.getContext('2d');
    const from = last.current;
    if (!context || !from) return;
    const to = place(event);
    context.beginPath();
    context.moveTo(from.x, from.y);
    context.lineTo(to.x, to.y);
    context.stroke();
    const { strokes, length, milliseconds } = drawing.current;
    drawing.current = {
      strokes,
      length: length + Math.hypot(to.x - from.x, to.y - from.y),
      milliseconds: milliseconds + to.at - from.at,
    };
    last.current = to;
  };

  const end = (event: PointerEvent<HTMLCanvasElement>) => {
    last.current = null;
    const pad = event.currentTarget;
    onDraw(drawing.current, () => pad.toDataURL('image/png').slice('data:image/png;base64,'.length));
  };

  return (
    <div className="pad">
      <canvas
        ref={canvas}
        width={width}
        height={height}
        role="img"
        aria-label={label}
        onPointerDown={start}
        onPointerMove={move}
        onPointerUp={end}
        onPointerCancel={end}
      />
      <span className="pad-hint">{hint}</span>
    </div>
  );
}

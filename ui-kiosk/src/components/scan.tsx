import { useEffect, useRef, useState } from 'react';
import { usePreferences } from '../kiosk/preferences';
import { Button } from './button';
import { Camera } from './icons';

interface Detector {
  detect(picture: HTMLVideoElement): Promise<readonly { rawValue: string }[]>;
}

const detectors = globalThis as { BarcodeDetector?: new (options: { formats: string[] }) => Detector };
const formats = ['qr_code', 'code_128', 'code_39', 'data_matrix', 'ean_13', 'itf'];
const every = 250;

/** Reads a label by the device's own camera, where it can; pictures are looked at here and go nowhere. */
export function Scan({ onCode }: { onCode: (text: string) => void }) {
  const { words } = usePreferences();
  const [state, setState] = useState<'off' | 'on' | 'failed'>('off');
  if (!detectors.BarcodeDetector || !navigator.mediaDevices) return null; // a scanner types, or somebody does
  return (
    <div className="scan">
      {state === 'on' && (
        <Viewer
          onFail={() => setState('failed')}
          onCode={(text) => {
            setState('off');
            onCode(text);
          }}
        />
      )}
      {state === 'failed' && (
        <p className="notice warm" role="status">
          {words.scanFailed}
        </p>
      )}
      <Button onPress={() => setState(state === 'on' ? 'off' : 'on')}>
        <Camera />
        {state === 'on' ? words.cancel : words.scanStart}
      </Button>
    </div>
  );
}

function Viewer({ onCode, onFail }: { onCode: (text: string) => void; onFail: () => void }) {
  const { words } = usePreferences();
  const video = useRef<HTMLVideoElement>(null);
  const after = useRef({ onCode, onFail });
  useEffect(() => {
    after.current = { onCode, onFail };
  }, [onCode, onFail]);

  useEffect(() => {
    const { BarcodeDetector } = detectors;
    if (!BarcodeDetector) return;
    const detector = new BarcodeDetector({ formats });
    let stream: MediaStream | undefined;
    let over = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async () => {
      if (over || !video.current) return;
      const [found] = await detector.detect(video.current).catch(() => []);
      if (over) return;
      if (found) return after.current.onCode(found.rawValue.trim());
      timer = setTimeout(() => void look(), every);
    };
    navigator.mediaDevices
      .getUserMedia({ video: { facingMode: 'environment' }, audio: false })
      .then(async (got) => {
        stream = got;
        if (over || !video.current) return got.getTracks().forEach((track) => track.stop());
        video.current.srcObject = got;
        await video.current.play();
        return look();
      })
      .catch(() => {
        if (!over) after.current.onFail();
      });
    return () => {
      over = true;
      clearTimeout(timer);
      stream?.getTracks().forEach((track) => track.stop());
    };
  }, []);

  return (
    <figure className="scan-view">
      <video ref={video} playsInline muted aria-label={words.scanText} />
      <figcaption>{words.scanText}</figcaption>
    </figure>
  );
}

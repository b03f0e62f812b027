const icon = (path: string, look = 'icon') =>
  function Icon() {
    return (
      <svg className={look} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
        <path d={path} />
      </svg>
    );
  };

/** Points where reading goes. */
export const Arrow = icon('M5 12h14m-6-6 6 6-6 6', 'icon turns');
export const Check = icon('m5 12.5 4.5 4.5L19 7');
export const Cross = icon('M6 6l12 12M18 6 6 18');
export const Question = icon(
  'M12 21.2a9.2 9.2 0 1 0 0-18.4 9.2 9.2 0 0 0 0 18.4zM9.6 9.6a2.5 2.5 0 1 1 3.6 2.2c-.8.5-1.2 1-1.2 2M12 16.8v.1',
);
export const Display = icon('M4 18 9 6l5 12M5.7 14h6.6M15 18l3-8 3 8m-5-2.6h4');
export const Play = icon('M8 5.5v13l11-6.500z');
export const Pause = icon('M8.500 5.500v13m7-13v13');
export const Again = icon('M5 12a7 7 0 1 0 2.300-5.200M5 4.500V8h3.500');
export const Speaker = icon(
  'M5 10v4h3l4 3.500v-11L8 10zM15.500 9a4.200 4.200 0 0 1 0 6m2.300-8.300a7.500 7.500 0 0 1 0 10.600',
);
export const Plus = icon('M12 6v12M6 12h12');
export const Lock = icon('M7 11V8.500a5 5 0 0 1 10 0V11M5.500 11h13v8.500h-13z');
export const Person = icon(
  'M12 12a3.800 3.800 0 1 0 0-7.600 3.800 3.800 0 0 0 0 7.600zM5 19.500c.800-3.300 3.500-5 7-5s6.200 1.700 7 5',
);
export const Network = icon('M4 9.500a12 12 0 0 1 16 0M7 13a7.600 7.600 0 0 1 10 0m-5 4.200v.3M4 4l16 16');

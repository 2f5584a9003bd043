import { useMemo, useState } from 'react';

/** Whether the pointer is over a list or the keyboard's focus is inside it. Touch has no hover and holds nothing. */
export function useHeld() {
  const [over, setOver] = useState(false);
  const [focused, setFocused] = useState(false);
  const handlers = useMemo(
    () => ({
      onPointerEnter: (event: React.PointerEvent) => setOver(event.pointerType !== 'touch'),
      onPointerLeave: () => setOver(false),
      onFocus: () => setFocused(true),
      onBlur: (event: React.FocusEvent) => setFocused(event.currentTarget.contains(event.relatedTarget)),
    }),
    []
  );
  return { held: over || focused, handlers };
}

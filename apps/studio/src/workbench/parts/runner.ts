/** What came with the key: its digit by position (0 without one) and the character on its cap. */
export interface Pressed {
  readonly digit: number
  readonly letter: string
}

/** What one command does. */
export type Act<C> = (context: C, pressed: Pressed) => void

const NONE: Pressed = { digit: 0, letter: "" }
const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  left: [-1, 0],
  right: [1, 0],
  up: [0, -1],
  down: [0, 1],
}

/**
 * One way for keyboard, buttons and palette: the acts of a page by the id of the command. Arrows are one act, told how
 * many pixels (ten with Shift). Ids that the page does not know do nothing.
 */
export function commandRunner<C>(
  acts: Readonly<Record<string, Act<C>>>,
  nudge: (context: C, dx: number, dy: number) => void,
): (context: C, id: string, pressed?: Partial<Pressed>) => void {
  return (context, id, pressed) => {
    const arrow = /^nudge\.([a-z]+)(10)?$/.exec(id)
    const [dx, dy] = ARROWS[arrow?.[1] ?? ""] ?? [0, 0]
    const by = arrow?.[2] ? 10 : 1
    if (arrow) nudge(context, dx * by, dy * by)
    else acts[id]?.(context, { ...NONE, ...pressed })
  }
}

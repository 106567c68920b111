/** Whoever has this many of the last so many practice pictures within tolerance has learnt what is asked. */
export const MASTERY = { need: 8, of: 10 } as const

/** Whether the last ten practice pictures, or fewer, hold eight that are within tolerance. @param passes in the order in which they were sent */
export function isMastered(passes: readonly boolean[]): boolean {
  return passes.slice(-MASTERY.of).filter((passed) => passed).length >= MASTERY.need
}

/** How many more practice pictures it takes at least: as many right ones in a row as bring eight into the last ten. 0 for none. */
export function stillNeeded(passes: readonly boolean[]): number {
  let more = 0
  while (!isMastered([...passes, ...Array.from({ length: more }, () => true)])) more++
  return more
}

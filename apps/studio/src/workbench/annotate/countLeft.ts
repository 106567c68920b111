/**
 * Tasks left for one person, the one in hand included: those that the server counted, without those that were passed since, and never
 * fewer than lie on this computer.
 */
export function countLeft(
  own: { readonly available: number; readonly inHand: number },
  passed: number,
  ahead: number,
): number {
  return Math.max(own.available + own.inHand - passed, ahead + 1)
}

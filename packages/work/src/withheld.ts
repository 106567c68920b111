/** Bits of a 32-bit number mixed so that each depends on all (the finaliser of MurmurHash3). */
function mix(bits: number): number {
  let hash = bits | 0
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

/**
 * Whether people begin a task without the proposals that it has: the same for everybody who gets it, at any time, on any machine.
 * A larger share withholds those of a smaller one and more. It has nothing to do with how many people a task asks for.
 *
 * @param without share of the tasks, in [0, 1]
 */
export function isWithheld(projectId: number, taskId: number, without: number): boolean {
  return mix(mix(projectId ^ 0x9e3779b9) ^ taskId) / 2 ** 32 < without
}

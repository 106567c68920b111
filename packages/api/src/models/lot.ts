import type { Deps } from "../core/deps.ts"

/**
 * Whether people do a task without the proposals that it has: the same for everybody who gets it, at any time, on any machine. Drawn
 * from the installation's key: whoever is asked for proposals knows the numbers of projects and tasks, and not which are compared. A
 * larger share withholds those of a smaller one and more. It has nothing to do with how many people a task asks for.
 *
 * @param without share of the tasks, in [0, 1]
 */
export function isWithheld(deps: Pick<Deps, "hmac">, projectId: number, taskId: number, without: number): boolean {
  if (without <= 0) return false
  const drawn = Number.parseInt(deps.hmac(`proposals:${projectId}:${taskId}`).slice(0, 8), 16) / 2 ** 32
  return drawn < without
}
